package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server, killed with SIGKILL under load again and again, on one file: nothing that it has answered is lost, nothing is there
 * twice, nothing is held for longer than its lease, and work goes on.
 */
@Timeout(300)
class KilledServerTest {

    private static final int ROUNDS = 10;
    private static final int CLIENTS = 16;
    private static final int TASKS_BEFORE_THE_KILL = 60;
    private static final int PATIENCE_SECONDS = 60;
    private static final List<String> WHOLE_LIFE = List.of("1 created 0", "2 claimed 1", "3 completed 1");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<PersistentClient> clients = IntStream.range(0, CLIENTS)
            .mapToObj(i -> new PersistentClient(http, "client-" + i))
            .toList();
    private final Semaphore done = new Semaphore(0);
    private int interrupted;

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void nothingThatWasAnsweredIsLostWhenTheServerIsKilledUnderLoad() throws Exception {
        Random random = new Random(4);
        for (int round = 1; round <= ROUNDS; round++) {
            try (ServerProcess server = serve()) {
                leaveATaskBehind(server, round);
                List<Future<Boolean>> ends = atWork(server);
                assertThat(done.tryAcquire(
                                TASKS_BEFORE_THE_KILL + random.nextInt(TASKS_BEFORE_THE_KILL),
                                PATIENCE_SECONDS,
                                TimeUnit.SECONDS))
                        .isTrue();
                server.kill();
                countTheInterrupted(ends);
            }
        }
        assertThat(interrupted)
                .as("clients that were cut off in the middle of a task")
                .isGreaterThan(ROUNDS);
        try (ServerProcess server = serve()) {
            URI address = server.address();
            together(client -> () -> {
                client.doOneTask(address);
                requireAllIsThere(client, address);
                return true;
            });
            requireNothingIsStuck(server);
            requireNothingIsThereTwice(server);
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
        assertThat(text("PRAGMA integrity_check")).isEqualTo("ok");
    }

    private ServerProcess serve() throws InterruptedException {
        return ServerProcess.serve(
                Map.of("APP_DATABASE_URL", "sqlite:" + file(), "APP_SECURITY_RATE_LIMIT", "0", "LOG_LEVEL", "error"));
    }

    /** A worker claims it with a short lease and is never heard of again. */
    private static void leaveATaskBehind(ServerProcess server, int round) throws IOException, InterruptedException {
        String task = "{\"work_directory\":\"/left/%d\",\"prompt\":\"left\"}".formatted(round);
        assertThat(server.post("/api/v1/tasks", task).statusCode()).isEqualTo(201);
        assertThat(data(server.post("/api/v1/tasks/claim", claim(round, 0))).path("tasks"))
                .hasSize(1);
    }

    private static String claim(int round, int waitSeconds) {
        return "{\"worker_id\":\"w\",\"work_path\":\"/left/%d\",\"lease_seconds\":1,\"wait_seconds\":%d}"
                .formatted(round, waitSeconds);
    }

    /** Sets all clients to work until the server is gone; each then tells whether that was in the middle of a task. */
    private List<Future<Boolean>> atWork(ServerProcess server) {
        URI address = server.address();
        List<Future<Boolean>> ends = new ArrayList<>();
        for (PersistentClient client : clients) {
            ends.add(threads.submit(() -> {
                try {
                    while (true) {
                        client.doOneTask(address);
                        done.release();
                    }
                } catch (IOException e) {
                    return client.isInTheMiddle();
                }
            }));
        }
        return ends;
    }

    private void countTheInterrupted(List<Future<Boolean>> ends) throws Exception {
        for (Future<Boolean> end : ends) {
            interrupted += end.get(PATIENCE_SECONDS, TimeUnit.SECONDS) ? 1 : 0;
        }
        done.drainPermits();
    }

    private interface Work {
        Callable<Boolean> of(PersistentClient client);
    }

    private void together(Work work) throws InterruptedException, ExecutionException {
        for (Future<Boolean> end :
                threads.invokeAll(clients.stream().map(work::of).toList())) {
            assertThat(end.get()).isTrue();
        }
    }

    private static void requireAllIsThere(PersistentClient client, URI server)
            throws IOException, InterruptedException {
        assertThat(client.created()).hasSameSizeAs(client.histories());
        for (Map.Entry<String, String> created : client.created().entrySet()) {
            String id = created.getValue();
            JsonNode task = client.find(server, id);
            assertThat(task.path("prompt").asText()).isEqualTo(created.getKey());
            assertThat(task.path("status").asText()).as(id).isEqualTo("completed");
            assertThat(task.at("/result/output").asText()).isEqualTo(created.getKey());
            assertThat(client.histories().get(id)).as(id).isEqualTo(WHOLE_LIFE);
            assertThat(client.history(server, id)).as(id).isEqualTo(WHOLE_LIFE);
        }
    }

    private static void requireNothingIsStuck(ServerProcess server) throws IOException, InterruptedException {
        for (int round = 1; round <= ROUNDS; round++) {
            JsonNode claimed = data(server.post("/api/v1/tasks/claim", claim(round, PATIENCE_SECONDS / 2)))
                    .path("tasks")
                    .path(0);
            assertThat(claimed.path("attempt").asInt()).as("round " + round).isEqualTo(2);
            String result = "{\"lease_token\":\"%s\",\"result\":{\"status\":\"success\"}}"
                    .formatted(claimed.at("/lease/token").asText());
            data(server.post("/api/v1/tasks/" + claimed.path("task_id").asText() + "/complete", result));
        }
    }

    /** As many tasks as keys, by a list, by the counters and by a count of the rows. */
    private void requireNothingIsThereTwice(ServerProcess server) throws Exception {
        int tasks = ROUNDS
                + clients.stream().mapToInt(client -> client.created().size()).sum();
        JsonNode overview = data(server.get("/api/v1/statistics")).path("overview");
        assertThat(overview.path("total_tasks").asInt()).isEqualTo(tasks);
        assertThat(overview.path("completed_tasks").asInt()).isEqualTo(tasks);
        assertThat(data(server.get("/api/v1/tasks?limit=1"))
                        .at("/pagination/total")
                        .asInt())
                .isEqualTo(tasks);
        assertThat(text("SELECT count(DISTINCT prompt) FROM tasks WHERE prompt <> 'left'"))
                .isEqualTo(Integer.toString(tasks - ROUNDS));
        assertThat(text("SELECT count(*) FROM leases")).isEqualTo("0");
    }

    private static JsonNode data(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        return JSON.readTree(response.body()).path("data");
    }

    private String text(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.getString(1);
        }
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }
}
