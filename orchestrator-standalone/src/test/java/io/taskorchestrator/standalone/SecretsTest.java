package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server with keys lets in who has one, and writes none of them anywhere. */
@Timeout(120)
class SecretsTest {

    private static final String TASK = "{\"work_directory\":\"/secret-dir\",\"prompt\":\"secret-prompt\"}";
    private static final String NEXT = "/api/v1/tasks/claim";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private Map<String, String> settings(LogFormat format) throws Exception {
        Path file = Files.writeString(directory.resolve("keys"), "ann:admin:secret-of-ann\n");
        return Map.of(
                "APP_SECURITY_API_KEYS",
                "bob:worker:secret-of-bob",
                "APP_SECURITY_API_KEYS_FILE",
                file.toString(),
                "LOG_LEVEL",
                "trace",
                "LOG_FORMAT",
                format.name());
    }

    private static String[] key(String secret) {
        return new String[] {"Authorization", "Bearer " + secret};
    }

    @Test
    void aServerWithKeysListensEverywhereAndAnswersOnlyToThem() throws Exception {
        try (ServerProcess server = ServerProcess.serve(settings(LogFormat.JSON))) {
            assertThat(server.address().getHost()).isEqualTo("0.0.0.0");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            assertThat(server.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(server.post("/api/v1/tasks", TASK).statusCode()).isEqualTo(401);
            assertThat(server.post("/api/v1/tasks", TASK, key("secret-of-nobody"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(server.post("/api/v1/tasks", TASK, key("secret-of-bob")).statusCode())
                    .isEqualTo(403);
            assertThat(server.post("/api/v1/tasks", TASK, key("secret-of-ann")).statusCode())
                    .isEqualTo(201);
        }
    }

    @ParameterizedTest
    @EnumSource
    void evenWithAllLinesOnNeitherKeysNorTokensNorTasksAreInThem(LogFormat format) throws Exception {
        try (ServerProcess server = ServerProcess.serve(settings(format))) {
            server.post("/api/v1/tasks", TASK, key("secret-of-ann"));
            server.post("/api/v1/tasks", TASK, key("secret-of-nobody"));
            server.post("/api/v1/tasks?api_key=secret-in-query", TASK, key("secret-of-ann"));
            server.post("/api/v1/tasks/secret-in-path/complete", "{\"secret\":", key("secret-of-bob"));
            HttpResponse<String> claimed =
                    server.post(NEXT, "{\"worker_id\":\"secret-worker\",\"lease_seconds\":30}", key("secret-of-bob"));
            String token = JSON.readTree(claimed.body())
                    .at("/data/tasks/0/lease/token")
                    .asText();
            assertThat(token).as(claimed.body()).isNotEmpty();
            server.waitForLine(NEXT);
            server.terminate();
            assertThat(server.exitCode()).isZero();

            List<String> lines =
                    Stream.concat(server.out().stream(), server.err().stream()).toList();
            assertThat(lines)
                    .anyMatch(line -> line.contains("ann"))
                    .noneMatch(line -> line.contains("secret"))
                    .noneMatch(line -> line.contains(token));
        }
    }
}
