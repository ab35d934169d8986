package io.taskorchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody begins to wait at the very moment at which what he waits for happens. No tick ever looks again here, so an answer that
 * was missed would never come; it is given ten seconds.
 */
class WaitingRaceTest {

    private static final int ROUNDS = 5_000;
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final Orchestrator orchestrator =
            TestOrchestrators.open(new SettableClock(Instant.parse("2026-01-01T00:00:00Z")));
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final CyclicBarrier start = new CyclicBarrier(2);

    @AfterEach
    void end() {
        other.shutdownNow();
        orchestrator.close();
    }

    @Test
    void whoAwaitsATaskNeverMissesItsEnd() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            orchestrator.create(TestOrchestrators.task("/work"));
            ClaimedTask task = orchestrator.claim(Claim.by("worker")).get(0);
            Future<?> completion =
                    beside(() -> orchestrator.complete(Complete.of(task.id(), task.token(), TaskResult.SUCCESS)));
            start.await();
            CompletableFuture<Task> answer = orchestrator.async().await(task.id(), WAIT);
            completion.get();
            assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(TaskStatus.COMPLETED);
        }
    }

    @Test
    void whoAwaitsATaskNeverMissesItsRemoval() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            TaskId id = orchestrator.create(TestOrchestrators.task("/work")).id();
            Future<?> removal = beside(() -> orchestrator.delete(Delete.of(id)));
            start.await();
            CompletableFuture<Task> answer = orchestrator.async().await(id, WAIT);
            removal.get();
            assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskNotFoundException.class);
        }
    }

    @Test
    void whoWaitsForATaskNeverMissesANewOne() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Future<?> creation = beside(() -> orchestrator.create(TestOrchestrators.task("/work")));
            start.await();
            CompletableFuture<List<ClaimedTask>> answer =
                    orchestrator.async().claim(Claim.by("worker").waiting(WAIT));
            creation.get();
            assertThat(answer.get(10, TimeUnit.SECONDS)).hasSize(1);
        }
    }

    private Future<?> beside(Runnable action) {
        return other.submit(() -> {
            start.await();
            action.run();
            return action;
        });
    }
}
