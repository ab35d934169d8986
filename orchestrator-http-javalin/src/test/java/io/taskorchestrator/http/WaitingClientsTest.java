package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.ApiClient.Said;
import io.taskorchestrator.http.OrchestratorServer.Bounds;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that wait: for a task to come, or for one to be finished. */
class WaitingClientsTest {

    private static final String TASKS = ApiClient.TASKS;
    private static final int CROWD = 1_000;
    private static final int THREADS = 10;
    private static final NewTask TASK = NewTask.builder("/p", "do it").build();

    private static String next(int wait) {
        return "GET /api/v1/tasks/next?work_path=/p&worker_id=w&wait_seconds=%d HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .formatted(wait);
    }

    private static void awaitWaiting(LiveServer live, int count) {
        Eventually.holds(count + " wait", () -> live.server.plugin().waiting() == count);
    }

    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("task-orchestrator-http"))
                .count();
    }

    @Test
    void aThousandClientsWaitWithoutAThreadEachAndOneTaskReachesOneOfThem() throws IOException {
        long before = serverThreads();
        List<RawSocket> crowd = new ArrayList<>();
        try (LiveServer live = LiveServer.withThreads(THREADS)) {
            for (int i = 0; i < CROWD; i++) {
                RawSocket socket = new RawSocket(live.server.port());
                crowd.add(socket);
                socket.send(next(60));
            }
            awaitWaiting(live, CROWD);
            assertThat(serverThreads() - before).isLessThanOrEqualTo(THREADS);

            Task task = live.orchestrator.create(TASK);
            awaitWaiting(live, CROWD - 1);
            Eventually.holds("one has an answer", () -> crowd.stream().anyMatch(RawSocket::hasAnswer));

            List<RawSocket> served = crowd.stream().filter(RawSocket::hasAnswer).toList();
            assertThat(served).hasSize(1);
            Json answer = Json.parse(served.get(0).answer().body());
            assertThat(answer.text("data", "task_id")).isEqualTo(task.id().toString());
            assertThat(serverThreads() - before).isLessThanOrEqualTo(THREADS);
        } finally {
            for (RawSocket socket : crowd) {
                socket.close();
            }
        }
    }

    @Test
    void aWaitThatFindsNothingEndsWithNothing() {
        try (LiveServer live = LiveServer.start(
                HttpSettings.builder().requestTimeout(Duration.ofMillis(100)).build())) {
            Said said = live.client.get(TASKS + "/next?work_path=/p&worker_id=w&wait_seconds=1");

            // The wait is longer than a request may take otherwise.
            assertThat(said.status()).isEqualTo(200);
            assertThat(said.data().isNull()).isTrue();
        }
    }

    @Test
    void aClaimByPostWaitsToo() {
        try (LiveServer live = LiveServer.start()) {
            CompletableFuture<Said> said =
                    live.client.later("POST", TASKS + "/claim", "{\"worker_id\": \"w\", \"wait_seconds\": 60}");
            awaitWaiting(live, 1);

            Task task = live.orchestrator.create(TASK);

            assertThat(said.join().data().at("tasks").at(0).text("task_id"))
                    .isEqualTo(task.id().toString());
        }
    }

    @Test
    void whoAwaitsATaskIsToldWhenItIsFinished() {
        try (LiveServer live = LiveServer.start()) {
            Task task = live.orchestrator.create(TASK);
            CompletableFuture<Said> said = live.client.later("GET", TASKS + "/" + task.id() + "?wait_seconds=60", null);
            awaitWaiting(live, 1);

            live.client.send("POST", TASKS + "/" + task.id() + "/cancel", null);

            assertThat(said.join().data().text("status")).isEqualTo("cancelled");
        }
    }

    @Test
    void awaitingATaskThatIsFinishedTakesNoTime() {
        try (LiveServer live = LiveServer.start()) {
            Task task = live.orchestrator.create(TASK);
            live.client.send("POST", TASKS + "/" + task.id() + "/cancel", null);

            assertThat(live.client
                            .get(TASKS + "/" + task.id() + "?wait_seconds=60")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theNextTaskCanBeWaitedForAfterFinishingOne() {
        try (LiveServer live = LiveServer.start()) {
            Task first = live.orchestrator.create(TASK);
            live.client.get(TASKS + "/next?work_path=/p&worker_id=w");
            CompletableFuture<Said> said = live.client.later(
                    "POST",
                    TASKS + "/" + first.id() + "/complete",
                    "{\"next\": {\"worker_id\": \"w\", \"wait_seconds\": 60}}");
            awaitWaiting(live, 1);

            Task second = live.orchestrator.create(TASK);

            assertThat(said.join().data().text("status")).isEqualTo("completed");
            assertThat(said.join().data().text("next", "task_id"))
                    .isEqualTo(second.id().toString());
        }
    }

    @Test
    void aClientThatLeftGetsNothing() throws IOException {
        try (LiveServer live = LiveServer.start()) {
            RawSocket leaver = new RawSocket(live.server.port());
            leaver.send(next(60));
            awaitWaiting(live, 1);

            leaver.close();
            awaitWaiting(live, 0);
            Task task = live.orchestrator.create(TASK);

            Task untouched = live.orchestrator.find(task.id()).orElseThrow();
            assertThat(untouched.status()).isEqualTo(TaskStatus.WAITING);
            assertThat(untouched.state().attempts().number()).isZero();
        }
    }

    @Test
    void aClientThatWasResetWhileItFinishedATaskGetsNoNextOne() throws IOException {
        try (LiveServer live = LiveServer.start()) {
            Task first = live.orchestrator.create(TASK);
            live.client.get(TASKS + "/next?work_path=/p&worker_id=w");
            RawSocket leaver = new RawSocket(live.server.port());
            String body = "{\"next\": {\"worker_id\": \"w\", \"wait_seconds\": 60}}";
            leaver.send(RawSocket.post("/api/v1/tasks/" + first.id() + "/complete", "Content-Length: " + body.length())
                    + body);
            awaitWaiting(live, 1);

            leaver.reset();
            awaitWaiting(live, 0);
            Task second = live.orchestrator.create(TASK);

            assertThat(live.orchestrator.find(first.id()).orElseThrow().status())
                    .isEqualTo(TaskStatus.COMPLETED);
            assertThat(live.orchestrator.find(second.id()).orElseThrow().status())
                    .isEqualTo(TaskStatus.WAITING);
        }
    }

    @Test
    void aServerThatStopsAnswersThoseWhoWait() throws IOException {
        LiveServer live = LiveServer.start();
        Task task =
                live.orchestrator.create(NewTask.builder("/elsewhere", "do it").build());
        try (RawSocket claimer = new RawSocket(live.server.port());
                RawSocket awaiter = new RawSocket(live.server.port())) {
            claimer.send(next(60));
            awaiter.send(
                    "GET /api/v1/tasks/%s?wait_seconds=60 HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(task.id()));
            awaitWaiting(live, 2);

            live.close();

            RawSocket.Answer nothing = claimer.answer();
            assertThat(nothing.status()).isEqualTo(200);
            assertThat(Json.parse(nothing.body()).at("data").isNull()).isTrue();
            RawSocket.Answer asItIs = awaiter.answer();
            assertThat(asItIs.status()).isEqualTo(200);
            assertThat(Json.parse(asItIs.body()).text("data", "status")).isEqualTo("waiting");
        }
    }

    @Test
    void aServerThatStopsDoesNotWaitForWhatItReadsForThoseWhoWait() {
        CountDownLatch stalled = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        FailingOrchestrator firstWaitsThenStalls = new FailingOrchestrator(() -> {
            if (calls.incrementAndGet() > 1) {
                await(stalled);
            }
            return new CompletableFuture<>();
        });
        try (LiveServer live = LiveServer.of(
                firstWaitsThenStalls, HttpSettings.STANDARD, new Bounds(THREADS, Duration.ofMillis(300)))) {
            live.client.later("GET", TASKS + "/550e8400-e29b-41d4-a716-446655440000?wait_seconds=60", null);
            awaitWaiting(live, 1);

            CompletableFuture<Void> letGo = CompletableFuture.runAsync(live.server.plugin()::letGo);
            try {
                assertThat(letGo).succeedsWithin(Duration.ofSeconds(30));
            } finally {
                stalled.countDown();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingIsReadForAClientThatLeft() throws IOException {
        try (EmbeddedOrchestrator behind = EmbeddedOrchestrator.create()) {
            HeldOrchestrator counting = new HeldOrchestrator(behind, "find");
            counting.letOut.complete(null);
            try (LiveServer live = LiveServer.of(counting, HttpSettings.STANDARD)) {
                RawSocket leaver = new RawSocket(live.server.port());
                leaver.send("GET /api/v1/tasks/%s?wait_seconds=60 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .formatted(behind.create(TASK).id()));
                awaitWaiting(live, 1);

                leaver.close();
                awaitWaiting(live, 0);

                assertThat(counting.held).hasValue(0);
            }
        }
    }
}
