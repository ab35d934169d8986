package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.ApiClient.Said;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Getting tasks and reporting on them. */
class WorkerCallsTest {

    private static final String TASKS = ApiClient.TASKS;

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

    private String created(String directory) {
        return client.post(TASKS, "{\"work_directory\": \"" + directory + "\", \"prompt\": \"do it\"}")
                .data()
                .text("task_id");
    }

    private Json claimed() {
        Json tasks = client.post(TASKS + "/claim", "{\"worker_id\": \"w\", \"lease_seconds\": 60}")
                .data()
                .at("tasks");
        assertThat(tasks.size()).isEqualTo(1);
        return tasks.at(0);
    }

    private static String withToken(Json task, String more) {
        return "{\"lease_token\": \"" + task.text("lease", "token") + "\"" + more + "}";
    }

    @Test
    void aClaimWithoutAPathIsForAnywhere() {
        created("/a");
        created("/b");

        Said said = client.post(TASKS + "/claim", "{\"worker_id\": \"w\", \"limit\": 5}");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().at("tasks").size()).isEqualTo(2);
        assertThat(said.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aClaimThatFindsNothingGetsAnEmptyList() {
        Said said = client.post(TASKS + "/claim", "{\"worker_id\": \"w\"}");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().at("tasks").size()).isZero();
    }

    @Test
    void nextNeedsAPathAndAWorker() {
        Said said = client.get(TASKS + "/next");

        assertThat(said.status()).isEqualTo(400);
        assertThat(said.error().at("details", "errors").size()).isEqualTo(2);
        assertThat(said.error().text("details", "field")).isEqualTo("work_path");
    }

    @Test
    void nextLooksBelowADirectoryIfAskedTo() {
        created("/a/b/c");

        assertThat(client.get(TASKS + "/next?work_path=/a&worker_id=w").data().isNull())
                .isTrue();
        assertThat(client.get(TASKS + "/next?work_path=/a&worker_id=w&recursive=true")
                        .data()
                        .text("work_directory"))
                .isEqualTo("/a/b/c");
    }

