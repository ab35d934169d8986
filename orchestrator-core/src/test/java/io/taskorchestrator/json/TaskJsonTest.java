package io.taskorchestrator.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Schedule;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The shapes of the answers, field by field. */
class TaskJsonTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Set<TaskPart> NO_PARTS = Set.of();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Task WAITING = new Task(
            TaskId.of(new UUID(0x1111L, 0x2222L)),
            NewTask.builder("/srv/shop", "Tidy up")
                    .priority(Priority.HIGH)
                    .tags("clean", "later")
                    .metadata(JsonText.of("{\"owner\": \"kim\", \"cost\": 1.50}"))
                    .build()
                    .spec(TaskSettings.STANDARD),
            TaskState.waiting(Schedule.created(NOON, Optional.empty())),
            1);

    @Test
    void aCreatedTaskHasTheFieldsOfTheOriginal() throws IOException {
        JsonNode json = tree(TaskJson.action(NO_PARTS).bytes(WAITING));
        assertThat(json.get("task_id").textValue()).isEqualTo("00000000-0000-1111-0000-000000002222");
        assertThat(json.get("status").textValue()).isEqualTo("waiting");
        assertThat(json.get("priority").textValue()).isEqualTo("high");
        assertThat(json.get("work_directory").textValue()).isEqualTo("/srv/shop");
        assertThat(json.get("tags").toString()).isEqualTo("[\"clean\",\"later\"]");
        assertThat(json.get("created_at").textValue()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(json.get("retry_count").intValue()).isZero();
        assertThat(json.get("max_retries").intValue()).isEqualTo(3);
        assertThat(json.get("timeout_seconds").toString()).isEqualTo("3600");
        assertThat(json.get("version").intValue()).isEqualTo(1);
    }

    @Test
    void whatHasNoValueIsLeftOut() throws IOException {
        JsonNode json = tree(TaskJson.TASK.bytes(WAITING));
        for (String name : List.of("worker_id", "lease", "result", "progress", "run_at", "started_at", "reason")) {
            assertThat(json.has(name)).as(name).isFalse();
        }
    }

    @Test
    void aClaimedTaskHasThePromptAndTheToken() throws IOException {
        ClaimedTask claimed = new ClaimedTask(working(), new LeaseToken(1, 0xABL, 0xCDL), Duration.ofMillis(59_500));
        JsonNode json = tree(TaskJson.CLAIMED.bytes(claimed));
        assertThat(json.get("task_id").textValue()).isEqualTo("00000000-0000-1111-0000-000000002222");
        assertThat(json.get("prompt").textValue()).isEqualTo("Tidy up");
        assertThat(json.get("work_directory").textValue()).isEqualTo("/srv/shop");
        assertThat(json.get("priority").textValue()).isEqualTo("high");
        assertThat(json.get("tags")).hasSize(2);
        assertThat(json.get("lease").toString())
                .isEqualTo("{\"token\":\"1.00000000000000ab00000000000000cd\","
                        + "\"expires_at\":\"2026-03-01T12:01:00Z\",\"expires_in_ms\":59500}");
    }

    @Test
    void aWorkingTaskShowsTheEndOfItsLeaseOnly() throws IOException {
        assertThat(tree(TaskJson.TASK.bytes(working())).get("lease").toString())
                .isEqualTo("{\"expires_at\":\"2026-03-01T12:01:00Z\"}");
    }

    @Test
    void aCompletedTaskHasItsResultAndMetadata() throws IOException {
        JsonNode json = tree(TaskJson.TASK.bytes(completed()));
        assertThat(json.get("status").textValue()).isEqualTo("completed");
        assertThat(json.get("worker_id").textValue()).isEqualTo("agent-7");
        assertThat(json.get("started_at").textValue()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(json.get("completed_at").textValue()).isEqualTo("2026-03-01T12:00:30Z");
        assertThat(json.get("result").toString())
                .isEqualTo("{\"status\":\"success\",\"output\":\"3 files\",\"duration\":4500,\"duration_ms\":4500,"
                        + "\"details\":{\"files\":3}}");
        assertThat(json.get("metadata").get("owner").textValue()).isEqualTo("kim");
    }

    @Test
    void metadataIsWrittenToTheLetter() {
        assertThat(text(TaskJson.TASK.bytes(WAITING))).contains("\"metadata\":{\"owner\": \"kim\", \"cost\": 1.50}");
    }

    @Test
    void anActionLeavesOutWhatIsLarge() throws IOException {
        JsonNode json = tree(TaskJson.action(NO_PARTS).bytes(completed()));
        assertThat(json.has("prompt")).isFalse();
        assertThat(json.has("result")).isFalse();
        assertThat(tree(TaskJson.action(Set.of(TaskPart.RESULT)).bytes(completed()))
                        .has("result"))
                .isTrue();
    }

    @Test
    void aTaskReadFromAnActionSaysThatItsPromptWasLeftOut() {
        Task task = TaskJson.TASK.read(TaskJson.action(NO_PARTS).bytes(WAITING));
        assertThat(task.spec().prompt()).isEqualTo(TaskJson.PROMPT_LEFT_OUT);
    }

    @Test
    void aPageHasTasksAndPagination() throws IOException {
        TaskQuery query = TaskQuery.builder().limit(5).build();
        Page page = new Page(List.of(completed()), 1, false, Optional.empty());
        JsonNode json = tree(TaskJson.page(query, NO_PARTS).bytes(page));
        assertThat(json.get("pagination").toString())
                .isEqualTo("{\"total\":1,\"limit\":5,\"offset\":0,\"has_more\":false}");
        JsonNode task = json.get("tasks").get(0);
        assertThat(task.get("prompt").textValue()).isEqualTo("Tidy up");
        assertThat(task.has("result")).isFalse();
    }

    @Test
    void aPageWithMoreBehindItHasTheCursor() throws IOException {
        Page page = new Page(List.of(), 10_000, true, Optional.of("abc"));
        assertThat(tree(TaskJson.page(TaskQuery.ALL, NO_PARTS).bytes(page))
                        .get("pagination")
                        .toString())
                .isEqualTo("{\"total\":10000,\"total_capped\":true,\"limit\":50,\"offset\":0,\"has_more\":true,"
                        + "\"next_cursor\":\"abc\"}");
    }

    @Test
    void statisticsHaveTheFiveParts() {
        Statistics statistics = new Statistics(
                Map.of(
                        TaskStatus.WAITING, 4L,
                        TaskStatus.WORKING, 2L,
                        TaskStatus.COMPLETED, 6L,
                        TaskStatus.FAILED, 1L,
                        TaskStatus.CANCELLED, 1L),
                Map.of(Priority.LOW, 3L, Priority.MEDIUM, 10L, Priority.HIGH, 1L),
                Duration.ofHours(24),
                1250.5,
                0.25,
                List.of(new Statistics.Hour(NOON, 6, 1)));
        assertThat(text(TaskJson.STATISTICS.bytes(statistics)))
                .isEqualTo("{\"overview\":{\"total_tasks\":14,\"completed_tasks\":6,\"failed_tasks\":1,"
                        + "\"cancelled_tasks\":1,\"active_tasks\":6,\"success_rate\":0.75},"
                        + "\"status_distribution\":{\"waiting\":4,\"working\":2,\"completed\":6,\"failed\":1,"
                        + "\"cancelled\":1},"
                        + "\"priority_distribution\":{\"low\":3,\"medium\":10,\"high\":1},"
                        + "\"performance_metrics\":{\"avg_processing_time\":1250.5,\"tasks_per_hour\":0.25,"
                        + "\"window_hours\":24},"
                        + "\"time_series\":[{\"timestamp\":\"2026-03-01T12:00:00Z\",\"completed\":6,\"failed\":1}]}");
    }

    @Test
    void aCompletionThatWantedTheNextTaskHasBoth() throws IOException {
        ClaimedTask next = new ClaimedTask(working(), new LeaseToken(1, 1, 2), Duration.ofSeconds(60));
        byte[] json = withNext(Optional.of(next));
        assertThat(TaskJson.TASK.read(json).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(TaskJson.CLAIMED.find(json, "next")).map(ClaimedTask::token).contains(next.token());
    }

    @Test
    void aCompletionThatFoundNoNextTaskSaysNull() throws IOException {
        byte[] json = withNext(Optional.empty());
        assertThat(tree(json).get("next").isNull()).isTrue();
        assertThat(TaskJson.CLAIMED.find(json, "next")).isEmpty();
    }

    @Test
    void aValueIsFoundInsideAnAnswer() {
        byte[] task = TaskJson.TASK.bytes(completed());
        byte[] answer = bytes("{\"success\":true,\"data\":" + text(task) + ",\"error\":null}");
        assertThat(TaskJson.TASK.find(answer, "data")).contains(Tasks.carried(completed()));
        assertThat(TaskJson.TASK.find(answer, "error")).isEmpty();
        assertThat(TaskJson.TASK.find(answer, "other", "data")).isEmpty();
    }

    @Test
    void aMistakeBehindTheValueThatIsLookedForIsFoundToo() {
        byte[] answer = bytes("{\"data\":" + text(TaskJson.TASK.bytes(WAITING)) + ",}");
        assertThatThrownBy(() -> TaskJson.TASK.find(answer, "data"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("body: is not well-formed");
    }

    @Test
    void unknownFieldsOfAnAnswerAreSkipped() {
        String json = text(TaskJson.TASK.bytes(WAITING)).replaceFirst("\\{", "{\"new\":{\"x\":[1]},");
        assertThat(TaskJson.TASK.read(bytes(json))).isEqualTo(WAITING);
    }

    @Test
    void aTaskNeedsLittleMoreThanItsId() {
        Task task = TaskJson.TASK.read(bytes("""
                {"task_id": "00000000-0000-1111-0000-000000002222", "status": "waiting", "worker_id": null,
                 "work_directory": "/a", "created_at": "2026-03-01T12:00:00Z"}
                """));
        assertThat(task.spec().priority()).isEqualTo(Priority.MEDIUM);
        assertThat(task.state().schedule()).isEqualTo(Schedule.created(NOON, Optional.empty()));
    }

    @Test
    void aCharacterOutsideTheBasicPlaneIsWrittenAsItself() {
        Task task = new Task(
                WAITING.id(), NewTask.builder("/a", "😀").build().spec(TaskSettings.STANDARD), WAITING.state(), 1);
        assertThat(text(TaskJson.TASK.bytes(task))).contains("\"prompt\":\"😀\"");
    }

    @Test
    void aClaimedTaskWithoutATokenIsRefused() {
        assertThatThrownBy(() -> TaskJson.CLAIMED.read(TaskJson.TASK.bytes(working())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("lease.token: is required");
    }

    private static Task working() {
        Lease lease =
                new Lease(Optional.empty(), true, Duration.ofMinutes(1), NOON.plusSeconds(60), NOON.plusSeconds(3_600));
        TaskState state = WAITING.state()
                .with(TaskStatus.WORKING, NOON)
                .with(Attempts.NONE.started(WorkerId.of("agent-7"), NOON))
                .with(lease);
        return WAITING.changed(state);
    }

    private static Task completed() {
        TaskResult result = new TaskResult(
                "success",
                Optional.of("3 files"),
                Optional.of(Duration.ofMillis(4_500)),
                Optional.of(JsonText.of("{\"files\":3}")));
        TaskState state = working()
                .state()
                .withoutLease()
                .with(TaskStatus.COMPLETED, NOON.plusSeconds(30))
                .with(Outcome.completed(result, NOON.plusSeconds(30)));
        return working().changed(state);
    }

    private static byte[] withNext(Optional<ClaimedTask> next) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = TaskJson.generator(bytes)) {
            TaskJson.writeWithNext(completed(), false, NO_PARTS, next, out);
        }
        return bytes.toByteArray();
    }

    private static JsonNode tree(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
