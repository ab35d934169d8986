package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.StopReason;
import io.taskorchestrator.worker.TaskFailedException;
import io.taskorchestrator.worker.Worker;
import org.junit.jupiter.api.Test;

/** What a worker does about a cancelled task. */
abstract class WorkerCancelContract extends WorkerScene {

    WorkerCancelContract(Reach reach) {
        super(reach);
    }

    private final SteeredHandler polite = SteeredHandler.polite();
    private final SteeredHandler stubborn = SteeredHandler.stubborn();

    @Test
    void handlerOfACancelledTaskIsInterruptedAndItsEndConfirms() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        orchestrator.cancel(Cancel.of(task, "not needed"));
        beat(worker);
        run.awaitInterruption();
        assertThat(run.context().stopReason()).contains(StopReason.CANCELLED);
        reached.async().awaitAnswer(Verb.RELEASE);

        assertThat(find(task).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(find(task).state().lease()).isEmpty();
        assertThat(history(task)).endsWith(EventType.CANCELLED, EventType.CANCEL_CONFIRMED);
    }

    @Test
    void confirmationIsGivenWhenTheHandlerHasEndedNotBefore() throws Exception {
        TaskId task = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        orchestrator.cancel(Cancel.of(task));
        beat(worker);
        run.awaitInterruption();

        assertThat(find(task).state().lease()).isPresent();
        run.fail(new IllegalStateException("stopped"));
        reached.async().awaitAnswer(Verb.RELEASE);
        assertThat(find(task).state().lease()).isEmpty();
    }

    @Test
    void resultOfACancelledTaskIsKeptInItsHistory() throws Exception {
        TaskId task = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        orchestrator.cancel(Cancel.of(task));
        beat(worker);
        run.awaitInterruption();
        run.succeed(TaskResult.success("nearly done"));
        reached.async().awaitAnswer(Verb.COMPLETE);

        assertThat(find(task).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(history(task)).endsWith(EventType.LATE_RESULT, EventType.CANCEL_CONFIRMED);
    }

    @Test
    void partialResultOfACancelledTaskIsKeptInItsHistory() throws Exception {
        TaskId task = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        orchestrator.cancel(Cancel.of(task));
        beat(worker);
        run.awaitInterruption();
        run.fail(new TaskFailedException("stopped").with(TaskResult.success("half of it")));
        reached.async().awaitAnswer(Verb.FAIL);

        assertThat(history(task)).endsWith(EventType.LATE_RESULT, EventType.CANCEL_CONFIRMED);
    }

    @Test
    void leaseOfACancelledTaskIsNotRenewed() throws Exception {
        TaskId task = create();
        Worker worker = start(stubborn);
        stubborn.awaitNext();
        orchestrator.cancel(Cancel.of(task));
        beat(worker);
        pass(THIRD, worker);
        pass(THIRD, worker);

        assertThat(reached.async().asked(Verb.HEARTBEAT)).isEqualTo(1);
        assertThat(find(task).state().lease()).isEmpty();
        assertThat(history(task)).endsWith(EventType.CANCEL_CONFIRMED);
    }

    @Test
    void confirmationThatFailsIsGivenAgain() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        orchestrator.cancel(Cancel.of(task));
        reached.async().loseCalls(Verb.RELEASE, 1);
        beat(worker);
        run.awaitInterruption();
        reached.async().awaitAnswer(Verb.RELEASE);
        assertThat(find(task).state().lease()).isPresent();
        passUntilAnswer(Verb.RELEASE, worker);

        assertThat(find(task).state().lease()).isEmpty();
    }

    @Test
    void workerGoesOnAfterACancelledTask() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        orchestrator.cancel(Cancel.of(task));
        beat(worker);
        run.awaitInterruption();
        TaskId next = create();
        polite.awaitNext().succeed(TaskResult.SUCCESS);

        await(next, TaskStatus.COMPLETED);
    }
}
