package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.ApiClient.Said;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.ApiKeys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Completing many tasks in one request. */
class CompleteManyTest {

    private static final String TASKS = ApiClient.TASKS;
    private static final String COMPLETE = TASKS + "/complete";
    private static final String DEAD = "9." + "0".repeat(32);
    private static final int CLAIMED = 100;

    private static List<Json> claimed(ApiClient client, int count, String... headers) {
        String task = "{\"work_directory\": \"/p\", \"prompt\": \"do it\"}";
        client.post(TASKS + "/batch", "{\"tasks\": [" + (task + ",").repeat(count - 1) + task + "]}", headers);
        Json tasks = client.post(
                        TASKS + "/claim",
                        "{\"worker_id\": \"w\", \"lease_seconds\": 60, \"limit\": " + count + "}",
                        headers)
                .data()
                .at("tasks");
        assertThat(tasks.size()).isEqualTo(count);
        return IntStream.range(0, count).mapToObj(tasks::at).toList();
    }

    private static String entry(Json task) {
        return entry(task, task.text("lease", "token"), "");
    }

    private static String entry(Json task, String token, String more) {
        return "{\"task_id\": \"" + task.text("task_id") + "\", \"lease_token\": \"" + token + "\"" + more + "}";
    }

    private static String body(List<String> entries) {
        return "{\"completions\": [" + String.join(",", entries) + "]}";
    }

    private static String status(LiveServer live, Json task) {
        return live.client.get(TASKS + "/" + task.text("task_id")).data().text("status");
    }

    @Test
    void aHundredTasksAreCompletedInOneRequest() {
        try (LiveServer live = LiveServer.start()) {
            List<Json> tasks = claimed(live.client, CLAIMED);

            Said said = live.client.post(
                    COMPLETE, body(tasks.stream().map(CompleteManyTest::entry).toList()));

            assertThat(said.status()).isEqualTo(200);
            assertThat(said.data().number("refused")).isZero();
            Json outcomes = said.data().at("outcomes");
            assertThat(outcomes.size()).isEqualTo(CLAIMED);
            for (int i = 0; i < CLAIMED; i++) {
                assertThat(outcomes.at(i).text("task_id"))
                        .isEqualTo(tasks.get(i).text("task_id"));
                assertThat(outcomes.at(i).text("task", "status")).isEqualTo("completed");
                assertThat(outcomes.at(i).at("task").names()).doesNotContain("prompt", "result");
            }
        }
    }

    @Test
    void eachOutcomeIsWhatTheSingleCallAnswers() {
        try (LiveServer live = LiveServer.start()) {
            List<Json> tasks = claimed(live.client, 4);
            String otherPrompt = ", \"original_prompt\": \"other\"";
            String nowhere = "{\"task_id\": \"00000000-0000-0001-0000-000000000002\"}";

            Said said = live.client.post(
                    COMPLETE + "?include=result",
                    body(List.of(
                            entry(
                                    tasks.get(0),
                                    tasks.get(0).text("lease", "token"),
                                    ", \"result\": {\"output\": \"o\"}"),
                            entry(tasks.get(1), DEAD, ""),
                            entry(tasks.get(2), tasks.get(2).text("lease", "token"), otherPrompt),
                            nowhere,
                            entry(tasks.get(3)))));
            Json outcomes = said.data().at("outcomes");

            assertThat(said.data().number("refused")).isEqualTo(3);
            assertThat(outcomes.at(0).text("task", "result", "output")).isEqualTo("o");
            Said stale = live.client.post(
                    TASKS + "/" + tasks.get(1).text("task_id") + "/complete", "{\"lease_token\": \"" + DEAD + "\"}");
            assertThat(outcomes.at(1).at("error").written())
                    .isEqualTo(stale.error().written());
            Said other = live.client.post(
                    TASKS + "/" + tasks.get(2).text("task_id") + "/complete",
                    "{\"lease_token\": \"" + tasks.get(2).text("lease", "token") + "\"" + otherPrompt + "}");
            assertThat(outcomes.at(2).at("error").written())
                    .isEqualTo(other.error().written());
            assertThat(outcomes.at(3).text("error", "code")).isEqualTo("NOT_FOUND");
            assertThat(outcomes.at(4).text("task", "status")).isEqualTo("completed");
        }
    }

    @Test
    void badInputNamesTheEntryAndTheFieldAndChangesNothing() {
        try (LiveServer live = LiveServer.start()) {
            List<Json> tasks = claimed(live.client, 2);
            String token = tasks.get(1).text("lease", "token");

            Said said = live.client.post(
                    COMPLETE,
                    body(List.of(
                            entry(tasks.get(0)),
                            entry(tasks.get(1), token, ", \"next\": {}, \"result\": {\"status\": 1}"))));

            assertThat(said.status()).isEqualTo(400);
            assertThat(said.error().text("details", "field")).isEqualTo("completions[1].next");
            assertThat(said.error().at("details", "errors").at(1).text("field"))
                    .isEqualTo("completions[1].result.status");
            assertThat(status(live, tasks.get(0))).isEqualTo("working");
        }
    }

