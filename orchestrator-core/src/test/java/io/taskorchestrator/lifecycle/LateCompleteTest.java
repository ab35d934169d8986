package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.PROMPT;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.failure;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.result;
import static io.taskorchestrator.lifecycle.TestTask.retry;
import static io.taskorchestrator.lifecycle.TestTask.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A token stays good after an expiry, until the next attempt starts. */
class LateCompleteTest {

    private final TestTask it = TestTask.create();

    @Test
    void aLateCompletionIsAcceptedFromWaiting() {
        LeaseToken token = expired(it);

        it.pass(Duration.ofHours(3)).change(complete(token, result("late")));

        assertThat(it.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(it.state().outcome().result()).contains(result("late"));
        assertThat(it.state().outcome().completedAt()).contains(it.now());
    }

    @Test
    void aLateCompletionIsAcceptedFromFailed() {
        TestTask last = TestTask.withRetries(0);
        LeaseToken token = expired(last);
        assertThat(last.status()).isEqualTo(TaskStatus.FAILED);

        last.change(complete(token, result("late")));

        assertThat(last.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(last.state().outcome().errorMessage()).isEmpty();
        assertThat(last.state().outcome().result()).contains(result("late"));
    }

    @Test
    void aLateCompletionIsAcceptedAfterAManualRetry() {
        TestTask last = TestTask.withRetries(0);
        LeaseToken token = expired(last);
        last.change(new Retry(TestTask.ID, true));

        last.change(complete(token));

        assertThat(last.status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void theHistorySaysThatACompletionWasLate() {
        LeaseToken token = expired(it);

        it.change(complete(token));

        assertThat(it.lastEvent().type()).isEqualTo(EventType.COMPLETED);
        assertThat(it.lastEvent().details()).containsEntry("late", "true");
    }

    @Test
    void theRetryThatTheExpiryCountedStaysCounted() {
        LeaseToken token = expired(it);

        it.change(complete(token));

        assertThat(it.retryCount()).isEqualTo(1);
    }

    @Test
    void aLateCompletionIsRefusedOnceTheNextAttemptHasStarted() {
        LeaseToken token = expired(it);
        it.claim();

        it.refuse(complete(token), RefusalReason.STALE_LEASE);

        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
        assertThat(it.attempt()).isEqualTo(2);
    }

    @Test
    void aLateCompletionIsRefusedWhenTheNextAttemptHasEndedToo() {
        LeaseToken token = expired(it);
        it.claim();
        it.expire();

        it.refuse(complete(token), RefusalReason.WRONG_STATUS);

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aCompletionAfterAReleaseIsRefused() {
        LeaseToken token = it.claim();
        it.change(release(token));

        it.refuse(complete(token), RefusalReason.WRONG_STATUS);

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aCompletionAfterAFailureIsRefused() {
        LeaseToken token = it.claim();
        it.change(fail(token));

        it.refuse(complete(token), RefusalReason.WRONG_STATUS);

        assertThat(it.status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aLateCompletionOfACancelledTaskIsRefusedAndItsResultKept() {
        LeaseToken token = expired(it);
        it.change(cancel());

        it.refuse(complete(token, result("late")), RefusalReason.WRONG_STATUS);

        assertThat(it.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(it.lastEvent().result()).contains(result("late"));
    }

    @Test
    void aLateCompletionNeedsTheToken() {
        it.claimPlain();
        it.expire();

        it.refuseWhole(complete(Holder.UNKNOWN), RefusalReason.WRONG_STATUS);
        it.refuseWhole(complete(Holder.named(TestTask.ALICE)), RefusalReason.WRONG_STATUS);
    }

    @Test
    void aLateResultThatSaysItFailedIsRefusedAndKept() {
        LeaseToken token = expired(it);

        it.refuse(complete(token, failure("boom")), RefusalReason.WRONG_STATUS);

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.lastEvent().type()).isEqualTo(EventType.LATE_RESULT);
        assertThat(it.lastEvent().result()).contains(failure("boom"));
    }

    @Test
    void aSuccessIsStillAcceptedAfterALateFailureWasKept() {
        LeaseToken token = expired(it);
        it.refuse(complete(token, failure("boom")), RefusalReason.WRONG_STATUS);

        it.change(complete(token, result("after all")));

        assertThat(it.status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aLateFailIsRefused() {
        LeaseToken token = expired(it);

        it.refuseWhole(fail(token), RefusalReason.WRONG_STATUS);
    }

    @Test
    void theOriginalPromptIsCheckedLateToo() {
        LeaseToken token = expired(it);
        it.change(update(TaskPatch.prompt("Something else")));

        it.refuse(complete(token, PROMPT), RefusalReason.PROMPT_MISMATCH);

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aLateCompletionIsRecognisedWhenRepeated() {
        LeaseToken token = expired(it);
        it.change(complete(token));

        it.repeat(complete(token));
    }

    @Test
    void aCompletedTaskIsNotSentBackByTheRetryThatCameTooLate() {
        LeaseToken token = expired(it);
        it.change(complete(token));

        it.refuseWhole(retry(), RefusalReason.WRONG_STATUS);
    }

    private static LeaseToken expired(TestTask task) {
        LeaseToken token = task.claim();
        task.expire();
        return token;
    }
}
