package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.ApiClient.Said;
import io.taskorchestrator.http.OrchestratorServer.Bounds;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Starting, stopping, and answers that arrive nowhere. */
class OrchestratorServerTest {

    private static final NewTask TASK = NewTask.builder("/p", "do it").build();

    @Test
    void aPortThatIsTakenIsRefused() {
        try (LiveServer live = LiveServer.start()) {
            assertThatThrownBy(() -> OrchestratorServer.start(
                            live.orchestrator, HttpSettings.STANDARD, "127.0.0.1", live.server.port()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1:" + live.server.port());
            assertThat(live.client.get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void aServerKeepsNoProcessAlive() {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        try (LiveServer live = LiveServer.start()) {
            live.client.get("/health");
            live.client.get(ApiClient.TASKS + "/next?work_path=/p&worker_id=w&wait_seconds=1");

            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    void aCrowdThatConnectsAtOnceHasRoomToWait() throws Exception {
        List<SocketChannel> crowd = new ArrayList<>();
        try (LiveServer live = LiveServer.start()) {
            live.server.setAccepting(false);
            for (int i = 0; i < 500; i++) {
                SocketChannel channel = SocketChannel.open();
                crowd.add(channel);
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), live.server.port()));
            }
            for (SocketChannel channel : crowd) {
                Eventually.holds("it is connected", () -> isConnected(channel));
            }
        } finally {
            for (SocketChannel channel : crowd) {
                channel.close();
            }
        }
    }

    private static boolean isConnected(SocketChannel channel) {
        try {
            return channel.finishConnect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void requestsGetTheIdsThatAreHandedIn() {
        HttpSettings settings =
                HttpSettings.builder().requestIds(() -> "made-in-a-test").build();
        try (LiveServer live = LiveServer.of(EmbeddedOrchestrator.create(), settings)) {
            assertThat(live.client.get("/health/live").header("X-Request-Id")).isEqualTo("made-in-a-test");
            assertThat(RawSocket.exchange(live.server.port(), "no HTTP\r\n\r\n").head())
                    .contains("X-Request-Id: made-in-a-test");
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        try (LiveServer live = LiveServer.start()) {
            live.server.close();
            live.server.close();
        }
    }

    @Test
    void aServerThatStopsFinishesWhatRuns() {
        try (EmbeddedOrchestrator behind = EmbeddedOrchestrator.create()) {
            HeldOrchestrator held = new HeldOrchestrator(behind, "list");
            LiveServer live = LiveServer.of(held, HttpSettings.STANDARD);
            CompletableFuture<Said> running = live.client.later("GET", ApiClient.TASKS, null);
            Eventually.holds("the request runs", () -> held.held.get() == 1);

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(live::close);
            Eventually.holds("the server stops", () -> live.server.plugin().isStopping());
            held.letOut.complete(null);

            assertThat(running.join().status()).isEqualTo(200);
            stopped.join();
        }
    }

    /** Stops a server while it lists tasks, which does not end; somebody waits for that, and learns that it was cut off. */
    private static void stopWhileItLists(HeldOrchestrator held) {
        LiveServer live = LiveServer.of(held, HttpSettings.STANDARD, new Bounds(8, Duration.ofMillis(300)));
        CompletableFuture<Said> running = live.client.later("GET", ApiClient.TASKS, null);
        Eventually.holds("the request runs", () -> held.held.get() == 1);

        live.close();

        assertThat(running).failsWithin(Duration.ofSeconds(30));
    }

    @Test
    void aRequestThatDoesNotEndIsCutOffAndTheServerStops() {
        try (EmbeddedOrchestrator behind = EmbeddedOrchestrator.create()) {
            stopWhileItLists(new HeldOrchestrator(behind, "list"));
        }
    }

    @Test
    void aRequestThatEndsAfterItWasCutOffKeepsNoThreadBusy() {
        try (EmbeddedOrchestrator behind = EmbeddedOrchestrator.create()) {
            HeldOrchestrator held = new HeldOrchestrator(behind, "list");
            stopWhileItLists(held);

            assertThat(CompletableFuture.runAsync(() -> held.letOut.complete(null)))
                    .succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void clientsThatConnectJustThenDoNotKeepAServerFromStopping() throws IOException {
        for (int round = 0; round < 3; round++) {
            List<RawSocket> crowd = new ArrayList<>();
            LiveServer live = LiveServer.of(
                    EmbeddedOrchestrator.create(), HttpSettings.STANDARD, new Bounds(8, Duration.ofHours(1)));
            for (int i = 0; i < 40; i++) {
                RawSocket socket = new RawSocket(live.server.port());
                crowd.add(socket);
                socket.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }

            assertThat(CompletableFuture.runAsync(live::close)).succeedsWithin(Duration.ofSeconds(30));

            for (RawSocket socket : crowd) {
                socket.close();
            }
        }
    }

    @Test
    void aClaimWhoseAnswerArrivesNowhereIsUndone() throws Exception {
        try (EmbeddedOrchestrator behind = EmbeddedOrchestrator.create()) {
            HeldOrchestrator held = new HeldOrchestrator(behind, "claim");
            try (LiveServer live = LiveServer.of(held, HttpSettings.STANDARD)) {
                Task task = behind.create(TASK);
                RawSocket leaver = new RawSocket(live.server.port());
                leaver.send("GET /api/v1/tasks/next?work_path=/p&worker_id=w HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Eventually.holds("the task is claimed", () -> status(behind, task) == TaskStatus.WORKING);

                leaver.reset();
                held.letOut.complete(null);

                Eventually.holds("the task is back", () -> status(behind, task) == TaskStatus.WAITING);
            }
        }
    }

    @Test
    void aClaimWhoseAnswerComesTooLateIsUndone() {
        try (EmbeddedOrchestrator behind = EmbeddedOrchestrator.create()) {
            HeldOrchestrator held = new HeldOrchestrator(behind, "claim");
            HttpSettings impatient = HttpSettings.builder()
                    .requestTimeout(Duration.ofMillis(100))
                    .build();
            try (LiveServer live = LiveServer.of(held, impatient)) {
                Task task = behind.create(TASK);
                Said said = live.client.get(ApiClient.TASKS + "/next?work_path=/p&worker_id=w");
                assertThat(said.status()).isEqualTo(503);
                assertThat(status(behind, task)).isEqualTo(TaskStatus.WORKING);

                held.letOut.complete(null);

                Eventually.holds("the task is back", () -> status(behind, task) == TaskStatus.WAITING);
            }
        }
    }

    private static TaskStatus status(EmbeddedOrchestrator orchestrator, Task task) {
        return orchestrator.find(task.id()).orElseThrow().status();
    }
}
