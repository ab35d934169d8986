package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.LEASE;
import static io.taskorchestrator.lifecycle.TestTask.START;
import static io.taskorchestrator.lifecycle.TestTask.TIMEOUT;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.heartbeat;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private final TestTask it = TestTask.create();
    private LeaseToken token = TestTask.token(1);

    @BeforeEach
    void claim() {
        token = it.claim();
    }

    @Test
    void aHeartbeatRenewsTheLeaseByWhatTheClaimAskedFor() {
        it.pass(Duration.ofSeconds(40)).change(heartbeat(token));

        assertThat(it.lease().expiresAt()).isEqualTo(it.now().plus(LEASE));
    }

    @Test
    void aHeartbeatCanAskForAnotherLeaseTime() {
        it.change(heartbeat(token).lease(Duration.ofMinutes(5)));

        assertThat(it.lease().expiresAt()).isEqualTo(it.now().plus(Duration.ofMinutes(5)));
    }

    @Test
    void theNextHeartbeatAsksAgainForWhatTheClaimAskedFor() {
        it.change(heartbeat(token).lease(Duration.ofMinutes(5)));
        it.change(heartbeat(token));

        assertThat(it.lease().expiresAt()).isEqualTo(it.now().plus(LEASE));
    }

    @Test
    void aHeartbeatExtendsTheLeaseToTheDeadlineAtMost() {
        it.pass(Duration.ofSeconds(30)).change(heartbeat(token).lease(Duration.ofHours(24)));

        assertThat(it.lease().expiresAt()).isEqualTo(START.plus(TIMEOUT));
    }

    @Test
    void aHeartbeatNeverMovesTheDeadline() {
        it.pass(Duration.ofSeconds(30)).change(heartbeat(token));

        assertThat(it.lease().deadline()).isEqualTo(START.plus(TIMEOUT));
    }

    @Test
    void aHeartbeatRevivesALeaseThatHasLapsedUnnoticed() {
        it.pass(LEASE.plusSeconds(5)).change(heartbeat(token));

        assertThat(it.lease().expiresAt()).isEqualTo(it.now().plus(LEASE));
    }

    @Test
    void aHeartbeatAfterTheDeadlineExtendsNothing() {
        it.pass(TIMEOUT.plusSeconds(5)).change(heartbeat(token));

        assertThat(it.lease().expiresAt()).isEqualTo(START.plus(TIMEOUT));
    }

    @Test
    void aHeartbeatChangesNeitherVersionNorHistory() {
        Task before = it.task();

        Decision.Changed changed =
                it.pass(Duration.ofSeconds(10)).change(heartbeat(token).checkpoint(JsonText.EMPTY));

        assertThat(changed.events()).isEmpty();
        assertThat(it.task().version()).isEqualTo(before.version());
        assertThat(it.state().schedule()).isEqualTo(before.state().schedule());
    }

    @Test
    void progressIsDatedByTheStore() {
        Progress sent = new Progress(Optional.of(50), Optional.of("half"), START.minusSeconds(3_600));

        it.pass(Duration.ofSeconds(10)).change(heartbeat(token).progress(sent));

        assertThat(it.state().report().progress())
                .contains(new Progress(Optional.of(50), Optional.of("half"), it.now()));
    }

    @Test
    void whatAHeartbeatDoesNotBringStays() {
        JsonText checkpoint = JsonText.of("{\"step\":1}");
        it.change(heartbeat(token).checkpoint(checkpoint));
        it.change(heartbeat(token).progress(new Progress(Optional.of(1), Optional.empty(), START)));
        it.change(heartbeat(token));

        assertThat(it.state().report().checkpoint()).contains(checkpoint);
        assertThat(it.state().report().progress()).isPresent();
    }

    @Test
    void aHeartbeatOnACancelledTaskDoesNotExtendTheLease() {
        it.change(cancel());
        Task before = it.task();

        it.pass(Duration.ofSeconds(10)).repeat(heartbeat(token).lease(Duration.ofMinutes(9)));

        assertThat(it.lease()).isEqualTo(before.state().lease().orElseThrow());
    }

    @Test
    void aHeartbeatOnACancelledTaskThatNobodyHoldsIsRefused() {
        it.change(cancel());
        it.change(release(token));

        it.refuseWhole(heartbeat(token), RefusalReason.WRONG_STATUS);
    }

    @Test
    void aHeartbeatAfterTheExpiryIsRefused() {
        it.expire();

        it.refuseWhole(heartbeat(token), RefusalReason.WRONG_STATUS);
    }

    @Test
    void aHeartbeatOfAnEarlierAttemptIsRefused() {
        it.expire();
        it.claim();

        it.refuseWhole(heartbeat(token), RefusalReason.STALE_LEASE);
    }
}
