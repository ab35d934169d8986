package io.taskorchestrator.benchmarks;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Does everything but creating tasks and working on them.
 *
 * <p>Thread model: one thread.
 */
final class Onlooker {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PAUSE_MILLIS = 40;
    private static final int TOGETHER = 20;
    private static final int EMPTY_DIRECTORIES = 500;

    private final DayOfClients day;
    private final Orchestrator orchestrator;
    private final SplittableRandom random;

    Onlooker(DayOfClients day, Orchestrator orchestrator, SplittableRandom random) {
        this.day = day;
        this.orchestrator = orchestrator;
        this.random = random;
    }

    private Optional<TaskId> pick() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(PAUSE_MILLIS));
        return day.some();
    }

    /** Reads something. */
    void look() throws InterruptedException {
        Optional<TaskId> some = pick();
        if (some.isEmpty()) {
            return;
        }
        day.did("look");
        switch (random.nextInt(6)) {
            case 0 -> orchestrator.list(TaskQuery.ALL);
            case 1 ->
                orchestrator.list(
                        TaskQuery.builder().status(TaskStatus.FAILED).limit(10).build());
            case 2 -> orchestrator.statistics(HOUR);
            case 3 -> orchestrator.history(some.get());
            case 4 -> orchestrator.explain(some.get());
            default -> orchestrator.find(some.get());
        }
    }

    /** Waits for the end of a task. */
    void await() throws InterruptedException {
        Optional<TaskId> some = pick();
        if (some.isPresent()) {
            day.did("await");
            orchestrator.await(some.get(), Duration.ofMillis(random.nextInt(1_000)));
        }
    }

    /** Waits for tasks at many places where none come, and mostly gives up before the end. */
    void waitInVain() throws InterruptedException {
        List<CompletableFuture<?>> claims = new ArrayList<>();
        for (int i = 0; i < TOGETHER; i++) {
            claims.add(orchestrator
                    .async()
                    .claim(Claim.by("idler")
                            .in("/nowhere/" + random.nextInt(EMPTY_DIRECTORIES))
                            .waiting(Duration.ofMillis(500 + random.nextInt(1_000)))));
            day.did("wait in vain");
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_000));
        for (CompletableFuture<?> claim : claims) {
            if (random.nextInt(3) > 0) {
                claim.cancel(true);
            } else {
                claim.join();
            }
        }
    }

    /** Changes what is none of its business. */
    void meddle() throws InterruptedException {
        Optional<TaskId> some = pick();
        if (some.isEmpty()) {
            return;
        }
        switch (random.nextInt(5)) {
            case 0 -> orchestrator.cancel(Cancel.of(some.get(), "not needed any more"));
            case 1 -> orchestrator.delete(new Delete(some.get(), random.nextBoolean(), Optional.empty()));
            case 2 -> orchestrator.update(Update.of(some.get(), TaskPatch.priority(Priority.HIGH)));
            case 3 -> orchestrator.cancel(Cancel.of(some.get()).forced());
            default -> orchestrator.retry(Retry.of(some.get()));
        }
        day.did("meddle");
    }
}
