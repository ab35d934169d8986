package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that keeps its tasks in a file: where it is, what survives, and what is said when it cannot be used. */
@Timeout(120)
class SqliteServerTest {

    private static final String TASKS = "/api/v1/tasks";
    private static final String TASK = "{\"work_directory\":\"/a\",\"prompt\":\"do it\"}";
    private static final String BREAK =
            "CREATE TRIGGER broken BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'broken'); END";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    /** Messages name files by their real paths. */
    @BeforeEach
    void resolveLinks() throws IOException {
        directory = directory.toRealPath();
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }

    private Map<String, String> settings() {
        return Map.of("APP_DATABASE_URL", "sqlite:" + file());
    }

    @Test
    void byDefaultTasksAreInAFileBelowTheDirectoryOfTheStart() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of())) {
            Path made = server.directory().toRealPath().resolve("data").resolve("tasks.db");
            assertThat(server.startLine()).contains("tasks are kept in the SQLite file " + made + ";");
            assertThat(made).isRegularFile();
        }
    }

    @Test
    void memoryLeavesNoFile() throws Exception {
        try (ServerProcess server = ServerProcess.serve(Map.of("APP_DATABASE_URL", "memory:"))) {
            assertThat(server.startLine()).contains("tasks are kept in memory;");
            assertThat(server.post(TASKS, TASK).statusCode()).isEqualTo(201);
            assertThat(server.directory()).isEmptyDirectory();
        }
    }

    @Test
    void whatWasCreatedIsThereAfterTheServerHasEndedAndBegunAgain() throws Exception {
        String id;
        try (ServerProcess server = ServerProcess.serve(settings())) {
            id = data(server.post(TASKS, TASK)).path("task_id").asText();
            server.terminate();
            assertThat(server.exitCode()).isZero();
            assertThat(server.err()).isEmpty();
        }
        try (ServerProcess server = ServerProcess.serve(settings())) {
            assertThat(data(server.get(TASKS + "/" + id)).path("prompt").asText())
                    .isEqualTo("do it");
            assertThat(data(server.get(TASKS + "/next?work_path=/a&worker_id=w"))
                            .path("task_id")
                            .asText())
                    .isEqualTo(id);
        }
    }

    @Test
    void aSecondServerOnTheSameFileIsRefusedInOneLine() throws Exception {
        try (ServerProcess first = ServerProcess.serve(settings())) {
            assertRefused(settings(), file() + " is in use by another server (process " + first.id() + ")");
            assertThat(first.post(TASKS, TASK).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void aFileOfAnotherProgramIsRefusedInOneLine() throws Exception {
        Files.writeString(file(), "Dear diary, today I have written 100 bytes of text into a file. ".repeat(3));

        assertRefused(settings(), file() + " is not a SQLite database");
        assertThat(file()).content().startsWith("Dear diary");
    }

    @Test
    void aDirectoryInThePlaceOfTheFileIsRefusedInOneLine() throws Exception {
        assertRefused(Map.of("APP_DATABASE_URL", "sqlite:" + directory), directory + " cannot be the file of a store");
    }

    private static void assertRefused(Map<String, String> settings, String reason) throws InterruptedException {
        try (ServerProcess server = ServerProcess.run(settings, "serve", "--port=0")) {
            assertThat(server.exitCode()).isEqualTo(ExitCode.DATABASE);
            assertThat(server.err()).containsExactly("Cannot open the database: " + reason);
            assertThat(server.out()).isEmpty();
        }
    }

    @Test
    void whileItCannotBeWrittenRequestsThatWriteAreAnsweredWith503() throws Exception {
        try (ServerProcess server = ServerProcess.serve(settings())) {
            assertThat(server.post(TASKS, TASK).statusCode()).isEqualTo(201);
            execute(BREAK);

            HttpResponse<String> refused = server.post(TASKS, TASK);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(JSON.readTree(refused.body()).at("/error/code").asText()).isEqualTo("SERVICE_UNAVAILABLE");
            assertThat(server.get(TASKS).statusCode()).isEqualTo(200);

            execute("DROP TRIGGER broken");
            assertThat(server.post(TASKS, TASK).statusCode()).isEqualTo(201);
            assertThat(data(server.get(TASKS)).at("/pagination/total").asInt()).isEqualTo(2);
        }
    }

    /** The kernel lets the process write no file beyond a size, for a while: the next best thing to a disk that is full. */
    @Test
    void whenTheDiskTakesNoMoreNothingAnsweredIsLostAndTheWorkGoesOnOnceItDoes() throws Exception {
        assumeThat(Path.of("/usr/bin/prlimit"))
                .as("a way to limit another process")
                .isExecutable();
        try (ServerProcess server = ServerProcess.serve(settings())) {
            String task = "{\"work_directory\":\"/a\",\"prompt\":\"%s\"}".formatted("p".repeat(100_000));
            limitFiles(server, "2000000");
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                statuses.add(server.post(TASKS, task).statusCode());
            }
            assertThat(statuses).containsOnly(201, 503).endsWith(503);
            int answered = Collections.frequency(statuses, 201);
            assertThat(data(server.get(TASKS + "?limit=1"))
                            .at("/pagination/total")
                            .asInt())
                    .isEqualTo(answered);

            limitFiles(server, "unlimited");
            assertThat(server.post(TASKS, task).statusCode()).isEqualTo(201);
            assertThat(data(server.get(TASKS + "?limit=1"))
                            .at("/pagination/total")
                            .asInt())
                    .isEqualTo(answered + 1);
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
    }

    private static void limitFiles(ServerProcess server, String bytes) throws IOException, InterruptedException {
        Process limit = new ProcessBuilder(
                        "/usr/bin/prlimit", "--pid=" + server.id(), "--fsize=" + bytes + ":unlimited")
                .redirectErrorStream(true)
                .start();
        String said = new String(limit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(limit.waitFor()).as(said).isZero();
    }

    @Test
    void theHealthTellsWhetherTheFileCanBeRead() throws Exception {
        try (ServerProcess server = ServerProcess.serve(settings())) {
            execute("ALTER TABLE counter RENAME TO hidden");
            server.getUntil("/health", "\"status\":\"unhealthy\"");
            HttpResponse<String> sick = server.get("/health");
            assertThat(sick.statusCode()).isEqualTo(503);
            assertThat(JSON.readTree(sick.body())
                            .at("/components/database/healthy")
                            .asBoolean(true))
                    .isFalse();

            execute("ALTER TABLE hidden RENAME TO counter");
            server.getUntil("/health", "\"status\":\"healthy\"");
            HttpResponse<String> well = server.get("/health");
            assertThat(well.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(well.body())
                            .at("/components/database/response_time")
                            .asDouble())
                    .isPositive();
        }
    }

    /** Does something to the file behind the server's back. */
    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA busy_timeout = 10000");
            statement.executeUpdate(sql);
        }
    }

    private static JsonNode data(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        return JSON.readTree(response.body()).path("data");
    }
}
