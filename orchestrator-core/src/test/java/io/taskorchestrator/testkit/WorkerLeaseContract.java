package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.StopReason;
import io.taskorchestrator.worker.Worker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a worker keeps its leases, what it tells meanwhile, and what it does when it loses one. */
abstract class WorkerLeaseContract extends WorkerScene {

    private static final JsonText CHECKPOINT = JsonText.of("{\"file\": 7}");

    WorkerLeaseContract(Reach reach) {
        super(reach);
    }

    private final SteeredHandler polite = SteeredHandler.polite();
    private final SteeredHandler stubborn = SteeredHandler.stubborn();

    @Test
    void leaseIsRenewedAtAThirdForAsLongAsTheHandlerRuns() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        for (int i = 0; i < 12; i++) {
            beat(worker);
        }
        assertThat(find(task).state().lease())
                .hasValueSatisfying(lease ->
                        assertThat(lease.expiresAt()).isEqualTo(clock.instant().plus(LEASE)));
        run.succeed(TaskResult.SUCCESS);

        assertThat(await(task, TaskStatus.COMPLETED).state().attempts().number())
                .isEqualTo(1);
        assertThat(history(task)).containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
    }

    @Test
    void oneThreadRenewsTheLeasesOfAllTasks() throws Exception {
        List<TaskId> tasks = List.of(create(), create(), create());
        Worker worker = start(polite, builder -> builder.concurrency(3));
        for (int i = 0; i < 3; i++) {
            polite.awaitNext();
        }
        for (int i = 0; i < 4; i++) {
            pass(THIRD, worker);
            for (int j = 0; j < 3; j++) {
                reached.async().awaitAnswer(Verb.HEARTBEAT);
            }
        }

        assertThat(tasks).allSatisfy(task -> assertThat(find(task).status()).isEqualTo(TaskStatus.WORKING));
    }

    @Test
    void heartbeatThatFailsIsSentAgainBeforeTheLeaseEnds() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        reached.async().loseCalls(Verb.HEARTBEAT, 2);
        beat(worker);
        passUntilAnswer(Verb.HEARTBEAT, worker);
        passUntilAnswer(Verb.HEARTBEAT, worker);

        assertThat(find(task).state().lease())
                .hasValueSatisfying(lease -> assertThat(lease.expiresAt())
                        .isAfter(clock.instant().plus(LEASE).minus(THIRD)));
        assertThat(run.isInterrupted()).isFalse();
    }

    @Test
    void heartbeatThatNobodyAnswersIsGivenUpAndSentAgainBeforeTheLeaseEnds() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        beat(worker);
        reached.async().swallowCalls(Verb.HEARTBEAT, 1);
        run.context().saveCheckpoint(CHECKPOINT);
        pass(THIRD, worker);
        beat(worker);
        passUntilAnswer(Verb.HEARTBEAT, worker);

        Task now = find(task);
        assertThat(now.state().lease())
                .hasValueSatisfying(lease -> assertThat(lease.expiresAt())
                        .isAfter(clock.instant().plus(LEASE).minus(THIRD)));
        assertThat(now.state().report().checkpoint()).contains(CHECKPOINT);
        assertThat(run.isInterrupted()).isFalse();
    }

    @Test
    void progressIsToldWithTheNextHeartbeatSoon() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        run.context().progress(40, "Testing on a copy");
        worker.tick();
        reached.async().awaitAnswer(Verb.HEARTBEAT);

        assertThat(find(task).state().report().progress())
                .hasValueSatisfying(progress -> assertThat(progress)
                        .returns(clock.instant(), Progress::at)
                        .satisfies(told -> assertThat(told.percent()).contains(40))
                        .satisfies(told -> assertThat(told.message()).contains("Testing on a copy")));
    }

    @Test
    void ofProgressWithinASecondTheLastWordIsTold() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        for (int percent = 0; percent <= 100; percent++) {
            run.context().progress(percent, "at " + percent);
            worker.tick();
        }
        reached.async().awaitAnswer(Verb.HEARTBEAT);
        pass(Duration.ofSeconds(1), worker);
        reached.async().awaitAnswer(Verb.HEARTBEAT);

        assertThat(reached.async().asked(Verb.HEARTBEAT)).isEqualTo(2);
        assertThat(find(task).state().report().progress())
                .hasValueSatisfying(progress -> assertThat(progress.message()).contains("at 100"));
    }

    @Test
    void ofALongMessageTheBeginningIsTold() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        polite.awaitNext().context().progress("x".repeat(3_000));
        worker.tick();
        reached.async().awaitAnswer(Verb.HEARTBEAT);

        assertThat(find(task).state().report().progress())
                .hasValueSatisfying(progress -> assertThat(progress.message()).contains("x".repeat(2_000)));
    }

    @Test
    void checkpointIsHandedToTheNextAttempt() throws Exception {
        create(task -> task.retry(RetryPolicy.AUTOMATIC.withDelays(Duration.ZERO, Duration.ZERO)));
        Worker worker = start(polite);
        SteeredHandler.Run first = polite.awaitNext();
        assertThat(first.context().checkpoint()).isEmpty();
        first.context().saveCheckpoint(CHECKPOINT);
        first.fail(new IllegalStateException("at file 7"));
        reached.async().awaitAnswer(Verb.FAIL);
        pass(Duration.ofSeconds(1), worker);
        SteeredHandler.Run second = polite.awaitNext();

        assertThat(second.context().attempt()).isEqualTo(2);
        assertThat(second.context().checkpoint()).contains(CHECKPOINT);
    }

    @Test
    void checkpointThatIsNoJsonIsDroppedAndTheLeaseIsKept() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        run.context().saveCheckpoint(JsonText.of("{\"file\":}"));
        worker.tick();
        reached.async().awaitAnswer(Verb.HEARTBEAT);
        worker.tick();
        reached.async().awaitAnswer(Verb.HEARTBEAT);

        assertThat(find(task).state().report().checkpoint()).isEmpty();
        assertThat(run.isInterrupted()).isFalse();
        assertThat(find(task).status()).isEqualTo(TaskStatus.WORKING);
    }

    /** Loses the lease: no heartbeat is answered until its end. */
    private void loseLease(Worker worker) throws InterruptedException {
        reached.async().loseCalls(Verb.HEARTBEAT, 1_000);
        clock.advance(LEASE);
        worker.tick();
        orchestrator.tick();
    }

    @Test
    void handlerIsInterruptedWhenTheLeaseRunsOut() throws Exception {
        create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        loseLease(worker);
        run.awaitInterruption();

        assertThat(run.context().stopReason()).contains(StopReason.LEASE_LOST);
        assertThat(polite.awaitNext().context().attempt()).isEqualTo(2);
    }

    @Test
    void handlerIsInterruptedWhenTheTimeLimitIsOver() throws Exception {
        create(task -> task.timeout(Duration.ofSeconds(50)));
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        beat(worker);
        beat(worker);
        pass(Duration.ofSeconds(10), worker);

        run.awaitInterruption();
    }

    @Test
    void handlerIsInterruptedWhenTheTaskIsGone() throws Exception {
        TaskId task = create();
        Worker worker = start(polite);
        SteeredHandler.Run run = polite.awaitNext();
        orchestrator.cancel(Cancel.of(task).forced());
        orchestrator.delete(Delete.of(task));
        beat(worker);
        run.awaitInterruption();

        assertThat(run.context().stopReason()).contains(StopReason.LEASE_LOST);
    }

    @Test
    void handlerThatOutlivesItsLeaseDoesNotEndTheAttemptOfAnother() throws Exception {
        TaskId task = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        loseLease(worker);
        run.awaitInterruption();
        ClaimedTask others = claimAsAnother().get(0);
        run.succeed(TaskResult.success("late"));
        reached.async().awaitAnswer(Verb.COMPLETE);

        Task now = find(task);
        assertThat(now.status()).isEqualTo(TaskStatus.WORKING);
        assertThat(now.state().attempts().number())
                .isEqualTo(others.task().state().attempts().number());
        assertThat(history(task)).endsWith(EventType.LATE_RESULT);
    }

    @Test
    void lateResultCountsWhereNobodyHasBegun() throws Exception {
        TaskId task = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        loseLease(worker);
        run.awaitInterruption();
        run.succeed(TaskResult.success("late"));

        assertThat(await(task, TaskStatus.COMPLETED).state().outcome().result())
                .hasValueSatisfying(result -> assertThat(result.output()).contains("late"));
    }

    @Test
    void handlerThatOutlivesItsLeaseKeepsItsPlaceUntilItEnds() throws Exception {
        create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        loseLease(worker);
        run.awaitInterruption();

        assertThat(worker.running()).isEqualTo(1);
        assertThat(orchestrator.parkedClaims()).isZero();
        run.succeed(TaskResult.SUCCESS);
        reached.async().awaitAnswer(Verb.COMPLETE);
        create();
        stubborn.awaitNext();
    }

    @Test
    void handlerThatFailsAfterItsLeaseTakesNothingFromAnother() throws Exception {
        TaskId task = create();
        Worker worker = start(stubborn);
        SteeredHandler.Run run = stubborn.awaitNext();
        loseLease(worker);
        run.awaitInterruption();
        claimAsAnother();
        run.fail(new IllegalStateException("late"));
        eventually("The place is free", () -> worker.running() == 0);

        assertThat(find(task).status()).isEqualTo(TaskStatus.WORKING);
    }
}
