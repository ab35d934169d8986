package io.taskorchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many tasks through a proxy that breaks a fifth of all exchanges: each is created once and completed once, and none is lost.
 * {@code -Dfaults.seed=42} gives the faults of an earlier run again; which request meets which is up to the threads.
 */
class ManyTasksTest {

    private static final int TASKS = Integer.getInteger("faults.tasks", 5_000);
    private static final int WORKERS = 8;
    private static final int PRODUCERS = 2;
    private static final int LARGEST_BATCH = 20;
    private static final int FAULTS_PER_MILLE = 200;
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Set<EventType> ENDS = Set.of(
            EventType.COMPLETED, EventType.FAILED, EventType.RETRY_SCHEDULED, EventType.RELEASED, EventType.EXPIRED);

    private final long seed = Long.getLong("faults.seed", System.nanoTime());
    private final EmbeddedOrchestrator behind = EmbeddedOrchestrator.create();
    private final AtomicInteger tooLate = new AtomicInteger();

    @Test
    void eachOfManyTasksIsCreatedOnceAndCompletedOnce() {
        System.out.println("faults.seed=" + seed);
        List<Fault> faults = List.of(Fault.values()).subList(1, Fault.values().length);
        try (behind;
                LiveServer server = new LiveServer();
                FaultProxy proxy = FaultProxy.seeded(server.port(), seed, FAULTS_PER_MILLE, faults);
                OrchestratorClient client = OrchestratorClient.builder(LiveServer.uri(proxy.port()))
                        .random(new SplittableRandom(seed))
                        .build()) {
            server.serve(behind, InstantSource.system());
            run(client);
            System.out.println("faults: " + proxy.counts() + ", refused as too late: " + tooLate);
            assertThat(proxy.counts()).containsOnlyKeys(Fault.values());
            check();
        }
    }

    private void run(Orchestrator client) {
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS + PRODUCERS);
        try {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                int producer = i;
                running.add(CompletableFuture.runAsync(() -> produce(client, producer), threads));
            }
            for (int i = 0; i < WORKERS; i++) {
                String name = "worker-" + i;
                running.add(CompletableFuture.runAsync(() -> work(client, name), threads));
            }
            running.forEach(each -> each.orTimeout(300, TimeUnit.SECONDS).join());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Creates its share of the tasks, one by one and in batches, without keys of its own. */
    private void produce(Orchestrator client, int producer) {
        SplittableRandom random = new SplittableRandom(seed + producer);
        int next = producer;
        while (next < TASKS) {
            List<NewTask> batch = new ArrayList<>();
            for (int size = 1 + random.nextInt(LARGEST_BATCH); size > 0 && next < TASKS; size--) {
                batch.add(task(next));
                next += PRODUCERS;
            }
            assertThat(client.create(batch, Optional.empty()).replayed()).isFalse();
        }
    }

    private static NewTask task(int number) {
        RetryPolicy again = new RetryPolicy(true, Duration.ofMillis(1), Duration.ofMillis(1), 1.0, 0.0);
        return NewTask.builder("/projects/shop", "task " + number)
                .maxRetries(100)
                .retry(again)
                .build();
    }

    private void work(Orchestrator client, String name) {
        Claim claim = Claim.by(name).lease(LEASE).waiting(Duration.ofMillis(500));
        Optional<ClaimedTask> current = Optional.empty();
        while (!isAllDone()) {
            if (current.isEmpty()) {
                current = client.claim(claim).stream().findFirst();
            } else {
                current = step(client, current.get(), claim);
            }
        }
    }

    private boolean isAllDone() {
        return behind.statistics(Duration.ofHours(1)).count(TaskStatus.COMPLETED) == TASKS;
    }

    /** Works on a task in one of several ways; the answer is the next one, if that came along. */
    private Optional<ClaimedTask> step(Orchestrator client, ClaimedTask task, Claim claim) {
        int number = Integer.parseInt(task.task().spec().prompt().substring("task ".length()));
        boolean first = task.task().state().attempts().number() == 1;
        TaskResult result = TaskResult.success(task.task().spec().prompt());
        Complete complete = Complete.of(task.id(), task.token(), result);
        try {
            switch (first ? number % 10 : 9) {
                case 0 -> client.release(Release.of(task.id(), task.token()));
                case 1 -> client.fail(Fail.of(task.id(), task.token(), "once more"));
                case 2 -> {
                    client.heartbeat(Heartbeat.of(task.id(), task.token()));
                    client.complete(complete);
                }
                case 3, 4 -> client.complete(complete);
                default -> {
                    return client.completeAndClaim(complete, claim).next();
                }
            }
        } catch (ConflictException e) {
            // Its lease has ended before it was through: somebody else does it.
            tooLate.incrementAndGet();
        }
        return Optional.empty();
    }

    private void check() {
        Set<String> prompts = new HashSet<>();
        TaskQuery query = TaskQuery.builder().limit(TaskQuery.MOST_PER_PAGE).build();
        Page page = behind.list(query);
        assertThat(page.total()).isEqualTo(TASKS);
        boolean more = true;
        while (more) {
            page.tasks().forEach(task -> {
                prompts.add(task.spec().prompt());
                check(behind.find(task.id()).orElseThrow());
            });
            more = page.hasMore();
            if (more) {
                page = behind.list(query.toBuilder()
                        .cursor(page.nextCursor().orElseThrow())
                        .build());
            }
        }
        assertThat(prompts).hasSize(TASKS);
    }

    private void check(Task task) {
        List<HistoryEntry> history = behind.history(task.id());
        assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(task.state().outcome().result())
                .contains(TaskResult.success(task.spec().prompt()));
        assertThat(history)
                .filteredOn(entry -> entry.event().type() == EventType.COMPLETED)
                .hasSize(1);
        for (int attempt = 1; attempt <= task.state().attempts().number(); attempt++) {
            int number = attempt;
            assertThat(history)
                    .as("How attempt %d of %s ended", attempt, task.spec().prompt())
                    .filteredOn(entry -> entry.event().attempt() == number
                            && ENDS.contains(entry.event().type()))
                    .hasSizeBetween(1, 2);
        }
    }
}
