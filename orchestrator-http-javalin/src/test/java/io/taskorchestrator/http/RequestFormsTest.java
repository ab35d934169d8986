package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskorchestrator.http.OpenApiDocument.Node;
import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the OpenAPI document says about requests is what their readers do. */
class RequestFormsTest {

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.SERVED;
    private static final TaskId ID = TaskId.of(new UUID(1, 2));
    private static final String UNKNOWN = "is not a known field";

    private static final Map<String, JsonForm<?>> FORMS = Map.ofEntries(
            Map.entry("NewTask", RequestJson.NEW_TASK),
            Map.entry("NewBatch", RequestJson.BATCH),
            Map.entry("TaskPatch", RequestJson.PATCH),
            Map.entry("Claim", RequestJson.CLAIM),
            Map.entry("Heartbeat", RequestJson.heartbeat(ID)),
            Map.entry("Completion", RequestJson.complete(ID)),
            Map.entry("Completions", RequestJson.COMPLETIONS),
            Map.entry("Failure", RequestJson.fail(ID)),
            Map.entry("Release", RequestJson.release(ID)),
            Map.entry("Cancellation", RequestJson.cancel(ID)),
            Map.entry("Retry", RequestJson.retry(ID)));

    private static Node schema(String name) {
        return DOCUMENT.target("#/components/schemas/" + name);
    }

    private static String complaints(JsonForm<?> form, String json) {
        InvalidInputException refusal = catchThrowableOfType(
                InvalidInputException.class, () -> form.read(json.getBytes(StandardCharsets.UTF_8)));
        return refusal == null
                ? ""
                : String.join(
                        "; ",
                        refusal.violations().stream().map(Violation::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NewTask",
                "NewBatch",
                "TaskPatch",
                "Claim",
                "Heartbeat",
                "Completion",
                "Completions",
                "Failure",
                "Release",
                "Cancellation",
                "Retry"
            })
    void everyDeclaredFieldIsKnownAndNoOther(String name) {
        JsonForm<?> form = FORMS.get(name);

        for (String field : schema(name).json().at("properties").names()) {
            assertThat(complaints(form, "{\"" + field + "\": [[]]}"))
                    .contains(field)
                    .doesNotContain(UNKNOWN);
        }
        assertThat(complaints(form, "{\"colour\": 1}")).contains(UNKNOWN);
        assertThat(DOCUMENT.complaints(schema(name), "{\"colour\": 1}")).contains("colour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NewTask.work_directory.",
                "NewTask.retry.RetryPolicy",
                "Completion.result.NewResult",
                "Heartbeat.progress.NewProgress"
            })
    void fieldsOfFieldsAreKnownToo(String path) {
        String[] parts = path.split("\\.", -1);
        for (String field : parts[2].isEmpty()
                ? Set.<String>of()
                : schema(parts[2]).json().at("properties").names()) {
            String json = "{\"%s\": {\"%s\": [[]]}}".formatted(parts[1], field);

            assertThat(complaints(FORMS.get(parts[0]), json)).contains(field).doesNotContain(UNKNOWN);
        }
    }

    @Test
    void oneOfSeveralCompletionsHasTheFieldsOfASingleOneAndItsTaskButNoNext() {
        Set<String> fields =
                new TreeSet<>(schema("CompletionOfMany").json().at("properties").names());
        Set<String> single =
                new TreeSet<>(schema("Completion").json().at("properties").names());
        for (String field : fields) {
            assertThat(complaints(RequestJson.COMPLETIONS, "{\"completions\": [{\"" + field + "\": [[]]}]}"))
                    .contains(field)
                    .doesNotContain(UNKNOWN);
        }
        single.remove("next");
        single.add("task_id");

        assertThat(fields).isEqualTo(single);
        assertThat(schema("Completions")
                        .json()
                        .at("properties", "completions", "maxItems")
                        .value())
                .isEqualTo((long) TaskLimits.CLAIM_LIMIT);
    }

    @Test
    void theLimitsAreThoseOfTheCode() {
        Map<String, Number> limits = Map.of(
                "Prompt/maxLength", TaskLimits.PROMPT_LENGTH,
                "NewBatch/properties/tasks/maxItems", TaskLimits.BATCH_SIZE,
                "Claim/properties/limit/maximum", TaskLimits.CLAIM_LIMIT,
                "LeaseSeconds/maximum", TaskLimits.LONGEST_LEASE.toSeconds(),
                "TimeoutSeconds/maximum", TaskLimits.LONGEST_TIMEOUT.toSeconds(),
                "WaitSeconds/maximum", TaskLimits.LONGEST_WAIT.toSeconds(),
                "NewTask/properties/delay_seconds/maximum", TaskLimits.LONGEST_DELAY.toSeconds(),
                "Failure/properties/error_message/maxLength", TaskLimits.MESSAGE_LENGTH,
                "NewProgress/properties/message/maxLength", TaskLimits.PROGRESS_LENGTH,
                "Pagination/properties/limit/maximum", TaskQuery.MOST_PER_PAGE);

        limits.forEach((place, limit) -> assertThat(DOCUMENT.root()
                        .json()
                        .at(("components/schemas/" + place).split("/", -1))
                        .value())
                .as(place)
                .isEqualTo(limit.longValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "86400", "0", "86401", "0.5", "1.5", "-1"})
    void aNumberIsRefusedByBothOrByNone(String seconds) {
        String claim = "{\"worker_id\": \"w\", \"lease_seconds\": " + seconds + "}";

        assertThat(complaints(RequestJson.CLAIM, claim).isEmpty())
                .isEqualTo(DOCUMENT.complaints(schema("Claim"), claim).isEmpty());
    }

    @Test
    void aWrittenRequestIsADeclaredOne() {
        Claim claim = Claim.by("w").below("/a").limit(3).id(new UUID(1, 2));

        String json = new String(RequestJson.CLAIM.bytes(claim), StandardCharsets.UTF_8);

        assertThat(DOCUMENT.complaints(schema("Claim"), json)).isEmpty();
    }
}
