package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ALICE;
import static io.taskorchestrator.lifecycle.TestTask.TIMEOUT;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.heartbeat;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.retry;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClaimTest {

    private static final Claim CLAIM = Claim.by("alice");

    @Test
    void aClaimedTaskWorksForItsWorker() {
        TestTask it = TestTask.create().pass(Duration.ofSeconds(5));

        it.claim();

        Attempts attempts = it.state().attempts();
        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
        assertThat(attempts.worker()).contains(ALICE);
        assertThat(attempts.startedAt()).contains(it.now());
        assertThat(attempts.number()).isEqualTo(1);
    }

    @Test
    void theHistoryNamesTheWorkerAndTheAttempt() {
        TestTask it = TestTask.create();

        it.claim();

        assertThat(it.lastEvent().type()).isEqualTo(EventType.CLAIMED);
        assertThat(it.lastEvent().attempt()).isEqualTo(1);
        assertThat(it.lastEvent().details()).containsEntry("worker_id", "alice");
    }

    @Test
    void theLeaseLastsAsLongAsTheClaimAsks() {
        TestTask it = TestTask.create();

        it.claim(CLAIM.lease(Duration.ofMinutes(2)));

        assertThat(it.lease().expiresAt()).isEqualTo(it.now().plus(Duration.ofMinutes(2)));
        assertThat(it.lease().length()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void withoutALeaseTimeTheLeaseLastsAsLongAsTheTimeLimit() {
        TestTask it = TestTask.create();

        it.claim(CLAIM);

        assertThat(it.lease().expiresAt()).isEqualTo(it.now().plus(TIMEOUT));
    }

    @Test
    void theLeaseNeverOutlastsTheDeadline() {
        TestTask it = TestTask.create();

        it.claim(CLAIM.lease(TIMEOUT.plusSeconds(1)));

        assertThat(it.lease().expiresAt()).isEqualTo(it.now().plus(TIMEOUT));
    }

    @Test
    void theDeadlineIsTheStartPlusTheTimeLimit() {
        TestTask it = TestTask.create().pass(Duration.ofSeconds(5));

        it.claim(CLAIM.lease(Duration.ofSeconds(1)));

        assertThat(it.lease().deadline()).isEqualTo(it.now().plus(TIMEOUT));
    }

    @Test
    void aLeaseForWhichNothingWasAskedIsNotFenced() {
        TestTask it = TestTask.create();

        it.claim(CLAIM);

        assertThat(it.lease().fenced()).isFalse();
        assertThat(it.lease().claimId()).isEmpty();
    }

    @Test
    void aLeaseForWhichATimeWasAskedIsFenced() {
        TestTask it = TestTask.create();

        it.claim(CLAIM.lease(Duration.ofSeconds(30)));

        assertThat(it.lease().fenced()).isTrue();
    }

    @Test
    void aLeaseForAClaimIdIsFencedAndRemembersTheId() {
        UUID id = new UUID(1, 2);
        TestTask it = TestTask.create();

        it.claim(CLAIM.id(id));

        assertThat(it.lease().fenced()).isTrue();
        assertThat(it.lease().claimId()).contains(id);
    }

    @Test
    void attemptNumbersNeverRepeatHoweverAnAttemptEnds() {
        TestTask it = TestTask.create();
        it.change(release(it.claim()));
        it.change(Release.undelivered(TestTask.ID, it.claim()));
        it.claim();
        it.expire();
        it.change(fail(it.claim()));
        it.change(retry());
        it.claim();
        it.change(cancel().forced());
        it.change(retry());

        it.claim();

        assertThat(it.history().stream()
                        .filter(event -> event.type() == EventType.CLAIMED)
                        .map(event -> event.attempt()))
                .containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(it.attempt()).isEqualTo(6);
    }

    @Test
    void aTaskIsNotHandedOutBeforeItsRunAt() {
        TestTask it = TestTask.create(how -> how.delay(Duration.ofSeconds(10)));

        it.pass(Duration.ofSeconds(10).minusNanos(1_000));

        it.refuseWhole(CLAIM, RefusalReason.WRONG_STATUS);
    }

    @Test
    void aTaskIsHandedOutAtItsRunAt() {
        TestTask it = TestTask.create(how -> how.delay(Duration.ofSeconds(10)));

        it.pass(Duration.ofSeconds(10)).claim();

        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void aTaskThatSomebodyHoldsIsNotHandedOutAgain() {
        TestTask it = TestTask.create();
        it.claim();

        it.refuseWhole(Claim.by("bob"), RefusalReason.WRONG_STATUS);
    }

    @Test
    void aNewAttemptStartsWithoutProgressButWithTheCheckpoint() {
        TestTask it = TestTask.create();
        LeaseToken token = it.claim();
        JsonText checkpoint = JsonText.of("{\"step\":3}");
        it.change(heartbeat(token)
                .progress(new Progress(Optional.of(50), Optional.empty(), it.now()))
                .checkpoint(checkpoint));
        it.change(release(token));

        it.claim();

        assertThat(it.state().report().progress()).isEmpty();
        assertThat(it.state().report().checkpoint()).contains(checkpoint);
    }

    @Test
    void aClaimKeepsThePlaceInLine() {
        TestTask it = TestTask.create().pass(Duration.ofSeconds(30));

        it.claim();

        assertThat(it.state().schedule().queuedAt()).isEqualTo(TestTask.START);
    }

    @Test
    void aLeaseAndItsDeadlineAreInWholeMicroseconds() {
        Duration odd = Duration.ofSeconds(5).plusNanos(1_999);
        TestTask it = TestTask.create(how -> how.timeout(odd.plusSeconds(5)));

        it.claim(CLAIM.lease(odd));

        assertThat(it.lease().expiresAt()).isEqualTo(it.now().plusSeconds(5).plusNanos(1_000));
        assertThat(it.lease().deadline()).isEqualTo(it.now().plusSeconds(10).plusNanos(1_000));
    }
}
