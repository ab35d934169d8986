package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.failure;
import static io.taskorchestrator.lifecycle.TestTask.forcedDelete;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.result;
import static io.taskorchestrator.lifecycle.TestTask.retry;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A call whose answer was lost can be made again: repeats are recognised by the attempt, not by the status. */
class RepeatTest {

    private final TestTask it = TestTask.create();

    @Test
    void aRepeatedCompletionIsRecognised() {
        LeaseToken token = it.claim();
        it.change(complete(token));

        it.repeat(complete(token));
    }

    @Test
    void aRepeatedFailIsRecognised() {
        LeaseToken token = it.claim();
        it.change(fail(token));

        it.repeat(fail(token));
    }

    @Test
    void aRepeatedReleaseIsRecognised() {
        LeaseToken token = it.claim();
        it.change(release(token));

        it.repeat(release(token));
    }

    @Test
    void theBodyOfARepeatIsNotCompared() {
        LeaseToken token = it.claim();
        it.change(complete(token, result("first")));

        it.repeat(complete(token, result("second")));
        it.repeat(complete(token, "another prompt"));

        assertThat(it.state().outcome().result()).contains(result("first"));
    }

    @Test
    void aCompletionThatWasTreatedAsAFailIsRepeatedByComplete() {
        LeaseToken token = it.claim();
        it.change(complete(token, failure("boom")));

        it.repeat(complete(token, failure("boom")));
        it.refuseWhole(fail(token), RefusalReason.WRONG_STATUS);
    }

    @Test
    void anotherVerbIsNoRepeat() {
        LeaseToken token = it.claim();
        it.change(complete(token));

        it.refuseWhole(fail(token), RefusalReason.WRONG_STATUS);
        it.refuseWhole(release(token), RefusalReason.WRONG_STATUS);
    }

    @Test
    void aReleaseIsRecognisedAfterALaterAttemptBegan() {
        LeaseToken token = it.claim();
        it.change(release(token));
        it.claim();

        it.repeat(release(token));

        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void aFailIsRecognisedAfterALaterAttemptBegan() {
        LeaseToken token = it.claim();
        it.change(fail(token));
        it.change(retry());
        it.claim();

        it.repeat(fail(token));

        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void aFailIsRecognisedAfterAnAutomaticRetry() {
        TestTask automatic = TestTask.automatic();
        LeaseToken token = automatic.claim();
        automatic.change(fail(token));
        automatic.repeat(fail(token));
        automatic.pass(Duration.ofMinutes(5)).claim();

        automatic.repeat(fail(token));

        assertThat(automatic.retryCount()).isEqualTo(1);
    }

    @Test
    void aFailingCompletionIsRecognisedAfterALaterAttemptBegan() {
        TestTask automatic = TestTask.automatic();
        LeaseToken token = automatic.claim();
        automatic.change(complete(token, failure("boom")));
        automatic.pass(Duration.ofMinutes(5)).claim();

        automatic.repeat(complete(token, failure("boom")));
    }

    @Test
    void aRepeatIsRecognisedOnACancelledTask() {
        LeaseToken token = it.claim();
        it.change(release(token));
        it.claim();
        it.change(cancel());

        it.repeat(release(token));

        assertThat(it.state().lease()).isPresent();
    }

    @Test
    void onlyTheLastEndIsRemembered() {
        LeaseToken first = it.claim();
        it.change(release(first));
        it.change(release(it.claim()));
        it.claim();

        it.refuseWhole(release(first), RefusalReason.STALE_LEASE);
    }

    @Test
    void aRepeatedConfirmationOfACancelledTaskIsRecognised() {
        LeaseToken token = it.claim();
        it.change(cancel());
        it.change(release(token));

        it.repeat(release(token));
    }

    @Test
    void aRepeatedReleaseThatCountedAsAFailureIsRecognised() {
        for (int i = 0; i < AttemptRules.RELEASES_IN_A_ROW; i++) {
            it.change(release(it.claim()));
        }
        LeaseToken token = it.claim();
        it.change(release(token));
        assertThat(it.status()).isEqualTo(TaskStatus.FAILED);

        it.repeat(release(token));
    }

    @Test
    void withoutATokenARepeatedCompletionIsRefused() {
        it.claimPlain();
        it.change(complete(Holder.UNKNOWN));

        it.refuseWhole(complete(Holder.UNKNOWN), RefusalReason.WRONG_STATUS);
    }

    @Test
    void withoutATokenARepeatedFailIsRefused() {
        it.claimPlain();
        Fail fail = new Fail(ID, Holder.named(TestTask.ALICE), "no", true, Optional.empty());
        it.change(fail);

        it.refuseWhole(fail, RefusalReason.WRONG_STATUS);
    }

    @Test
    void cancellingACancelledTaskChangesNothing() {
        it.change(cancel());

        it.repeat(Cancel.of(ID, "another reason"));
    }

    @Test
    void cancellingACancelledTaskThatIsHeldChangesNothing() {
        it.claim();
        it.change(cancel());

        it.repeat(cancel());
    }

    @Test
    void forcingTheCancellationOfATaskThatNobodyHoldsChangesNothing() {
        it.change(cancel());

        it.repeat(cancel().forced());
    }

    @Test
    void retryingAWaitingTaskChangesNothing() {
        it.repeat(retry());
        it.repeat(new Retry(ID, true));
    }

    @Test
    void aRepeatedForcedDeleteOfAHeldTaskChangesNothing() {
        it.claim();
        it.change(forcedDelete());

        it.repeat(forcedDelete());
    }

    @Test
    void anExpiryBeforeTheEndOfTheLeaseChangesNothing() {
        it.claim();

        it.pass(TestTask.LEASE.minusNanos(1_000)).repeat(new Expire(ID));
    }
}