    @Test
    void noneAndMoreThanAHundredAreRefused() {
        try (LiveServer live = LiveServer.start()) {
            Json task = claimed(live.client, 1).get(0);
            List<String> many = Collections.nCopies(CLAIMED + 1, entry(task));

            for (Said said :
                    List.of(live.client.post(COMPLETE, body(List.of())), live.client.post(COMPLETE, body(many)))) {
                assertThat(said.status()).isEqualTo(400);
                assertThat(said.error().text("details", "field")).isEqualTo("completions");
            }
            assertThat(status(live, task)).isEqualTo("working");
        }
    }

    @Test
    void aRepeatedRequestIsAnsweredTheSame() {
        try (LiveServer live = LiveServer.start()) {
            List<Json> tasks = claimed(live.client, 3);
            String body = body(tasks.stream().map(CompleteManyTest::entry).toList());

            Said first = live.client.post(COMPLETE, body);
            Said again = live.client.post(COMPLETE, body);

            assertThat(again.data().written()).isEqualTo(first.data().written());
        }
    }

    @Test
    void largeOutputsGoTogetherUpToTheLimitOfABody() {
        try (LiveServer live = LiveServer.start()) {
            List<Json> tasks = claimed(live.client, 9);
            String output = ", \"result\": {\"output\": \"" + "x".repeat(1_000_000) + "\"}";
            List<String> entries = tasks.stream()
                    .map(task -> entry(task, task.text("lease", "token"), output))
                    .toList();

            // Told by its head alone, as a client that still sends may find the connection closed instead of an answer.
            String head =
                    RawSocket.post(COMPLETE, "Content-Length: " + body(entries).length());
            assertThat(RawSocket.exchange(live.server.port(), head).status()).isEqualTo(413);
            assertThat(status(live, tasks.get(0))).isEqualTo("working");
            Said said = live.client.post(COMPLETE, body(entries.subList(0, 8)));
            assertThat(said.status()).isEqualTo(200);
            assertThat(said.data().number("refused")).isZero();
        }
    }

    @Test
    void theCallIsCalledByItsOwnNameForMetrics() {
        List<String> routes = Collections.synchronizedList(new ArrayList<>());
        HttpSettings settings = HttpSettings.builder()
                .observer(answered -> routes.add(answered.route()))
                .build();
        try (LiveServer live = LiveServer.start(settings)) {
            live.client.post(COMPLETE, body(List.of()));

            Eventually.holds("the answer is told of", () -> !routes.isEmpty());
            assertThat(routes).containsExactly(COMPLETE);
        }
    }

    @Test
    void theNameOfTheKeyStandsInTheHistoryOfEach() {
        AccessSettings keyed = AccessSettings.STANDARD.withKeys(ApiKeys.parse("a:admin:a-key"));
        String[] key = {"Authorization", "Bearer a-key"};
        try (LiveServer live =
                LiveServer.start(HttpSettings.builder().access(keyed).build())) {
            List<Json> tasks = claimed(live.client, 2, key);
            live.client.post(
                    COMPLETE, body(tasks.stream().map(CompleteManyTest::entry).toList()), key);

            for (Json task : tasks) {
                Json entries = live.client
                        .get(TASKS + "/" + task.text("task_id") + "/history", key)
                        .data()
                        .at("entries");
                assertThat(entries.at(2).text("type")).isEqualTo("completed");
                assertThat(entries.at(2).text("actor")).isEqualTo("a");
            }
        }
    }

    @Test
    void liveLeasesAreNeverRefusedForTheirPaceButDeadOnesAre() {
        AccessSettings slow = AccessSettings.STANDARD.withRequestsPerMinute(3);
        try (LiveServer live =
                LiveServer.start(HttpSettings.builder().access(slow).build())) {
            List<Json> tasks = claimed(live.client, 2);
            String good = body(tasks.stream().map(CompleteManyTest::entry).toList());
            String mixed = body(List.of(entry(tasks.get(0)), entry(tasks.get(1), DEAD, "")));
            String dead = body(List.of(entry(tasks.get(0), DEAD, ""), entry(tasks.get(1), DEAD, "")));

            for (int i = 0; i < 5; i++) {
                assertThat(live.client.post(COMPLETE, good).status()).isEqualTo(200);
            }
            // This is the third that counts; the next would be one too many, but has done something.
            assertThat(live.client.post(COMPLETE, mixed).header("RateLimit-Remaining"))
                    .isEqualTo("0");
            assertThat(live.client.post(COMPLETE, mixed).status()).isEqualTo(200);
            assertThat(live.client.post(COMPLETE, dead).status()).isEqualTo(429);
        }
    }

    @Test
    void thePathKnowsNoOtherMethod() {
        try (LiveServer live = LiveServer.start()) {
            Said said = live.client.get(COMPLETE);

            assertThat(said.status()).isEqualTo(405);
            assertThat(said.header("Allow")).isEqualTo("OPTIONS, POST");
        }
    }
}
