package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.RequestObserver.Answered;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.memory.MemoryStoreOptions;
import io.taskorchestrator.memory.MemoryTaskStore;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskResult;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the metrics say, line by line. */
class MetricsTest {

    private static final int PATIENCE_SECONDS = 30;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final TaskStore store = MemoryTaskStore.open(
            MemoryStoreOptions.of(1_000_000, now::get, new SplittableRandom(1), new SplittableRandom(2)));
    private final EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.builder()
            .store(store)
            .clock(now::get)
            .executor(Runnable::run)
            .manualTicks()
            .build();
    private final Metrics metrics = new Metrics(orchestrator, store);

    @AfterEach
    void close() {
        metrics.close();
        orchestrator.close();
    }

    private List<String> lines() {
        return metrics.text().lines().toList();
    }

    private void create(String directory) {
        orchestrator.create(NewTask.builder(directory, "prompt").build());
    }

    private ClaimedTask claim() {
        return orchestrator
                .claim(Claim.by("worker").lease(Duration.ofSeconds(30)))
                .get(0);
    }

    @Test
    void tasksAreCountedByStatusAndTheQueueByDepth() {
        create("/a");
        create("/b");
        create("/c");
        claim();

        assertThat(lines())
                .contains(
                        "orchestrator_tasks{status=\"waiting\"} 2.0",
                        "orchestrator_tasks{status=\"working\"} 1.0",
                        "orchestrator_tasks{status=\"completed\"} 0.0",
                        "orchestrator_queue_depth 2.0");
    }

    @Test
    void whatHappensToTasksIsCounted() {
        create("/a");
        create("/b");
        ClaimedTask claimed = claim();
        orchestrator.complete(Complete.of(claimed.id(), claimed.token(), TaskResult.SUCCESS));
        claim();
        now.updateAndGet(instant -> instant.plusSeconds(31));
        orchestrator.tick();

        assertThat(lines())
                .contains(
                        "orchestrator_task_events_total{event=\"created\"} 2.0",
                        "orchestrator_task_events_total{event=\"claimed\"} 2.0",
                        "orchestrator_task_events_total{event=\"completed\"} 1.0",
                        "orchestrator_task_events_total{event=\"expired\"} 1.0",
                        "orchestrator_task_events_total{event=\"failed\"} 0.0");
    }

    @Test
    void waitingClaimsAreCounted() {
        CompletableFuture<List<ClaimedTask>> waiting =
                orchestrator.async().claim(Claim.by("worker").waiting(Duration.ofSeconds(30)));
        assertThat(lines()).contains("orchestrator_claims_parked 1.0");

        waiting.cancel(false);
        assertThat(lines()).contains("orchestrator_claims_parked 0.0");
    }

    @Test
    void whoLooksDoesNotWaitForAnotherWhoLooks() throws InterruptedException {
        CyclicBarrier bothAskTheStore = new CyclicBarrier(2);
        TaskStore meeting = (TaskStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TaskStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("statistics")) {
                        bothAskTheStore.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    }
                    return method.invoke(store, arguments);
                });
        try (EmbeddedOrchestrator asked =
                        EmbeddedOrchestrator.builder().store(meeting).build();
                Metrics ofAsked = new Metrics(asked, meeting)) {
            CompletableFuture<String> first = new CompletableFuture<>();
            Thread other = new Thread(() -> first.completeAsync(ofAsked::text, Runnable::run));
            other.start();
            assertThat(ofAsked.text()).contains("orchestrator_queue_depth 0.0");
            other.join();
            assertThat(first.join()).contains("orchestrator_queue_depth 0.0");
        }
    }

    @Test
    void requestsAreTimedByRouteMethodAndClassOfStatus() {
        answered("GET", "/api/v1/tasks/{id}", 200, 20);
        answered("GET", "/api/v1/tasks/{id}", 204, 40);
        answered("GET", "/api/v1/tasks/{id}", 404, 1);

        String ok = "{method=\"GET\",route=\"/api/v1/tasks/{id}\",status=\"2xx\"}";
        assertThat(lines())
                .contains(
                        "orchestrator_http_requests_seconds_count" + ok + " 2",
                        "orchestrator_http_requests_seconds_sum" + ok + " 0.06",
                        "orchestrator_http_requests_seconds_count" + ok.replace("2xx", "4xx") + " 1");
    }

    @Test
    void inventedMethodsShareOneSeries() {
        answered("BREW", "none", 405, 1);
        answered("WHEN", "none", 405, 1);

        assertThat(lines())
                .contains("orchestrator_http_requests_seconds_count{method=\"other\",route=\"none\",status=\"4xx\"} 2")
                .noneMatch(line -> line.contains("BREW"));
    }

    @Test
    void theJvmIsThere() {
        assertThat(metrics.text())
                .contains("jvm_memory_used_bytes", "jvm_gc_", "jvm_threads_live_threads", "process_cpu_usage");
    }

    private void answered(String method, String route, int status, long millis) {
        metrics.requests()
                .answered(new Answered(method, route, status, Duration.ofMillis(millis), "request", "anonymous"));
    }
}