    @Test
    void nextTakesAllItsParameters() {
        created("/a");
        String id = UUID.randomUUID().toString();
        String path = TASKS + "/next?work_path=%2Fa&worker_id=w+1&queue=default&recursive=false&lease_seconds=12.5"
                + "&wait_seconds=0&claim_id=" + id;

        Said first = client.get(path);
        Said again = client.get(path);

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.data().text("worker_id")).isEqualTo("w 1");
        assertThat(first.data().number("lease", "expires_in_ms")).isBetween(1L, 12_500L);
        assertThat(again.data().text("lease", "token")).isEqualTo(first.data().text("lease", "token"));
    }

    @Test
    void aHeartbeatExtendsTheLease() {
        String id = created("/a");
        Json task = claimed();

        Said said = client.post(
                TASKS + "/" + id + "/heartbeat",
                withToken(task, ", \"lease_seconds\": 600, \"progress\": {\"percent\": 40, \"message\": \"half\"}"));

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().names()).contains("lease_expires_at", "expires_in_ms", "cancel_requested");
        assertThat(said.data().number("expires_in_ms")).isGreaterThan(500_000);
        assertThat(client.get(TASKS + "/" + id).data().number("progress", "percent"))
                .isEqualTo(40);
    }

    @Test
    void aHeartbeatOnACancelledTaskIsToldToStop() {
        String id = created("/a");
        Json task = claimed();
        client.post(TASKS + "/" + id + "/cancel", "{\"reason\": \"enough\"}");

        Said said = client.post(TASKS + "/" + id + "/heartbeat", withToken(task, ""));

        assertThat(said.data().at("cancel_requested").value()).isEqualTo(true);
        assertThat(said.data().text("reason")).isEqualTo("enough");
    }

    @Test
    void aStaleTokenIsAConflict() {
        String id = created("/a");
        Json task = claimed();
        client.post(TASKS + "/" + id + "/release", withToken(task, ""));
        claimed();

        Said said = client.post(TASKS + "/" + id + "/heartbeat", withToken(task, ""));

        assertThat(said.status()).isEqualTo(409);
        assertThat(said.error().text("details", "reason")).isEqualTo("stale_lease");
    }

    @Test
    void aFencedLeaseNeedsItsToken() {
        String id = created("/a");
        claimed();

        Said said = client.post(TASKS + "/" + id + "/complete", "{}");

        assertThat(said.status()).isEqualTo(409);
        assertThat(said.error().text("details", "reason")).isEqualTo("token_required");
    }

    @Test
    void aTaskIsFailed() {
        String id = created("/a");
        Json task = claimed();

        Said said = client.post(
                TASKS + "/" + id + "/fail", withToken(task, ", \"error_message\": \"no\", \"retryable\": false"));

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().text("status")).isEqualTo("failed");
        assertThat(said.data().text("error_message")).isEqualTo("no");
    }

    @Test
    void aTaskIsReleased() {
        String id = created("/a");
        Json task = claimed();

        Said said = client.post(TASKS + "/" + id + "/release", withToken(task, ", \"delay_seconds\": 5"));

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().text("status")).isEqualTo("waiting");
    }

    @Test
    void anUnfencedTaskIsReleasedWithoutABody() {
        String id = created("/a");
        client.get(TASKS + "/next?work_path=/a&worker_id=w");

        assertThat(client.send("POST", TASKS + "/" + id + "/release", null).status())
                .isEqualTo(200);
    }

    @Test
    void anotherPromptIsRefused() {
        String id = created("/a");
        Json task = claimed();

        Said said = client.post(TASKS + "/" + id + "/complete", withToken(task, ", \"original_prompt\": \"other\""));

        assertThat(said.status()).isEqualTo(400);
        assertThat(said.error().text("details", "field")).isEqualTo("original_prompt");
    }

    @Test
    void anActionLeavesOutThePromptAndTheResultUnlessAskedFor() {
        String id = created("/a");
        Json task = claimed();
        String body = withToken(task, ", \"result\": {\"output\": \"done\"}");

        Said without = client.post(TASKS + "/" + id + "/complete", body);
        Said with = client.post(TASKS + "/" + id + "/complete?include=result", body);

        assertThat(without.data().names()).doesNotContain("prompt", "result");
        assertThat(with.data().text("result", "output")).isEqualTo("done");
    }

    @Test
    void theWholeTaskIsShownToWhoAsksForAll() {
        Said created = client.post(TASKS + "?include=all", "{\"work_directory\": \"/a\", \"prompt\": \"do it\"}");
        Json task = claimed();
        String path = TASKS + "/" + created.data().text("task_id");
        client.post(path + "/heartbeat", withToken(task, ", \"checkpoint\": {\"step\": 3}"));

        Said completed = client.post(
                path + "/complete?include=all",
                withToken(task, ", \"result\": {\"output\": \"done\"}, \"next\": {\"worker_id\": \"w\"}"));

        assertThat(created.data().text("prompt")).isEqualTo("do it");
        assertThat(completed.data().text("prompt")).isEqualTo("do it");
        assertThat(completed.data().text("result", "output")).isEqualTo("done");
        assertThat(completed.data().at("checkpoint").toString()).contains("3");
        assertThat(client.get(TASKS + "?include=all").data().at("tasks").at(0).names())
                .contains("prompt", "result", "checkpoint");
    }

    @Test
    void oneTaskIsFinishedAndTheNextTakenInOneCall() {
        String first = created("/a");
        String second = created("/a");
        Json task = claimed();

        Said said =
                client.post(TASKS + "/" + first + "/complete", withToken(task, ", \"next\": {\"worker_id\": \"w\"}"));

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().text("task_id")).isEqualTo(first);
        assertThat(said.data().text("status")).isEqualTo("completed");
        assertThat(said.data().text("next", "task_id")).isEqualTo(second);
        assertThat(said.data().text("next", "lease", "token")).isNotBlank();
    }

    @Test
    void afterTheLastTaskNextIsNull() {
        String id = created("/a");
        Json task = claimed();

        Said said = client.post(TASKS + "/" + id + "/complete", withToken(task, ", \"next\": {\"worker_id\": \"w\"}"));

        assertThat(said.data().names()).contains("next");
        assertThat(said.data().at("next").isNull()).isTrue();
    }

    @Test
    void aRefusedCompletionClaimsNothing() {
        String id = created("/a");
        claimed();
        String other = created("/a");

        Said said = client.post(TASKS + "/" + id + "/complete", "{\"next\": {\"worker_id\": \"w\"}}");

        assertThat(said.status()).isEqualTo(409);
        assertThat(client.get(TASKS + "/" + other).data().text("status")).isEqualTo("waiting");
    }
}
