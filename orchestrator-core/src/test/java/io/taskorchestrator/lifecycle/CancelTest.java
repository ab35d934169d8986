package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CancelTest {

    private final TestTask it = TestTask.create();

    @Test
    void aWaitingTaskIsCancelledAtOnce() {
        it.pass(Duration.ofSeconds(4)).change(Cancel.of(ID, "not needed"));

        assertThat(it.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(it.state().outcome().cancelledAt()).contains(it.now());
        assertThat(it.state().outcome().completedAt()).isEmpty();
        assertThat(it.state().outcome().reason()).contains("not needed");
        assertThat(it.lastEvent().type()).isEqualTo(EventType.CANCELLED);
        assertThat(it.lastEvent().details()).containsEntry("reason", "not needed");
    }

    @Test
    void aReasonIsNotNeeded() {
        it.change(cancel());

        assertThat(it.state().outcome().reason()).isEmpty();
        assertThat(it.lastEvent().details()).isEmpty();
    }

    @Test
    void theLeaseOfACancelledTaskStaysUntilItsWorkerConfirms() {
        it.claim();
        Lease before = it.lease();

        it.change(cancel());

        assertThat(it.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(it.lease()).isEqualTo(before);
        assertThat(it.state().attempts().worker()).contains(TestTask.ALICE);
    }

    @Test
    void aForcedCancellationEndsTheLeaseAtOnce() {
        it.claim();

        it.change(cancel().forced());

        assertThat(it.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(it.state().lease()).isEmpty();
        assertThat(it.state().attempts().lastEnd()).contains(new AttemptEnd(1, AttemptEnd.Cause.CANCEL));
        assertThat(it.lastEvent().details()).containsEntry("forced", "true");
    }

    @Test
    void aForcedCancellationOfAWaitingTaskIsLikeAnyOther() {
        it.change(cancel().forced());

        assertThat(it.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(it.lastEvent().details()).doesNotContainKey("forced");
    }

    @Test
    void forceEndsTheLeaseOfATaskThatWasCancelledBefore() {
        it.claim();
        it.change(Cancel.of(ID, "first"));

        it.change(new Cancel(ID, Optional.of("second"), true));

        assertThat(it.state().lease()).isEmpty();
        assertThat(it.state().outcome().reason()).contains("first");
        assertThat(it.lastEvent().type()).isEqualTo(EventType.CANCEL_CONFIRMED);
    }

    @Test
    void aCompletedTaskCannotBeCancelled() {
        it.change(complete(it.claim()));

        it.refuseWhole(cancel(), RefusalReason.WRONG_STATUS);
    }

    @Test
    void cancellingCountsNoRetryAndBreaksTheRowOfReleases() {
        it.change(release(it.claim()));

        it.change(cancel());

        assertThat(it.retryCount()).isZero();
        assertThat(it.state().attempts().retries().releasesInARow()).isZero();
    }
}
