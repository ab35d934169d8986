package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.ApiClient.Said;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Creating, changing and removing tasks. */
class ProducerCallsTest {

    private static final String TASKS = ApiClient.TASKS;
    private static final String TASK = "{\"work_directory\": \"/p\", \"prompt\": \"do it\"}";

    private LiveServer live;
    private ApiClient client;

    @BeforeEach
    void start() {
        live = LiveServer.start();
        client = live.client;
    }

    @AfterEach
    void stop() {
        live.close();
    }

    private String created() {
        return client.post(TASKS, TASK).data().text("task_id");
    }

    private void claimed() {
        assertThat(client.get(TASKS + "/next?work_path=/p&worker_id=w").data().isNull())
                .isFalse();
    }

    @Test
    void theSameIdempotencyKeyMakesATaskOnce() {
        Said first = client.post(TASKS, TASK, "Idempotency-Key", "k1");
        Said again = client.post(TASKS, TASK, "Idempotency-Key", "k1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.data()).isEqualTo(first.data());
    }

    @Test
    void anIdempotencyKeyForSomethingElseIsAConflict() {
        client.post(TASKS, TASK, "Idempotency-Key", "k1");

        Said other = client.post(TASKS, TASK.replace("do it", "do that"), "Idempotency-Key", "k1");

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.error().text("details", "reason")).isEqualTo("idempotency_key_reused");
    }

    @Test
    void anIdempotencyKeyThatIsTooLongIsRefused() {
        Said said = client.post(TASKS, TASK, "Idempotency-Key", "k".repeat(201));

        assertThat(said.status()).isEqualTo(400);
        assertThat(said.error().text("details", "field")).isEqualTo("Idempotency-Key");
    }

    @Test
    void aBatchIsCreatedWhole() {
        Said said = client.post(TASKS + "/batch", "{\"tasks\": [" + TASK + "," + TASK + "]}");

        assertThat(said.status()).isEqualTo(201);
        assertThat(said.data().at("tasks").size()).isEqualTo(2);
        assertThat(said.data().at("tasks").at(1).text("task_id")).isNotBlank();
    }

    @Test
    void aReplayedBatchSaysSo() {
        String batch = "{\"tasks\": [" + TASK + "," + TASK + "]}";
        client.post(TASKS + "/batch", batch, "Idempotency-Key", "b");

        Said again = client.post(TASKS + "/batch", batch, "Idempotency-Key", "b");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void aBatchWithAWrongTaskIsRefusedByItsIndex() {
        Said said = client.post(TASKS + "/batch", "{\"tasks\": [" + TASK + ",{\"prompt\": \"p\"}]}");

        assertThat(said.status()).isEqualTo(400);
        assertThat(said.error().text("details", "field")).isEqualTo("tasks[1].work_directory");
        assertThat(client.get(TASKS).data().number("pagination", "total")).isZero();
    }

    @Test
    void anEmptyBatchIsRefused() {
        assertThat(client.post(TASKS + "/batch", "{\"tasks\": []}").status()).isEqualTo(400);
    }

    @Test
    void everythingThatIsWrongWithABodyIsSaid() {
        Said said = client.post(TASKS, "{\"prompt\": \"\", \"priority\": \"urgent\", \"colour\": 1}");

        assertThat(said.status()).isEqualTo(400);
        Json errors = said.error().at("details", "errors");
        assertThat(errors.size()).isEqualTo(4);
        assertThat(said.error().text("details", "field")).isEqualTo(errors.at(0).text("field"));
    }

    @Test
    void aWaitingTaskIsPatched() {
        String id = created();

        Said said = client.send("PATCH", TASKS + "/" + id, "{\"priority\": \"high\", \"tags\": [\"a\"]}");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().text("priority")).isEqualTo("high");
        assertThat(said.header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    void aMergePatchMayBeCalledOne() {
        Said said = client.send(
                "PATCH",
                TASKS + "/" + created(),
                "{\"priority\": null}",
                "Content-Type",
                "application/merge-patch+json; charset=utf-8");

        assertThat(said.status()).isEqualTo(200);
    }

    @Test
    void aPatchOfAnotherVersionIsAConflict() {
        String id = created();
        client.send("PATCH", TASKS + "/" + id, "{\"priority\": \"high\"}", "If-Match", "\"1\"");

        Said late = client.send("PATCH", TASKS + "/" + id, "{\"priority\": \"low\"}", "If-Match", "\"1\"");
        Said any = client.send("PATCH", TASKS + "/" + id, "{\"priority\": \"low\"}", "If-Match", "*");
        Said weak = client.send("PATCH", TASKS + "/" + id, "{\"priority\": \"high\"}", "If-Match", "W/\"3\"");

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.error().text("details", "reason")).isEqualTo("version_mismatch");
        assertThat(late.error().text("details", "version")).isEqualTo("2");
        assertThat(any.status()).isEqualTo(200);
        assertThat(weak.status()).isEqualTo(200);
    }

    @Test
    void anIfMatchThatIsNoneOfOursIsRefused() {
        Said said = client.send("PATCH", TASKS + "/" + created(), "{}", "If-Match", "3");

        assertThat(said.status()).isEqualTo(400);
        assertThat(said.error().text("details", "field")).isEqualTo("If-Match");
    }

    @Test
    void aWorkingTaskIsNotPatched() {
        String id = created();
        claimed();

        Said said = client.send("PATCH", TASKS + "/" + id, "{\"priority\": \"high\"}");

        assertThat(said.status()).isEqualTo(409);
        assertThat(said.error().text("details", "status")).isEqualTo("working");
    }

    @Test
    void aTaskIsDeleted() {
        String id = created();

        Said said = client.send("DELETE", TASKS + "/" + id, null, "If-Match", "\"1\"");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().text("task_id")).isEqualTo(id);
        assertThat(said.data().at("deleted").value()).isEqualTo(true);
        assertThat(client.get(TASKS + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void aTaskThatIsHeldIsDeletedOnlyByForce() {
        String id = created();
        claimed();

        assertThat(client.send("DELETE", TASKS + "/" + id, null).status()).isEqualTo(409);
        Said forced = client.send("DELETE", TASKS + "/" + id + "?force=true", null);

        assertThat(forced.status()).isEqualTo(200);
        assertThat(forced.data().at("deleted").value()).isEqualTo(false);
        assertThat(forced.data().at("pending").value()).isEqualTo(true);
    }

    @Test
    void aTaskIsCancelledWithoutABody() {
        Said said = client.send("POST", TASKS + "/" + created() + "/cancel", null);

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().text("status")).isEqualTo("cancelled");
    }

    @Test
    void retriesThatAreUsedUpAreAConflictUnlessForced() {
        String id = client.post(TASKS, "{\"work_directory\": \"/p\", \"prompt\": \"p\", \"max_retries\": 0}")
                .data()
                .text("task_id");
        claimed();
        client.post(TASKS + "/" + id + "/fail", "{}");

        Said refused = client.send("POST", TASKS + "/" + id + "/retry", null);
        Said forced = client.post(TASKS + "/" + id + "/retry", "{\"force\": true}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.error().text("message")).isEqualTo("Maximum retry count exceeded");
        assertThat(forced.status()).isEqualTo(200);
    }
}
