package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.SeedDocuments.Fence;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests of the original introduction, which knows no keys, cut out of it and run against an open server. */
class OriginalReadmeTest {

    private static final String DOCUMENT = "original-readme.md";
    private static final String SERVER = "http://localhost:8080";
    private static final Pattern ONE = Pattern.compile("(?m)^\\s*curl (?=.*localhost:8080)");
    private static final String TELL_THE_STATUS =
            "curl() { command curl -sS -o /dev/null -w '%{http_code}\\n' \"$@\"; }\n";

    private List<Fence> fences;
    private LiveServer live;

    @BeforeEach
    void start() {
        fences = SeedDocuments.sections(DOCUMENT).stream().flatMap(List::stream).toList();
        live = LiveServer.start();
    }

    @AfterEach
    void stop() {
        if (live != null) {
            live.close();
        }
    }

    private static Json body(String path, List<Fence> fences) {
        return fences.stream()
                .filter(fence -> fence.text().startsWith("POST " + path + "\n"))
                .map(fence -> Json.parse(fence.text().split("\n\n", 2)[1]))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itsCommandsWork() {
        Commands.require("bash with curl", "bash", "-c", "curl --version");
        int commands = 0;
        for (Fence fence : fences) {
            long count = ONE.matcher(fence.text()).results().count();
            if (!fence.language().equals("bash") || count == 0) {
                continue;
            }
            String script = fence.text().replace(SERVER, "http://127.0.0.1:" + live.server.port());

            Commands.Outcome outcome = Commands.run(Map.of(), List.of("bash", "-c", TELL_THE_STATUS + script));

            assertThat(outcome.exit()).as(outcome.output()).isZero();
            assertThat(outcome.output().strip().split("\n", -1))
                    .hasSize((int) count)
                    .allMatch(status -> status.matches("20[01]"));
            commands += (int) count;
        }
        assertThat(commands).isEqualTo(6);
    }

    @Test
    void itsRequestsWork() {
        int requests = 0;
        for (Fence fence : fences) {
            if (fence.language().equals("http")) {
                requests++;
                String[] parts = fence.text().split("\n\n", 2);
                String[] line = parts[0].split("\n", 2)[0].split(" ", 2);

                ApiClient.Said said = live.client.send(
                        line[0], line[1].replace("{task_id}", taskFor(line[1])), parts.length < 2 ? null : parts[1]);

                assertThat(said.status()).as(fence.text()).isIn(200, 201);
            }
        }
        assertThat(requests).isEqualTo(9);
    }

    /** A task to which the call can be made; nothing if it needs none. */
    private String taskFor(String path) {
        if (!path.contains("{task_id}")) {
            return "";
        }
        Json task = body(ApiClient.TASKS, fences);
        // The claims before were of another directory's tasks, if of any.
        String id = live.client.post(ApiClient.TASKS, task.written()).data().text("task_id");
        if (path.endsWith("/complete") || path.endsWith("/retry")) {
            String claim = "{\"worker_id\": \"w\", \"limit\": 100}";
            live.client.post(ApiClient.TASKS + "/claim", claim);
        }
        if (path.endsWith("/retry")) {
            live.client.post(ApiClient.TASKS + "/" + id + "/fail", "{}");
        }
        return id;
    }
}
