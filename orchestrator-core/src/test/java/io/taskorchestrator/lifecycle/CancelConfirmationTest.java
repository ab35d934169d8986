package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.LEASE;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worker of a cancelled task says that it has stopped, or its lease ends. */
class CancelConfirmationTest {

    private final TestTask it = TestTask.create();

    @Test
    void aReleaseConfirmsTheCancellation() {
        LeaseToken token = cancelled();

        it.change(release(token, Duration.ofMinutes(1)));

        assertConfirmed();
        assertThat(it.state().schedule().runAt()).isEmpty();
        assertThat(it.state().attempts().retries().releasesInARow()).isZero();
    }

    @Test
    void aFailIsRefusedButConfirmsTheCancellation() {
        LeaseToken token = cancelled();

        it.refuse(fail(token), RefusalReason.WRONG_STATUS);

        assertConfirmed();
        assertThat(it.state().outcome().errorMessage()).isEmpty();
    }

    @Test
    void aCompletionIsRefusedButConfirmsTheCancellationAndItsResultIsKept() {
        LeaseToken token = cancelled();

        Decision.Refused refused = it.refuse(complete(token, result("done")), RefusalReason.WRONG_STATUS);

        assertConfirmed();
        List<EventType> recorded = refused.recorded().orElseThrow().events().stream()
                .map(event -> event.type())
                .toList();
        assertThat(recorded).containsExactly(EventType.LATE_RESULT, EventType.CANCEL_CONFIRMED);
        assertThat(refused.recorded().orElseThrow().events().get(0).result()).contains(result("done"));
        assertThat(it.state().outcome().result()).isEmpty();
    }

    @Test
    void aRefusedConfirmationMakesTheVersionGrow() {
        LeaseToken token = cancelled();
        long before = it.task().version();

        it.refuse(complete(token), RefusalReason.WRONG_STATUS);

        assertThat(it.task().version()).isGreaterThan(before);
    }

    @Test
    void aRepeatedConfirmingCompletionRecordsNothingMore() {
        LeaseToken token = cancelled();
        it.refuse(complete(token), RefusalReason.WRONG_STATUS);

        it.refuseWhole(complete(token), RefusalReason.WRONG_STATUS);
    }

    @Test
    void aRepeatedConfirmingFailRecordsNothingMore() {
        LeaseToken token = cancelled();
        it.refuse(fail(token, result("half")), RefusalReason.WRONG_STATUS);

        it.refuseWhole(fail(token, result("half")), RefusalReason.WRONG_STATUS);
    }

    @Test
    void theEndOfTheLeaseConfirmsTheCancellation() {
        cancelled();

        it.pass(LEASE).change(new Expire(ID));

        assertConfirmed();
        assertThat(it.retryCount()).isZero();
    }

    @Test
    void nothingIsConfirmedBeforeTheLeaseEnds() {
        cancelled();

        it.pass(LEASE.minusNanos(1_000)).repeat(new Expire(ID));

        assertThat(it.state().lease()).isPresent();
    }

    @Test
    void anotherExpiryAfterTheConfirmationChangesNothing() {
        cancelled();
        it.pass(LEASE).change(new Expire(ID));

        it.repeat(new Expire(ID));
    }

    @Test
    void aStaleTokenConfirmsNothing() {
        LeaseToken stale = it.claim();
        it.expire();
        it.claim();
        it.change(cancel());

        it.refuseWhole(release(stale), RefusalReason.STALE_LEASE);
        it.refuse(complete(stale), RefusalReason.WRONG_STATUS);
        it.refuse(fail(stale, result("half")), RefusalReason.WRONG_STATUS);

        assertThat(it.state().lease()).isPresent();
        assertThat(it.historyTypes()).doesNotContain(EventType.CANCEL_CONFIRMED);
    }

    @Test
    void aFencedLeaseIsNotConfirmedWithoutItsToken() {
        cancelled();
        Task before = it.task();

        it.refuseWhole(complete(Holder.named(TestTask.ALICE)), RefusalReason.WRONG_STATUS);

        assertThat(it.task()).isEqualTo(before);
    }

    @Test
    void aLeaseThatIsNotFencedIsConfirmedWithoutAToken() {
        it.claimPlain();
        it.change(cancel());

        it.refuse(complete(Holder.named(TestTask.ALICE)), RefusalReason.WRONG_STATUS);

        assertConfirmed();
    }

    @Test
    void anotherWorkerConfirmsNothing() {
        it.claimPlain();
        it.change(cancel());

        it.refuseWhole(complete(Holder.named(TestTask.BOB)), RefusalReason.WRONG_STATUS);
        it.refuseWhole(new Release(ID, Holder.named(TestTask.BOB), Duration.ZERO, false), RefusalReason.OTHER_WORKER);

        assertThat(it.state().lease()).isPresent();
    }

    @Test
    void aReleaseAfterTheConfirmationIsRefused() {
        LeaseToken token = cancelled();
        it.pass(LEASE).change(new Expire(ID));

        it.refuseWhole(release(token), RefusalReason.WRONG_STATUS);
    }

    @Test
    void aResultAfterAForcedCancellationIsKept() {
        LeaseToken token = it.claim();
        it.change(cancel().forced());

        it.refuse(complete(token, result("done")), RefusalReason.WRONG_STATUS);

        assertThat(it.lastEvent().type()).isEqualTo(EventType.LATE_RESULT);
        assertThat(it.lastEvent().result()).contains(result("done"));
    }

    private LeaseToken cancelled() {
        LeaseToken token = it.claim();
        it.change(cancel());
        return token;
    }

    private void assertConfirmed() {
        assertThat(it.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(it.state().lease()).isEmpty();
        assertThat(it.lastEvent().type()).isEqualTo(EventType.CANCEL_CONFIRMED);
        assertThat(it.isRemoved()).isFalse();
    }
}
