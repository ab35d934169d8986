package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server, and a worker in a process of its own, with an API key. */
@Timeout(180)
class WorkProcessTest {

    private static final String KEY = "k-4d1f0a";
    private static final Pattern ID = Pattern.compile("\"task_id\":\"([^\"]+)\"");
    private static final String[] AUTHORIZED = {"Authorization", "Bearer " + KEY};

    @TempDir
    private Path directory;

    private ServerProcess work(ServerProcess server, String command) {
        return ServerProcess.run(
                Map.of(
                        "ORCHESTRATOR_URL",
                        "http://127.0.0.1:" + server.address().getPort(),
                        "ORCHESTRATOR_API_KEY",
                        KEY),
                "work",
                "--path=" + directory,
                "--lease=3s",
                "--grace=1s",
                "--stop-within=10s",
                "--exec=" + command);
    }

    private String create(ServerProcess server) throws IOException, InterruptedException {
        HttpResponse<String> created = server.post(
                "/api/v1/tasks",
                "{\"work_directory\": \"%s\", \"prompt\": \"Find it\"}".formatted(directory),
                AUTHORIZED);
        Matcher id = ID.matcher(created.body());
        assertThat(id.find()).as(created.body()).isTrue();
        return "/api/v1/tasks/" + id.group(1);
    }

    private void awaitFile(String name) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!Files.exists(directory.resolve(name))) {
            assertThat(System.nanoTime() - begun).as(name).isLessThan(60_000_000_000L);
            Thread.onSpinWait();
        }
    }

    @Test
    void commandDoesNotGetTheApiKeyAndToldToEndTheTaskIsHandedBack() throws Exception {
        try (ServerProcess server = ServerProcess.serve(
                Map.of("APP_SECURITY_API_KEYS", "a:admin:" + KEY, "APP_DATABASE_URL", "memory:"), "--host=127.0.0.1")) {
            String first = create(server);
            try (ServerProcess worker =
                    work(server, "env > env; echo $$ > pid; [ -e second ] || { touch second; exit 0; }; sleep 1000")) {
                server.getUntil(first, "\"completed\"", AUTHORIZED);
                assertThat(Files.readString(directory.resolve("env")))
                        .contains("ORCHESTRATOR_PROMPT=Find it", "ORCHESTRATOR_URL=")
                        .doesNotContain(KEY);
                Files.delete(directory.resolve("pid"));
                String second = create(server);
                awaitFile("pid");
                worker.terminate();

                assertThat(worker.exitCode()).isZero();
                assertThat(server.get(second, AUTHORIZED).body())
                        .contains("\"status\":\"waiting\"", "\"retry_count\":0");
                long pid = Long.parseLong(
                        Files.readString(directory.resolve("pid")).strip());
                assertThat(ProcessHandle.of(pid)).isEmpty();
                assertThat(String.join("\n", worker.err())).doesNotContain(KEY).contains("working as");
                assertThat(worker.out()).isEmpty();
            }
        }
    }

    @Test
    void serverThatIsNotThereIsAnExitCode() throws Exception {
        try (ServerProcess list = ServerProcess.run(Map.of(), "list", "--url=http://127.0.0.1:1")) {
            assertThat(list.exitCode()).isEqualTo(3);
            assertThat(list.out()).isEmpty();
            assertThat(list.err()).hasSize(1).first().asString().startsWith("orchestrator: ");
        }
    }
}
