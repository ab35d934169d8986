package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.StopReason;
import io.taskorchestrator.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a worker closes. */
abstract class WorkerCloseContract extends WorkerScene {

    WorkerCloseContract(Reach reach) {
        super(reach);
    }

    private final SteeredHandler polite = SteeredHandler.polite();
    private final SteeredHandler stubborn = SteeredHandler.stubborn();

    private static void awaitEnd(CompletableFuture<Void> stopped) throws Exception {
        stopped.get(60, TimeUnit.SECONDS);
    }

    @Test
    void idleWorkerClosesAtOnceAndItsClaimWaitsNoMore() {
        Worker worker = start(polite);
        eventually("A claim waits", () -> orchestrator.parkedClaims() == 1);
        worker.close();
        eventually("No claim waits", () -> orchestrator.parkedClaims() == 0);
        TaskId task = create();

        assertThat(find(task).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void handlerThatEndsInTimeCompletesItsTask() throws Exception {
        TaskId task = create();
        create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        CompletableFuture<Void> stopped = worker.stop();
        pass(CLOSE_WITHIN.dividedBy(2).minusMillis(1), worker);
        assertThat(run.isInterrupted()).isFalse();
        assertThat(stopped).isNotDone();
        run.succeed(TaskResult.SUCCESS);
        awaitEnd(stopped);

        assertThat(find(task).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(polite.next()).isEmpty();
    }

    @Test
    void handlerThatRunsLongerIsInterruptedAndItsTaskHandedBack() throws Exception {
        TaskId id = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        CompletableFuture<Void> stopped = worker.stop();
        pass(CLOSE_WITHIN.dividedBy(2), worker);
        run.awaitInterruption();
        assertThat(run.context().stopReason()).contains(StopReason.CLOSING);
        awaitEnd(stopped);

        Task task = find(id);
        assertThat(task.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(task.state().attempts().retries().count()).isZero();
        assertThat(history(id)).endsWith(EventType.RELEASED);
        assertThat(claimAsAnother()).hasSize(1);
    }

    @Test
    void checkpointThatIsSavedWhileStoppingIsHandedOn() throws Exception {
        TaskId id = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        CompletableFuture<Void> stopped = worker.stop();
        pass(CLOSE_WITHIN.dividedBy(2), worker);
        run.awaitInterruption();
        run.context().saveCheckpoint(JsonText.of("{\"file\": 7}"));
        run.fail(new InterruptedException());
        awaitEnd(stopped);

        assertThat(find(id).state().report().checkpoint()).isPresent();
    }

    @Test
    void handlerThatIgnoresInterruptionDoesNotHoldUpTheClose() throws Exception {
        TaskId id = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        CompletableFuture<Void> stopped = worker.stop();
        pass(CLOSE_WITHIN.dividedBy(2), worker);
        run.awaitInterruption();
        assertThat(stopped).isNotDone();
        pass(CLOSE_WITHIN.dividedBy(2), worker);

        awaitEnd(stopped);
        assertThat(find(id).status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void taskThatIsStillWorkedOnIsNotHandedBackButItsLeaseRunsOut() throws Exception {
        TaskId id = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        worker.stop();
        pass(CLOSE_WITHIN, worker);
        run.awaitInterruption();
        pass(LEASE.minus(CLOSE_WITHIN).minusMillis(1), worker);
        assertThat(claimAsAnother()).isEmpty();
        pass(Duration.ofMillis(1), worker);
        assertThat(claimAsAnother()).hasSize(1);
        run.succeed(TaskResult.success("late"));
        reached.async().awaitAnswer(Verb.COMPLETE);

        assertThat(find(id).status()).isEqualTo(TaskStatus.WORKING);
        assertThat(history(id)).endsWith(EventType.LATE_RESULT);
        assertThat(reached.async().asked(Verb.HEARTBEAT)).isZero();
    }

    @Test
    void handingBackThatFailsIsTriedAgainWithinTheLimit() throws Exception {
        TaskId id = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        reached.async().loseCalls(Verb.RELEASE, 1);
        CompletableFuture<Void> stopped = worker.stop();
        pass(CLOSE_WITHIN.dividedBy(2), worker);
        run.awaitInterruption();
        reached.async().awaitAnswer(Verb.RELEASE);
        passUntilAnswer(Verb.RELEASE, worker);
        awaitEnd(stopped);

        assertThat(find(id).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void closingTwiceIsClosingOnce() throws Exception {
        Worker worker = start(polite);
        worker.close();
        worker.close();

        awaitEnd(worker.stop());
    }

    @Test
    void closeWaitsForTheHandler() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(worker::close);
        run.succeed(TaskResult.SUCCESS);
        awaitEnd(closed);

        assertThat(find(task).status()).isEqualTo(TaskStatus.COMPLETED);
    }
}
