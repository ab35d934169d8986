package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.START;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.failure;
import static io.taskorchestrator.lifecycle.TestTask.heartbeat;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.retry;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final Retry FORCED = new Retry(ID, true);

    private final TestTask it = TestTask.create();

    @Test
    void aFailedTaskWaitsAgainAndTheRetryIsCounted() {
        it.change(fail(it.claim()));

        it.pass(Duration.ofSeconds(7)).change(retry());

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.retryCount()).isEqualTo(1);
        assertThat(it.state().attempts().retries().lastAt()).contains(it.now());
        assertThat(it.state().outcome()).isEqualTo(Outcome.NONE);
        assertThat(it.lastEvent().type()).isEqualTo(EventType.RETRIED);
    }

    @Test
    void aManualRetryGoesToTheEndOfTheLineAndIsReadyAtOnce() {
        TestTask automatic = TestTask.create(how -> how.delay(Duration.ofMinutes(1)));
        automatic.pass(Duration.ofMinutes(1)).change(fail(automatic.claim()));

        automatic.pass(Duration.ofSeconds(7)).change(retry());

        assertThat(automatic.state().schedule().queuedAt()).isEqualTo(automatic.now());
        assertThat(automatic.state().schedule().runAt()).isEmpty();
        assertThat(automatic.state().schedule().createdAt()).isEqualTo(START);
    }

    @Test
    void theResultOfAFailedTaskGoesIntoTheHistory() {
        it.change(complete(it.claim(), failure("boom")));

        it.change(retry());

        assertThat(it.lastEvent().result()).contains(failure("boom"));
        assertThat(it.state().outcome().result()).isEmpty();
    }

    @Test
    void theCheckpointSurvivesARetry() {
        LeaseToken token = it.claim();
        it.change(heartbeat(token).checkpoint(JsonText.of("{\"step\":2}")));
        it.change(fail(token));

        it.change(retry());

        assertThat(it.state().report().checkpoint()).contains(JsonText.of("{\"step\":2}"));
    }

    @Test
    void retriesThatAreUsedUpAreRefused() {
        TestTask once = TestTask.withRetries(1);
        once.change(fail(once.claim()));
        once.change(retry());
        once.change(fail(once.claim()));

        Refusal refusal = once.refuseWhole(retry(), RefusalReason.RETRIES_EXHAUSTED);

        assertThat(refusal.message()).isEqualTo("Maximum retry count exceeded");
    }

    @Test
    void forceIgnoresTheLimitOfRetries() {
        TestTask never = TestTask.withRetries(0);
        never.change(fail(never.claim()));

        never.change(FORCED);

        assertThat(never.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(never.retryCount()).isEqualTo(1);
    }

    @Test
    void anExpiryAfterAForcedRetryFailsTheTaskAgain() {
        TestTask never = TestTask.withRetries(0);
        never.change(fail(never.claim()));
        never.change(FORCED);
        never.claim();

        never.expire();

        assertThat(never.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(never.retryCount()).isEqualTo(1);
    }

    @Test
    void aCancelledTaskWaitsAgainAndNoRetryIsCounted() {
        it.change(Cancel.of(ID, "not needed"));

        it.pass(Duration.ofSeconds(7)).change(retry());

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.retryCount()).isZero();
        assertThat(it.state().outcome()).isEqualTo(Outcome.NONE);
        assertThat(it.state().schedule().queuedAt()).isEqualTo(it.now());
    }

    @Test
    void aCancelledTaskIsRetriedThoughItsRetriesAreUsedUp() {
        TestTask never = TestTask.withRetries(0);
        never.change(cancel());

        never.change(retry());

        assertThat(never.status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aCancelledTaskThatSomebodyHoldsIsNotRetried() {
        it.claim();
        it.change(cancel());

        it.refuseWhole(retry(), RefusalReason.LEASE_LIVE);
        it.refuseWhole(FORCED, RefusalReason.LEASE_LIVE);
    }

    @Test
    void aCancelledTaskIsRetriedOnceItsWorkerHasConfirmed() {
        LeaseToken token = it.claim();
        it.change(cancel());
        it.change(release(token));

        it.change(retry());

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aCompletedTaskIsNotRetried() {
        it.change(complete(it.claim()));

        it.refuseWhole(FORCED, RefusalReason.WRONG_STATUS);
    }
}
