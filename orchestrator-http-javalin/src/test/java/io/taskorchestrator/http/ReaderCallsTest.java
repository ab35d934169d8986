package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.ApiClient.Said;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looking at tasks, lists, histories and numbers. */
class ReaderCallsTest {

    private static final String TASKS = ApiClient.TASKS;

    private LiveServer live;
    private ApiClient client;

    @BeforeEach
    void start() {
        live = LiveServer.start(HttpSettings.builder().metrics(() -> "up 1\n").build());
        client = live.client;
    }

    @AfterEach
    void stop() {
        live.close();
    }

    private String created(String directory, String more) {
        return client.post(TASKS, "{\"work_directory\": \"" + directory + "\", \"prompt\": \"p\"" + more + "}")
                .data()
                .text("task_id");
    }

    private List<String> listed(String query) {
        Said said = client.get(TASKS + query);
        assertThat(said.status()).as(query).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < said.data().at("tasks").size(); i++) {
            ids.add(said.data().at("tasks").at(i).text("task_id"));
        }
        return ids;
    }

    @Test
    void aTaskIsShownWithItsETag() {
        String id = created("/a", "");

        Said said = client.get(TASKS + "/" + id.toUpperCase(Locale.ROOT));

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.header("ETag")).isEqualTo("\"1\"");
        assertThat(said.data().text("task_id")).isEqualTo(id);
    }

    @Test
    void theHeadOfATaskHasNoBody() {
        String id = created("/a", "");

        Said said = client.send("HEAD", TASKS + "/" + id, null);

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.header("ETag")).isEqualTo("\"1\"");
        assertThat(said.response().body()).isEmpty();
        assertThat(Integer.parseInt(said.header("Content-Length"))).isPositive();
    }

    @Test
    void theHeadOfNextClaimsNothing() {
        String id = created("/a", "");

        Said said = client.send("HEAD", TASKS + "/next?work_path=/a&worker_id=w", null);

        assertThat(said.status()).isEqualTo(405);
        assertThat(said.header("Allow")).isEqualTo("GET, OPTIONS");
        assertThat(client.get(TASKS + "/" + id).data().text("status")).isEqualTo("waiting");
    }

    @Test
    void listsAreFiltered() {
        String a = created("/a", ", \"priority\": \"high\", \"tags\": [\"t\"], \"queue\": \"q\"");
        String b = created("/a/b", "");
        client.get(TASKS + "/next?work_path=/a/b&worker_id=w");

        assertThat(listed("")).containsExactly(b, a);
        assertThat(listed("?order=oldest")).containsExactly(a, b);
        assertThat(listed("?status=WORKING")).containsExactly(b);
        assertThat(listed("?priority=high")).containsExactly(a);
        assertThat(listed("?queue=q")).containsExactly(a);
        assertThat(listed("?work_directory=/a")).containsExactly(a);
        assertThat(listed("?work_directory=/a&recursive=true")).containsExactly(b, a);
        assertThat(listed("?worker_id=w")).containsExactly(b);
        assertThat(listed("?tag=t")).containsExactly(a);
        assertThat(listed("?created_after=2020-01-01T00:00:00Z")).hasSize(2);
        assertThat(listed("?created_before=2020-01-01T00:00:00%2B01:00")).isEmpty();
    }

    @Test
    void listsArePagedByOffsetAndByCursor() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.add(0, created("/a", ""));
        }

        Said first = client.get(TASKS + "?limit=2");
        String cursor = first.data().text("pagination", "next_cursor");

        assertThat(first.data().at("pagination", "has_more").value()).isEqualTo(true);
        assertThat(first.data().number("pagination", "total")).isEqualTo(5);
        assertThat(listed("?limit=2&offset=2")).isEqualTo(newestFirst.subList(2, 4));
        assertThat(listed("?limit=2&cursor=" + cursor)).isEqualTo(newestFirst.subList(2, 4));
        assertThat(listed("?limit=500&offset=4")).isEqualTo(newestFirst.subList(4, 5));
    }

    @Test
    void listsLeaveOutResultsUnlessAskedFor() {
        String id = created("/a", "");
        client.get(TASKS + "/next?work_path=/a&worker_id=w");
        client.post(TASKS + "/" + id + "/complete", "{\"result\": {\"output\": \"done\"}}");

        Json without = client.get(TASKS).data().at("tasks").at(0);
        Json with = client.get(TASKS + "?include=result").data().at("tasks").at(0);

        assertThat(without.names()).contains("prompt").doesNotContain("result");
        assertThat(with.text("result", "output")).isEqualTo("done");
    }

    @Test
    void aPageEndsEarlyBeforeItGrowsTooLarge() {
        String output = "x".repeat(3 * 1024 * 1024);
        List<String> oldestFirst = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String id = created("/a", "");
            oldestFirst.add(id);
            client.get(TASKS + "/next?work_path=/a&worker_id=w");
            client.post(TASKS + "/" + id + "/complete", "{\"result\": {\"output\": \"" + output + "\"}}");
        }

        Said said = client.get(TASKS + "?include=result&order=oldest");

        assertThat(said.data().at("tasks").size()).isEqualTo(2);
        assertThat(said.data().at("pagination", "has_more").value()).isEqualTo(true);
        assertThat(said.data().number("pagination", "limit")).isEqualTo(50);
        assertThat(listed("?include=result&order=oldest&cursor=" + said.data().text("pagination", "next_cursor")))
                .isEqualTo(oldestFirst.subList(2, 4));
        assertThat(listed("?order=oldest")).isEqualTo(oldestFirst);
    }

    @Test
    void theHistoryIsToldInPages() {
        String id = created("/a", "");
        client.get(TASKS + "/next?work_path=/a&worker_id=w");
        client.post(TASKS + "/" + id + "/complete", "{}");

        Json all = client.get(TASKS + "/" + id + "/history").data().at("entries");
        Json second =
                client.get(TASKS + "/" + id + "/history?after=1&limit=1").data().at("entries");

        assertThat(all.size()).isEqualTo(3);
        assertThat(all.at(0).names()).contains("seq", "position", "at", "type", "attempt", "actor", "details");
        assertThat(second.size()).isEqualTo(1);
        assertThat(second.at(0).number("seq")).isEqualTo(2);
    }

    @Test
    void theReasonForWaitingIsTold() {
        Said said = client.get(TASKS + "/" + created("/a", "") + "/wait-reason");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().names()).contains("kind", "message");
    }

    @Test
    void statisticsHaveAWindow() {
        Said said = client.get("/api/v1/statistics?hours=48");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().number("performance_metrics", "window_hours")).isEqualTo(48);
        assertThat(client.get("/api/v1/statistics?hours=0").error().text("details", "field"))
                .isEqualTo("hours");
    }

    @Test
    void metricsAreText() {
        Said said = client.get("/metrics");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.header("Content-Type")).startsWith("text/plain").contains("version=0.0.4");
        assertThat(said.response().body()).isEqualTo("up 1\n");
    }

    @Test
    void withoutASourceThereAreNoMetrics() {
        try (LiveServer bare = LiveServer.start()) {
            assertThat(bare.client.get("/metrics").status()).isEqualTo(404);
        }
    }

    @Test
    void theApiDescribesItself() {
        Said said = client.get("/openapi.json");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.body().text("openapi")).startsWith("3.1");
    }

    @Test
    void theProbesAnswer() {
        assertThat(client.get("/health/live").body().text("status")).isEqualTo("alive");
        assertThat(client.get("/health/ready").body().text("status")).isEqualTo("ready");
    }
}
