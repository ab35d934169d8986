package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that send their bodies slowly, or stop in the middle, or do not read: nobody else has to wait for them. */
class SlowClientsTest {

    private static final int THREADS = 8;
    private static final String PROBE = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String BEGINNING = "{\"work_directory\": \"/p\", ";
    private static final String END = "\"prompt\": \"do it\"}";

    private static String create(int length) {
        return RawSocket.post(ApiClient.TASKS, "Content-Length: " + length);
    }

    @Test
    void moreSlowClientsThanThreadsKeepNobodyWaiting() throws IOException {
        List<RawSocket> slow = new ArrayList<>();
        try (LiveServer live = LiveServer.withThreads(THREADS)) {
            for (int i = 0; i < 5 * THREADS; i++) {
                RawSocket socket = new RawSocket(live.server.port());
                slow.add(socket);
                socket.send(create(BEGINNING.length() + END.length()) + BEGINNING);
            }
            assertThat(live.client
                            .post(ApiClient.TASKS, "{\"work_directory\": \"/q\", \"prompt\": \"p\"}")
                            .status())
                    .isEqualTo(201);

            for (RawSocket socket : slow) {
                socket.send(END);
                assertThat(socket.answer().status()).isEqualTo(201);
            }
        } finally {
            for (RawSocket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void clientsThatDoNotReadTheirAnswersKeepNobodyWaiting() throws IOException {
        int threadsAtWork = Math.max(6, 3 * Runtime.getRuntime().availableProcessors());
        serveOthersThan(2 * threadsAtWork, 4 * threadsAtWork);
    }

    @Test
    void moreClientsThatDoNotReadThanThreadsLockNobodyOut() throws IOException {
        serveOthersThan(3 * THREADS, THREADS);
    }

    /** A server with so many threads answers others than so many clients that do not read. */
    private static void serveOthersThan(int deafClients, int threads) throws IOException {
        HttpSettings unlimited = HttpSettings.builder()
                .access(AccessSettings.STANDARD.withRequestsPerMinute(0))
                .build();
        List<RawSocket> deaf = new ArrayList<>();
        try (LiveServer live = LiveServer.start(unlimited, threads)) {
            for (int i = 0; i < deafClients; i++) {
                RawSocket socket = new RawSocket(live.server.port());
                deaf.add(socket);
                // More than the buffers on the way take.
                socket.send("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(120));
            }
            for (int i = 0; i < 5; i++) {
                // One that gives up long before the idle timeout would end what the others do.
                assertThat(RawSocket.exchange(live.server.port(), PROBE).status())
                        .isEqualTo(200);
            }
        } finally {
            for (RawSocket socket : deaf) {
                socket.reset();
            }
        }
    }

    @Test
    void aBodyMayComeInPiecesAndTheConnectionServesOn() throws IOException {
        try (LiveServer live = LiveServer.start();
                RawSocket socket = new RawSocket(live.server.port())) {
            for (int i = 0; i < 3; i++) {
                socket.send(RawSocket.post(ApiClient.TASKS, "Transfer-Encoding: chunked"));
                for (String piece : new String[] {BEGINNING, END, ""}) {
                    socket.send("%x\r\n%s\r\n".formatted(piece.length(), piece));
                }
                assertThat(socket.answer().status()).isEqualTo(201);
            }
        }
    }

    @Test
    void aBodyThatIsNotHereInTimeIsRefusedAndTheConnectionClosed() throws IOException {
        HttpSettings impatient =
                HttpSettings.builder().requestTimeout(Duration.ofMillis(100)).build();
        try (LiveServer live = LiveServer.start(impatient);
                RawSocket socket = new RawSocket(live.server.port())) {
            socket.send(create(100) + BEGINNING);

            RawSocket.Answer answer = socket.answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(Json.parse(answer.body()).text("error", "details", "field"))
                    .isEqualTo("body");
            assertThat(socket.answer()).isEqualTo(RawSocket.Answer.NONE);
        }
    }

    @Test
    void aClaimWhoseBodyCameSlowlyIsUndoneWhenItsClientLeaves() throws IOException {
        String claim = "{\"worker_id\": \"w\", \"wait_seconds\": 60}";
        try (LiveServer live = LiveServer.start()) {
            RawSocket leaver = new RawSocket(live.server.port());
            leaver.send(RawSocket.post(ApiClient.TASKS + "/claim", "Content-Length: " + claim.length()));
            leaver.send(claim.substring(0, 10));
            live.client.get("/health");
            leaver.send(claim.substring(10));
            Eventually.holds("it waits", () -> live.server.plugin().waiting() == 1);

            leaver.reset();

            Eventually.holds("it is seen gone", () -> live.server.plugin().waiting() == 0);
            live.orchestrator.create(NewTask.builder("/p", "do it").build());
            assertThat(live.orchestrator.statistics(Duration.ofHours(1)).count(TaskStatus.WAITING))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatSlowBodiesTakeTogetherIsBoundedAndGivenBack() throws IOException {
        SlowBodies bodies = new SlowBodies(1_000, 1_500, Duration.ofSeconds(60));
        Javalin javalin = Javalin.create(config -> config.routes.post(
                ApiClient.TASKS,
                context -> context.future(() -> bodies.gather(context.req())
                        .thenAccept(body -> {
                            bodies.forget(body.length);
                            context.status(201);
                        })
                        .exceptionally(error -> {
                            context.status(((Problem) Failures.unwrapped(error)).status());
                            return null;
                        }))));
        javalin.start("127.0.0.1", 0);
        try (RawSocket first = new RawSocket(javalin.port());
                RawSocket second = new RawSocket(javalin.port())) {
            first.send(create(1_000) + " ".repeat(900));
            Eventually.holds("the first has come", () -> bodies.bytesTogether() == 900);

            second.send(create(1_000) + " ".repeat(900));
            assertThat(second.answer().status()).isEqualTo(503);
            assertThat(bodies.bytesTogether()).isEqualTo(900);

            first.send(" ".repeat(100));
            assertThat(first.answer().status()).isEqualTo(201);
            assertThat(bodies.bytesTogether()).isZero();
        } finally {
            javalin.stop();
        }
    }
}
