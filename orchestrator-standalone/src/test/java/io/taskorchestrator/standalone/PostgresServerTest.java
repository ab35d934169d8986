package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that share a PostgreSQL database. */
@Timeout(120)
class PostgresServerTest {

    private static final String TASKS = "/api/v1/tasks";
    private static final String TASK = "{\"work_directory\":\"/a\",\"prompt\":\"do it\"}";
    private static final String SECRET = "s3cret-of-ann";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        execute("CREATE ROLE ann LOGIN PASSWORD '%s'".formatted(SECRET), "GRANT CREATE ON DATABASE postgres TO ann");
    }

    @AfterAll
    static void end() throws IOException {
        postgres.close();
    }

    @Test
    void whatOneServerTakesInAnotherHandsOutAtOnceAndNoneTellsThePassword() throws Exception {
        try (ServerProcess first = ServerProcess.serve(settings());
                ServerProcess second = ServerProcess.serve(settings())) {
            assertThat(first.startLine())
                    .contains("tasks are kept in the PostgreSQL database localhost:%d/postgres;"
                            .formatted(postgres.getPort()));
            CompletableFuture<HttpResponse<String>> waiting =
                    second.getLater(TASKS + "/next?work_path=/a&worker_id=w&wait_seconds=60");
            second.getUntil("/metrics", "orchestrator_claims_parked 1.0");

            String id = data(first.post(TASKS, TASK)).path("task_id").asText();

            assertThat(data(waiting.join()).path("task_id").asText()).isEqualTo(id);
            assertThat(data(second.post(TASKS + "/" + id + "/complete", "{\"worker_id\":\"w\"}"))
                            .path("status")
                            .asText())
                    .isEqualTo("completed");
            assertThat(data(first.get(TASKS + "/" + id)).path("status").asText())
                    .isEqualTo("completed");
            assertThat(first.get("/health").statusCode()).isEqualTo(200);
            second.terminate();
            assertThat(second.exitCode()).isZero();
            first.terminate();
            assertThat(first.exitCode()).isZero();
            assertThat(first.out()).noneMatch(line -> line.contains(SECRET));
            assertThat(first.err()).isEmpty();
        }
    }

    @Test
    void aDatabaseThatDoesNotLetTheServerInIsSaidInOneLineWithoutThePassword() throws Exception {
        try (ServerProcess server =
                ServerProcess.run(Map.of("APP_DATABASE_URL", url("bob", SECRET)), "serve", "--port=0")) {
            assertThat(server.exitCode()).isEqualTo(ExitCode.DATABASE);
            assertThat(server.err())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("Cannot open the database: The PostgreSQL database cannot be used:")
                            .contains("bob")
                            .doesNotContain(SECRET));
        }
    }

    @Test
    void aStartThatMayNotMigrateWaitsForTheCommandThatDoes() throws Exception {
        execute("CREATE DATABASE later OWNER ann");
        Map<String, String> settings =
                Map.of("APP_DATABASE_URL", url("ann", SECRET).replace("/postgres?", "/later?"));
        try (ServerProcess server = ServerProcess.run(settings, "serve", "--port=0", "--migrate-at-start=false")) {
            assertThat(server.exitCode()).isEqualTo(ExitCode.DATABASE);
            assertThat(server.err())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("schema version 0", "must be migrated first"));
        }
        Called migrated = Called.orchestrator(settings, "migrate");
        assertThat(migrated.code()).isZero();
        assertThat(migrated.out())
                .contains("Migrated from schema version 0 to 1: the PostgreSQL database localhost:")
                .doesNotContain(SECRET);
        try (ServerProcess server = ServerProcess.serve(settings, "--migrate-at-start=false")) {
            assertThat(server.post(TASKS, TASK).statusCode()).isEqualTo(201);
        }
    }

    private static Map<String, String> settings() {
        return Map.of("APP_DATABASE_URL", url("ann", SECRET));
    }

    private static String url(String user, String password) {
        return "jdbc:postgresql://localhost:%d/postgres?user=%s&password=%s"
                .formatted(postgres.getPort(), user, password);
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static JsonNode data(HttpResponse<String> response) throws IOException {
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("success").asBoolean()).as(response.body()).isTrue();
        return answer.path("data");
    }
}
