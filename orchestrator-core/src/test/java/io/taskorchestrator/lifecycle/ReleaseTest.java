package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.AttemptRules.RELEASES_IN_A_ROW;
import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.heartbeat;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReleaseTest {

    private final TestTask it = TestTask.create();

    @Test
    void aReleasedTaskWaitsAgainAndNoRetryIsCounted() {
        it.change(release(it.claim()));

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.state().lease()).isEmpty();
        assertThat(it.retryCount()).isZero();
        assertThat(it.state().attempts().retries().lastAt()).isEmpty();
        assertThat(it.lastEvent().type()).isEqualTo(EventType.RELEASED);
    }

    @Test
    void aReleasedTaskIsReadyAtOnce() {
        it.change(release(it.claim()));

        it.claim();

        assertThat(it.attempt()).isEqualTo(2);
    }

    @Test
    void aReleaseCanDelayTheTask() {
        LeaseToken token = it.claim();

        it.pass(Duration.ofSeconds(5)).change(release(token, Duration.ofMinutes(3)));

        assertThat(it.state().schedule().runAt()).contains(it.now().plus(Duration.ofMinutes(3)));
        it.refuseWhole(Claim.by("bob"), RefusalReason.WRONG_STATUS);
    }

    @Test
    void aDelayEndsInWholeMicroseconds() {
        it.change(release(it.claim(), Duration.ofNanos(1_999)));

        assertThat(it.state().schedule().runAt()).contains(it.now().plusNanos(1_000));
    }

    @Test
    void aReleaseKeepsThePlaceInLine() {
        LeaseToken token = it.claim();

        it.pass(Duration.ofSeconds(5)).change(release(token, Duration.ofMinutes(3)));

        assertThat(it.state().schedule().queuedAt()).isEqualTo(TestTask.START);
    }

    @Test
    void theCheckpointSurvivesARelease() {
        LeaseToken token = it.claim();
        it.change(heartbeat(token).checkpoint(JsonText.of("{\"step\":2}")));

        it.change(release(token));

        assertThat(it.state().report().checkpoint()).contains(JsonText.of("{\"step\":2}"));
    }

    @Test
    void twentyReleasesInARowAreAllowed() {
        releaseOften(it, 20);

        assertThat(RELEASES_IN_A_ROW).isEqualTo(20);
        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.retryCount()).isZero();
    }

    @Test
    void theNextReleaseInTheRowCountsAsAFailure() {
        releaseOften(it, 20);

        it.change(release(it.claim()));

        assertThat(it.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(it.state().outcome().errorMessage()).contains("released more than 20 times in a row");
        assertThat(it.lastEvent().type()).isEqualTo(EventType.FAILED);
    }

    @Test
    void theNextReleaseInTheRowIsRetriedUnderAnAutomaticPolicy() {
        TestTask automatic = TestTask.automatic();
        releaseOften(automatic, 20);

        automatic.change(release(automatic.claim()));

        assertThat(automatic.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(automatic.retryCount()).isEqualTo(1);
        assertThat(automatic.state().attempts().retries().releasesInARow()).isZero();
        assertThat(automatic.state().schedule().runAt()).isPresent();
    }

    @Test
    void anAttemptThatEndsOtherwiseStartsTheRowAnew() {
        releaseOften(it, 20);
        it.claim();
        it.expire();

        releaseOften(it, 20);

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aManualRetryStartsTheRowAnew() {
        releaseOften(it, 21);
        it.change(TestTask.retry());

        releaseOften(it, 20);

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void anUndeliveredClaimDoesNotCountInTheRow() {
        releaseOften(it, 20);
        for (int i = 0; i < 30; i++) {
            it.change(Release.undelivered(ID, it.claim()));
        }

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.state().attempts().retries().releasesInARow()).isEqualTo(20);
        assertThat(it.retryCount()).isZero();
    }

    @Test
    void theReleaseOfAnEarlierAttemptIsRefused() {
        LeaseToken stale = it.claim();
        it.expire();
        it.claim();

        it.refuseWhole(release(stale), RefusalReason.STALE_LEASE);
    }

    private static void releaseOften(TestTask task, int times) {
        for (int i = 0; i < times; i++) {
            task.change(release(task.claim()));
        }
    }
}
