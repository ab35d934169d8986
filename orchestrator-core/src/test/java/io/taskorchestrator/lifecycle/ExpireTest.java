package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.LEASE;
import static io.taskorchestrator.lifecycle.TestTask.START;
import static io.taskorchestrator.lifecycle.TestTask.TIMEOUT;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.heartbeat;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExpireTest {

    private static final Expire EXPIRE = new Expire(ID);

    private final TestTask it = TestTask.create();

    @Test
    void nothingExpiresBeforeTheLeaseEnds() {
        it.claim();

        it.pass(LEASE.minusNanos(1_000)).repeat(EXPIRE);
    }

    @Test
    void anExpiredLeaseReturnsTheTaskToTheQueue() {
        it.claim();

        it.pass(LEASE).change(EXPIRE);

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.state().lease()).isEmpty();
    }

    @Test
    void anExpiryCountsARetry() {
        it.claim();

        it.pass(LEASE).change(EXPIRE);

        assertThat(it.retryCount()).isEqualTo(1);
        assertThat(it.state().attempts().retries().lastAt()).contains(it.now());
    }

    @Test
    void anExpiredLeaseIsToldToTheHistory() {
        it.claim();

        it.pass(LEASE).change(EXPIRE);

        assertThat(it.lastEvent().type()).isEqualTo(EventType.EXPIRED);
        assertThat(it.lastEvent().attempt()).isEqualTo(1);
        assertThat(it.lastEvent().details()).containsEntry("error_message", "lease expired");
    }

    @Test
    void heartbeatsKeepALeaseUntilTheDeadlineAndNoLonger() {
        LeaseToken token = it.claim();
        while (it.now().isBefore(START.plus(TIMEOUT).minusSeconds(30))) {
            it.pass(Duration.ofSeconds(30)).change(heartbeat(token));
            it.repeat(EXPIRE);
        }

        it.pass(Duration.ofSeconds(30)).change(heartbeat(token));
        it.change(EXPIRE);

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.lastEvent().details()).containsEntry("error_message", "timed out after 600 s");
    }

    @Test
    void aLeaseForTheWholeTimeLimitTimesOut() {
        it.claimPlain();

        it.pass(TIMEOUT).change(EXPIRE);

        assertThat(it.lastEvent().details()).containsEntry("error_message", "timed out after 600 s");
    }

    @Test
    void anExpiryKeepsThePlaceInLine() {
        it.claim();

        it.expire();

        assertThat(it.state().schedule().queuedAt()).isEqualTo(START);
    }

    @Test
    void anExpiredTaskIsReadyAtOnce() {
        it.claim();

        it.expire();

        assertThat(it.state().schedule().runAt()).isEmpty();
    }

    @Test
    void underAnAutomaticPolicyAnExpiredTaskWaitsForItsBackoff() {
        TestTask automatic = TestTask.create(how -> how.retry(RetryPolicy.AUTOMATIC.withJitter(0)));
        automatic.claim();

        automatic.expire();

        assertThat(automatic.state().schedule().runAt())
                .contains(automatic.now().plus(Duration.ofSeconds(1)));
        assertThat(automatic.state().schedule().queuedAt()).isEqualTo(START);
    }

    @Test
    void anExpiryWithoutRetriesLeftFailsTheTask() {
        TestTask last = TestTask.withRetries(1);
        last.claim();
        last.expire();
        last.claim();

        last.expire();

        assertThat(last.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(last.retryCount()).isEqualTo(1);
        assertThat(last.state().outcome().errorMessage()).contains("lease expired");
        assertThat(last.state().outcome().completedAt()).contains(last.now());
    }

    @Test
    void aTimeoutWithoutRetriesLeftSaysHowLongItRan() {
        TestTask last = TestTask.withRetries(0);
        last.claimPlain();

        last.expire();

        assertThat(last.state().outcome().errorMessage()).contains("timed out after 600 s");
    }

    @Test
    void theHistoryTellsBothTheExpiryAndTheFailure() {
        TestTask last = TestTask.withRetries(0);
        last.claim();

        last.expire();

        assertThat(last.historyTypes())
                .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.EXPIRED, EventType.FAILED);
    }

    @Test
    void aTaskThatKillsItsWorkersEnds() {
        for (int i = 0; i < 4; i++) {
            it.claim();
            it.expire();
        }

        assertThat(it.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(it.attempt()).isEqualTo(4);
    }

    @Test
    void anExpiryBreaksTheRowOfReleases() {
        it.change(release(it.claim()));
        it.claim();

        it.expire();

        assertThat(it.state().attempts().retries().releasesInARow()).isZero();
    }

    @Test
    void retriesAfterExpiriesAndFailuresAreOneCount() {
        it.claim();
        it.expire();
        it.change(fail(it.claim()));

        it.change(TestTask.retry());

        assertThat(it.retryCount()).isEqualTo(2);
    }
}
