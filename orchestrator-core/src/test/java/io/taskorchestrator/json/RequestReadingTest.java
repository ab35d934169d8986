package io.taskorchestrator.json;

import static io.taskorchestrator.json.Reading.bytes;
import static io.taskorchestrator.json.Reading.fields;
import static io.taskorchestrator.json.Reading.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.Violation;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How the bodies of requests are read, and refused. */
class RequestReadingTest {

    @Test
    void missingRequiredFieldsAreNamed() {
        assertThat(fields(RequestJson.NEW_TASK, "{}")).containsExactly("work_directory", "prompt");
        assertThat(fields(RequestJson.CLAIM, "{}")).containsExactly("worker_id");
        assertThat(fields(RequestJson.BATCH, "{}")).containsExactly("tasks");
    }

    @Test
    void aRequiredFieldThatIsNullCountsAsMissing() {
        assertThat(violations(RequestJson.CLAIM, "{\"worker_id\": null}"))
                .containsExactly(new Violation("worker_id", "is required"));
    }

    @Test
    void aRequiredFieldThatIsWrongIsReportedOnce() {
        assertThat(fields(RequestJson.CLAIM, "{\"worker_id\": 7}")).containsExactly("worker_id");
    }

    @Test
    void unknownFieldsAreRefusedByName() {
        assertThat(violations(RequestJson.CLAIM, "{\"worker_id\": \"w\", \"work_pth\": {\"a\": [1]}}"))
                .containsExactly(new Violation("work_pth", "is not a known field"));
    }

    @Test
    void everyViolationIsReportedInTheOrderOfTheBody() {
        String json = """
                {"prompt": "", "priority": "urgent", "tags": ["ok", 1, "", null], "metadata": [],
                 "max_retries": 101, "timeout_seconds": "5", "retry": {"multiplier": 0.5, "jitter": 2, "speed": 1},
                 "run_at": "tomorrow", "directory_access": true, "work_directory": "shop", "queue": "a b"}
                """;
        assertThat(fields(RequestJson.NEW_TASK, json))
                .containsExactly(
                        "prompt",
                        "priority",
                        "tags[1]",
                        "tags[2]",
                        "tags[3]",
                        "metadata",
                        "max_retries",
                        "timeout_seconds",
                        "retry.multiplier",
                        "retry.jitter",
                        "retry.speed",
                        "run_at",
                        "directory_access",
                        "work_directory",
                        "queue");
    }

    @Test
    void violationsInABatchNameTheIndex() {
        String json = """
                {"tasks": [{"work_directory": "/a", "prompt": "p"}, {"work_directory": "/a"},
                           {"work_directory": "/a", "prompt": "p", "retry": {"max_delay_ms": -1}}, null, 5]}
                """;
        assertThat(fields(RequestJson.BATCH, json))
                .containsExactly("tasks[1].prompt", "tasks[2].retry.max_delay_ms", "tasks[3]", "tasks[4]");
    }

    @Test
    void aBatchOfMoreThanAThousandIsRefusedWhole() {
        String json = "{\"tasks\": [" + "{},".repeat(1_000) + "{}]}";
        assertThat(fields(RequestJson.BATCH, json)).hasSize(100).startsWith("tasks[0].work_directory");
        String good = "{\"work_directory\":\"/a\",\"prompt\":\"p\"}";
        String many = "{\"tasks\": [" + (good + ",").repeat(1_000) + good + "]}";
        assertThat(violations(RequestJson.BATCH, many))
                .containsExactly(new Violation("tasks", "must have at most 1000 elements, but has 1001"));
    }

    @Test
    void violationsInSeveralCompletionsNameTheIndex() {
        String json = """
                {"completions": [{"task_id": "00000000-0000-0001-0000-000000000002"}, {}, {"task_id": "7"}, null,
                    {"task_id": "00000000-0000-0001-0000-000000000002", "next": {"worker_id": "w"},
                     "lease_token": "x", "result": {"status": 1}}], "next": {}}
                """;
        assertThat(fields(RequestJson.COMPLETIONS, json))
                .containsExactly(
                        "completions[1].task_id",
                        "completions[2].task_id",
                        "completions[3]",
                        "completions[4].next",
                        "completions[4].lease_token",
                        "completions[4].result.status",
                        "next");
        assertThat(fields(RequestJson.COMPLETIONS, "{}")).containsExactly("completions");
    }

    @Test
    void moreThanAHundredCompletionsAreRefusedWhole() {
        String one = "{\"task_id\": \"00000000-0000-0001-0000-000000000002\"}";
        String many = "{\"completions\": [" + (one + ",").repeat(100) + one + "]}";

        assertThat(violations(RequestJson.COMPLETIONS, many))
                .containsExactly(new Violation("completions", "must have at most 100 elements, but has 101"));
    }

