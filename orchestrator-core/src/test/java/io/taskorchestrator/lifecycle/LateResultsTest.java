package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.delete;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.result;
import static io.taskorchestrator.lifecycle.TestTask.retry;
import static io.taskorchestrator.lifecycle.TestTask.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A result that comes too late to count is refused, but kept in the history. */
class LateResultsTest {

    private final TestTask it = TestTask.create();

    @Test
    void theResultOfAStaleCompletionIsKeptUnderItsAttempt() {
        released(it, 1);
        it.claim();

        it.refuse(complete(token(1), result("late")), RefusalReason.STALE_LEASE);

        assertThat(it.lastEvent().type()).isEqualTo(EventType.LATE_RESULT);
        assertThat(it.lastEvent().attempt()).isEqualTo(1);
        assertThat(it.lastEvent().result()).contains(result("late"));
        assertThat(it.state().attempts().keptResults()).containsExactly(1);
    }

    @Test
    void theResultOfAStaleFailIsKept() {
        released(it, 1);
        it.claim();

        it.refuse(fail(token(1), result("half")), RefusalReason.STALE_LEASE);

        assertThat(it.lastEvent().result()).contains(result("half"));
    }

    @Test
    void aFailWithoutAResultLeavesNothingToKeep() {
        released(it, 1);
        it.claim();

        it.refuseWhole(fail(token(1)), RefusalReason.STALE_LEASE);
    }

    @Test
    void keepingAResultChangesNothingButTheVersionAndWhatIsKept() {
        released(it, 1);
        it.claim();
        Task before = it.task();

        Decision.Refused refused = it.pass(Duration.ofSeconds(9)).refuse(complete(token(1)), RefusalReason.STALE_LEASE);

        TaskState expected = before.state()
                .with(before.state().schedule().updated(it.now()))
                .with(before.state().attempts().withKeptResults(List.of(1)));
        assertThat(it.task()).isEqualTo(before.changed(expected));
        assertThat(refused.recorded().orElseThrow().events())
                .extracting(TaskEvent::type)
                .containsExactly(EventType.LATE_RESULT);
    }

    @Test
    void aResultIsKeptOncePerAttempt() {
        released(it, 1);
        it.claim();
        it.refuse(complete(token(1), result("first")), RefusalReason.STALE_LEASE);

        it.refuseWhole(complete(token(1), result("second")), RefusalReason.STALE_LEASE);
        it.refuseWhole(fail(token(1), result("third")), RefusalReason.STALE_LEASE);
    }

    @Test
    void theResultAfterAReleaseIsKept() {
        LeaseToken token = it.claim();
        it.change(release(token));

        it.refuse(complete(token, result("after all")), RefusalReason.WRONG_STATUS);

        assertThat(it.lastEvent().result()).contains(result("after all"));
    }

    @Test
    void theResultOfAnEarlierAttemptIsKeptOnACompletedTask() {
        released(it, 1);
        it.change(complete(it.claim(), result("second")));

        it.refuse(complete(token(1), result("first")), RefusalReason.WRONG_STATUS);

        assertThat(it.lastEvent().result()).contains(result("first"));
        assertThat(it.state().outcome().result()).contains(result("second"));
    }

    @Test
    void theResultOfAnEarlierAttemptIsKeptOnAFailedTask() {
        released(it, 1);
        it.change(fail(it.claim()));

        it.refuse(complete(token(1), result("first")), RefusalReason.WRONG_STATUS);

        assertThat(it.lastEvent().attempt()).isEqualTo(1);
        assertThat(it.lastEvent().result()).contains(result("first"));
    }

    @Test
    void withoutATokenNothingIsKept() {
        released(it, 1);
        it.claim();

        it.refuseWhole(complete(Holder.named(TestTask.ALICE)), RefusalReason.TOKEN_REQUIRED);
    }

    @Test
    void atMostTheLastFiveAreKept() {
        released(it, 6);
        it.claim();
        for (int attempt = 1; attempt <= 6; attempt++) {
            it.refuse(complete(token(attempt), result("r" + attempt)), RefusalReason.STALE_LEASE);
        }

        assertThat(it.state().attempts().keptResults()).containsExactly(2, 3, 4, 5, 6);
    }

    @Test
    void aResultOlderThanTheLastFiveIsNotKept() {
        released(it, 6);
        it.claim();
        for (int attempt = 2; attempt <= 6; attempt++) {
            it.refuse(complete(token(attempt)), RefusalReason.STALE_LEASE);
        }

        it.refuseWhole(complete(token(1)), RefusalReason.STALE_LEASE);
    }

    @Test
    void resultsCanComeInAnyOrder() {
        released(it, 7);
        it.claim();
        for (int attempt : List.of(3, 7, 1, 5, 4, 6, 2)) {
            it.send(complete(token(attempt)));
        }

        assertThat(it.state().attempts().keptResults()).containsExactly(3, 4, 5, 6, 7);
    }

    @Test
    void keptResultsSurviveRetries() {
        released(it, 1);
        LeaseToken token = it.claim();
        it.refuse(complete(token(1)), RefusalReason.STALE_LEASE);
        it.change(fail(token));
        it.change(retry());

        it.claim();

        assertThat(it.state().attempts().keptResults()).containsExactly(1);
    }

    @Test
    void aResultThatWasAcceptedIsNotKeptASecondTime() {
        LeaseToken token = it.claim();
        it.change(complete(token, result("done")));

        it.refuseWhole(fail(token, result("done")), RefusalReason.WRONG_STATUS);
    }

    @Test
    void theVersionAfterALateResultIsTheOneToDeleteBy() {
        released(it, 1);
        it.change(complete(it.claim()));
        long seen = it.task().version();
        it.refuse(complete(token(1)), RefusalReason.WRONG_STATUS);

        it.refuseWhole(new Delete(TestTask.ID, false, Optional.of(seen)), RefusalReason.VERSION_MISMATCH);
        it.change(delete());
    }

    /** Claims and releases the task {@code times} times. */
    private static void released(TestTask task, int times) {
        for (int i = 0; i < times; i++) {
            task.change(release(task.claim()));
        }
    }
}
