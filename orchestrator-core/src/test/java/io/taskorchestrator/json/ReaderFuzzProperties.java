package io.taskorchestrator.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever bytes come in, a reader returns a value or names what is wrong; it never fails in another way. */
class ReaderFuzzProperties {

    private static final List<JsonForm<?>> FORMS = List.of(
            RequestJson.NEW_TASK,
            RequestJson.BATCH,
            RequestJson.PATCH,
            RequestJson.CLAIM,
            RequestJson.heartbeat(Requests.TASK),
            RequestJson.complete(Requests.TASK),
            RequestJson.COMPLETIONS,
            RequestJson.fail(Requests.TASK),
            RequestJson.release(Requests.TASK),
            RequestJson.cancel(Requests.TASK),
            RequestJson.retry(Requests.TASK),
            TaskJson.TASK,
            TaskJson.CLAIMED,
            TaskJson.CLAIMED_TASKS,
            TaskJson.RESULT,
            TaskJson.HISTORY,
            TaskJson.STATISTICS,
            TaskJson.WAIT_REASON,
            TaskJson.HEARTBEAT_REPLY,
            TaskJson.DELETED,
            TaskJson.outcomes(TaskJson.TASK),
            TaskJson.page(TaskQuery.ALL, Set.of(TaskPart.values())));

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "null",
            "true",
            "1",
            "-1",
            "2.5",
            "1e999999999",
            "1e-999999999",
            "\"\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"x\"",
            "{}",
            "[]",
            "\uFEFF",
            "\"2026-01-01T00:00:00Z\"",
            "\"tasks\":",
            "\"completions\":",
            "\"outcomes\":",
            "\"retry\":",
            "\"result\":",
            "\"lease\":",
            "\"tags\":",
            "\"metadata\":",
            "\"timeout_seconds\":");

    @Property(tries = 150)
    void anyBytesAreReadOrRefused(@ForAll byte[] json) {
        FORMS.forEach(form -> readOrRefuse(form, json));
    }

    @Property(tries = 250)
    void anyTokensAreReadOrRefused(@ForAll("tokens") String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        FORMS.forEach(form -> readOrRefuse(form, bytes));
    }

    @Property(tries = 250)
    void damagedTextIsReadOrRefused(@ForAll("damaged") byte[] json) {
        FORMS.forEach(form -> readOrRefuse(form, json));
    }

    @Property(tries = 150)
    void damagedObjectsMadeInJavaAreAcceptedOrRefused(@ForAll("damaged") byte[] json) {
        String text = "{" + new String(json, StandardCharsets.ISO_8859_1) + "}";
        try {
            RequestJson.requireWellFormed("metadata", JsonText.of(text));
        } catch (InvalidInputException e) {
            assertThat(e.violations())
                    .allSatisfy(violation -> assertThat(violation.field()).isEqualTo("metadata"));
        }
    }

    private static void readOrRefuse(JsonForm<?> form, byte[] json) {
        try {
            assertThat(form.read(json)).isNotNull();
        } catch (InvalidInputException e) {
            assertThat(e.violations()).isNotEmpty().hasSizeLessThanOrEqualTo(100);
        }
        try {
            assertThat(form.find(json, "tasks")).isNotNull();
        } catch (InvalidInputException e) {
            assertThat(e.violations()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(30).map(pieces -> String.join("", pieces));
    }

    /** Valid text of every kind, a piece of it replaced by something else. */
    @Provide
    Arbitrary<byte[]> damaged() {
        Arbitrary<byte[]> valid = Arbitraries.oneOf(
                Tasks.newTasks().map((NewTask task) -> RequestJson.NEW_TASK.bytes(task)),
                Requests.patches().map((TaskPatch patch) -> RequestJson.PATCH.bytes(patch)),
                Requests.claims().map((Claim claim) -> RequestJson.CLAIM.bytes(claim)),
                Requests.heartbeats().map(RequestJson.heartbeat(Requests.TASK)::bytes),
                Requests.completions().map(RequestJson.complete(Requests.TASK)::bytes),
                Tasks.tasks().map((Task task) -> TaskJson.TASK.bytes(task)));
        Arbitrary<byte[]> pieces = Arbitraries.oneOf(
                Arbitraries.of(PIECES).map(piece -> piece.getBytes(StandardCharsets.UTF_8)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(3));
        return Combinators.combine(
                        valid,
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 20),
                        pieces)
                .as(ReaderFuzzProperties::damage);
    }

    private static byte[] damage(byte[] json, double where, int removed, byte[] piece) {
        int from = (int) (where * json.length);
        int to = Math.min(json.length, from + removed);
        byte[] result = new byte[json.length - (to - from) + piece.length];
        System.arraycopy(json, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(json, to, result, from + piece.length, json.length - to);
        return result;
    }
}
