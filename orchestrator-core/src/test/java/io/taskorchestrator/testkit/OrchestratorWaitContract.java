package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Waiting: for a task to come, and for one to be finished. */
abstract class OrchestratorWaitContract extends OrchestratorScene {

    private static final Duration WAIT = Duration.ofSeconds(60);

    OrchestratorWaitContract(Opener opener) {
        super(opener);
    }

    private CompletableFuture<List<ClaimedTask>> waitingClaim() {
        CompletableFuture<List<ClaimedTask>> answer =
                orchestrator().async().claim(anything().waiting(WAIT));
        awaitParked(1);
        return answer;
    }

    @Test
    void aClaimThatWaitsGetsTheTaskThatComes() {
        CompletableFuture<List<ClaimedTask>> answer = waitingClaim();

        Task task = behind.create(in(SHOP).build());

        assertThat(answer(answer)).extracting(ClaimedTask::id).containsExactly(task.id());
    }

    @Test
    void aClaimThatWaitsInVainGetsNothing() {
        CompletableFuture<List<ClaimedTask>> answer = waitingClaim();

        pass(WAIT);

        assertThat(answer(answer)).isEmpty();
    }

    @Test
    void ofTwoClaimsThatWaitTheFirstIsServed() {
        CompletableFuture<List<ClaimedTask>> first = waitingClaim();
        CompletableFuture<List<ClaimedTask>> second =
                orchestrator().async().claim(Claim.by("bob").lease(LEASE).waiting(WAIT));
        awaitParked(2);

        behind.create(in(SHOP).build());

        assertThat(answer(first)).hasSize(1);
        assertThat(second).isNotDone();
    }

    @Test
    void aCancelledClaimTakesNothing() {
        CompletableFuture<List<ClaimedTask>> answer = waitingClaim();

        answer.cancel(true);
        awaitParked(0);
        Task task = behind.create(in(SHOP).build());

        assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.WAITING);
        assertThat(stored(task.id()).state().attempts().number()).isZero();
    }

    @Test
    void anInterruptedClaimTakesNothing() throws InterruptedException {
        interrupted(() -> orchestrator().claim(anything().waiting(WAIT)));

        Task task = behind.create(in(SHOP).build());
        assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.WAITING);
    }

    /** Interrupts {@code call} once its claim waits, and comes back when that does no longer. */
    private void interrupted(Runnable call) throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            try {
                call.run();
            } catch (CancellationException e) {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.countDown();
                }
            }
        });
        worker.start();
        awaitParked(1);

        worker.interrupt();
        interrupted.await();
        awaitParked(0);
    }

    @Test
    void theNextTaskCanBeWaitedForAfterFinishingOne() {
        ClaimedTask first = working();
        CompletableFuture<Completed> answer = orchestrator()
                .async()
                .completeAndClaim(success(first), anything().waiting(WAIT));
        awaitParked(1);
        assertThat(stored(first.id()).status()).isEqualTo(TaskStatus.COMPLETED);

        Task second = behind.create(in(SHOP).build());

        assertThat(answer(answer).task().id()).isEqualTo(first.id());
        assertThat(answer(answer).next()).map(ClaimedTask::id).contains(second.id());
    }

    @Test
    void whoNoLongerWaitsForTheNextTaskTakesNothing() {
        ClaimedTask first = working();
        CompletableFuture<Completed> answer = orchestrator()
                .async()
                .completeAndClaim(success(first), anything().waiting(WAIT));
        awaitParked(1);

        answer.cancel(true);
        awaitParked(0);
        Task second = behind.create(in(SHOP).build());

        assertThat(stored(second.id()).status()).isEqualTo(TaskStatus.WAITING);
        assertThat(stored(second.id()).state().attempts().number()).isZero();
        assertThat(stored(first.id()).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void whoIsInterruptedWhileWaitingForTheNextTaskTakesNothing() throws InterruptedException {
        ClaimedTask first = working();
        interrupted(
                () -> orchestrator().completeAndClaim(success(first), anything().waiting(WAIT)));

        Task second = behind.create(in(SHOP).build());
        assertThat(stored(second.id()).status()).isEqualTo(TaskStatus.WAITING);
        assertThat(stored(first.id()).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void afterFinishingOneTheNextMayNotCome() {
        ClaimedTask first = working();
        CompletableFuture<Completed> answer = orchestrator()
                .async()
                .completeAndClaim(success(first), anything().waiting(WAIT));
        awaitParked(1);

        pass(WAIT);

        assertThat(answer(answer).next()).isEmpty();
        assertWhole(answer(answer).task());
    }

    @Test
    void aTaskCanBeAwaited() {
        ClaimedTask claimed = working();
        CompletableFuture<Task> answer = orchestrator().async().await(claimed.id(), WAIT);

        behind.complete(success(claimed));

        assertWhole(answer(answer));
        assertThat(answer(answer).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void anAwaitedTaskComesAsItIsWhenTheTimeIsOver() {
        Task task = create();

        assertThat(orchestrator().await(task.id(), Duration.ZERO).status()).isEqualTo(TaskStatus.WAITING);
        assertWhole(orchestrator().await(task.id(), Duration.ZERO));
    }

    @Test
    void anAwaitedTaskMayBeDeleted() {
        Task task = create();
        CompletableFuture<Task> answer = orchestrator().async().await(task.id(), WAIT);

        behind.delete(Delete.of(task.id()));

        assertThatThrownBy(() -> answer(answer)).hasCauseInstanceOf(TaskNotFoundException.class);
    }
}