    @Test
    void oneOfSeveralCompletionsIsReadLikeASingleOne() {
        String fields = "\"worker_id\":\"w\",\"original_prompt\":\"p\",\"result\":{\"output\":\"o\"}";
        Complete single = complete().read(bytes("{" + fields + "}")).complete();

        assertThat(RequestJson.COMPLETIONS.read(
                        bytes("{\"completions\":[{\"task_id\":\"" + Requests.TASK + "\"," + fields + "}]}")))
                .containsExactly(single);
    }

    @Test
    void violationsInTheNextClaimAreNestedInNext() {
        assertThat(fields(complete(), "{\"next\": {\"worker_id\": \"\", \"work_path\": \"here\", \"limit\": 0}}"))
                .containsExactly("next.worker_id", "next.work_path", "next.limit");
    }

    @Test
    void aClaimWithoutAPathIsForAnywhere() {
        assertThat(RequestJson.CLAIM.read(bytes("{\"worker_id\":\"w\"}"))).isEqualTo(Claim.by("w"));
    }

    @Test
    void aClaimIsReadWithEverythingInIt() {
        String json = """
                {"worker_id": "w", "queue": "gpu", "work_path": "/a/", "recursive": true, "limit": 5,
                 "lease_seconds": 60, "wait_seconds": 1.5, "claim_id": "00000000-0000-0001-0000-000000000002"}
                """;
        Claim claim = RequestJson.CLAIM.read(bytes(json));
        assertThat(claim.scope().directories()).isEqualTo(DirectoryScope.below(WorkDirectory.of("/a")));
        assertThat(claim.scope().queue().value()).isEqualTo("gpu");
        assertThat(claim.limit()).isEqualTo(5);
        assertThat(claim.lease()).contains(Duration.ofMinutes(1));
        assertThat(claim.maxWait()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(claim.claimId()).contains(new UUID(1, 2));
    }

    @Test
    void aCompletionWithoutAResultIsASuccess() {
        assertThat(complete().read(bytes("{}")))
                .isEqualTo(new Completion(
                        new Complete(Requests.TASK, Holder.UNKNOWN, Optional.empty(), TaskResult.SUCCESS),
                        Optional.empty()));
    }

    @Test
    void aResultTakesItsDurationUnderEitherName() {
        for (String fields : List.of("\"duration\":45.9", "\"duration_ms\":45", "\"duration\":45,\"duration_ms\":45")) {
            Completion completion = complete().read(bytes("{\"result\":{" + fields + "}}"));
            assertThat(completion.complete().result().duration()).contains(Duration.ofMillis(45));
        }
    }

    @Test
    void twoDurationsThatDifferAreRefused() {
        assertThat(fields(complete(), "{\"result\":{\"duration\":45,\"duration_ms\":46}}"))
                .containsExactly("result.duration_ms");
    }

    @Test
    void everyWrongFieldOfAResultIsNamed() {
        assertThat(fields(complete(), "{\"result\":{\"status\":\"\",\"duration\":-1,\"details\":1,\"out\":2}}"))
                .containsExactly("result.status", "result.duration", "result.details", "result.out");
    }

    @Test
    void theMessageOfAFailureHasTwoNames() {
        assertThat(fail().read(bytes("{\"error\":\"broken\"}")).errorMessage()).isEqualTo("broken");
        assertThat(fail().read(bytes("{\"error_message\":\"broken\",\"error\":\"broken\"}"))
                        .errorMessage())
                .isEqualTo("broken");
        assertThat(fields(fail(), "{\"error_message\":\"a\",\"error\":\"b\"}")).containsExactly("error");
    }

    @Test
    void theResultOfAFailureNeedNotSayItsStatus() {
        assertThat(fail().read(bytes("{\"result\":{\"output\":\"log\"}}"))
                        .result()
                        .orElseThrow()
                        .isFailure())
                .isTrue();
    }

    @Test
    void aHeartbeatNamesWhatIsWrongWithItsProgress() {
        assertThat(fields(
                        RequestJson.heartbeat(Requests.TASK),
                        "{\"progress\":{\"percent\":101,\"at\":\"2026-01-01T00:00:00Z\"},\"lease_token\":\"x\"}"))
                .containsExactly("progress.percent", "progress.at", "lease_token");
    }

    @Test
    void releaseCancelAndRetryMayComeWithoutABody() {
        byte[] nothing = {};
        assertThat(RequestJson.release(Requests.TASK).read(nothing))
                .isEqualTo(new Release(Requests.TASK, Holder.UNKNOWN, Duration.ZERO, false));
        assertThat(RequestJson.cancel(Requests.TASK).read(nothing).force()).isFalse();
        assertThat(RequestJson.retry(Requests.TASK).read(nothing).force()).isFalse();
    }

    private static JsonForm<Completion> complete() {
        return RequestJson.complete(Requests.TASK);
    }

    private static JsonForm<Fail> fail() {
        return RequestJson.fail(Requests.TASK);
    }
}
