package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Refusal;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tokens, heartbeats and the two clocks of a lease. */
abstract class LeaseContract extends StoreScene {

    LeaseContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void forgedTokenIsStaleAndChangesNothing() {
        create();
        ClaimedTask claimed = claimOne();
        LeaseToken token = claimed.token();
        requireStale(claimed.id(), new LeaseToken(token.attempt(), token.codeHigh(), token.codeLow() ^ 1));
        requireStale(claimed.id(), new LeaseToken(token.attempt(), token.codeHigh() ^ 1, token.codeLow()));
        requireStale(claimed.id(), new LeaseToken(token.attempt(), 0, 0));
    }

    @Test
    void tokenOfAnotherTaskIsStaleAndChangesNothing() {
        createMany(2);
        ClaimedTask mine = claimOne();
        ClaimedTask others = claimOne(Claim.by("bob").lease(LEASE));
        requireStale(mine.id(), others.token());
    }

    @Test
    void tokenOfALaterAttemptCannotBeMadeFromAnEarlierOne() {
        create();
        LeaseToken first = claimOne().token();
        pass(LEASE);
        ClaimedTask second = claimOne();
        requireStale(second.id(), new LeaseToken(2, first.codeHigh(), first.codeLow()));
    }

    @Test
    void tokenOfAnEarlierAttemptIsStale() {
        create();
        ClaimedTask first = claimOne();
        pass(LEASE);
        claimOne(Claim.by("bob").lease(LEASE));
        assertThat(refusal(Heartbeat.of(first.id(), first.token())).reason()).isEqualTo(RefusalReason.STALE_LEASE);
        assertThat(refusal(Release.of(first.id(), first.token())).reason()).isEqualTo(RefusalReason.STALE_LEASE);
        assertThat(find(first.id()).status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void forgedTokenOnAFinishedTaskLeavesNoLateResult() {
        create();
        ClaimedTask claimed = claimOne();
        Task done = complete(claimed);
        LeaseToken forged = new LeaseToken(1, 4, 2);
        assertThat(refusal(Complete.of(done.id(), forged, TaskResult.SUCCESS)).reason())
                .isEqualTo(RefusalReason.STALE_LEASE);
        assertThat(find(done.id())).isEqualTo(done);
    }

    @Test
    void repeatedCompletionIsUnchanged() {
        create();
        ClaimedTask claimed = claimOne();
        Task done = complete(claimed);
        apply(Complete.of(claimed.id(), claimed.token(), TaskResult.success("something else")));
        assertThat(find(claimed.id())).isEqualTo(done);
    }

    @Test
    void callWithoutATokenIsAcceptedForAClaimThatAskedForNoLease() {
        create();
        ClaimedTask claimed = claimOne(Claim.by("alice"));
        change(new Complete(claimed.id(), Holder.UNKNOWN, Optional.empty(), TaskResult.SUCCESS));
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void heartbeatChangesNeitherVersionNorHistory() {
        create();
        ClaimedTask claimed = claimOne();
        List<HistoryEntry> before = history(claimed.id());
        advance(Duration.ofSeconds(1));
        change(Heartbeat.of(claimed.id(), claimed.token()));
        assertThat(find(claimed.id()).version()).isEqualTo(claimed.task().version());
        assertThat(history(claimed.id())).isEqualTo(before);
    }

    @Test
    void heartbeatKeepsProgressAndCheckpoint() {
        create();
        ClaimedTask claimed = claimOne();
        advance(Duration.ofSeconds(5));
        JsonText checkpoint = JsonText.of("{\"page\":  7}");
        change(Heartbeat.of(claimed.id(), claimed.token())
                .progress(new Progress(Optional.of(40), Optional.of("Reading"), Instant.EPOCH))
                .checkpoint(checkpoint));
        TaskState state = find(claimed.id()).state();
        assertThat(state.report().progress())
                .contains(new Progress(Optional.of(40), Optional.of("Reading"), START.plusSeconds(5)));
        assertThat(state.report().checkpoint()).contains(checkpoint);
    }

    @Test
    void nextAttemptGetsTheCheckpoint() {
        create();
        ClaimedTask claimed = claimOne();
        JsonText checkpoint = JsonText.of("{\"page\": 7}");
        change(Heartbeat.of(claimed.id(), claimed.token()).checkpoint(checkpoint));
        pass(LEASE);
        assertThat(claimOne().task().state().report().checkpoint()).contains(checkpoint);
    }

    @Test
    void heartbeatsPushTheExpiry() {
        create();
        ClaimedTask claimed = claimOne();
        for (int i = 0; i < 10; i++) {
            pass(LEASE.minusSeconds(1));
            change(Heartbeat.of(claimed.id(), claimed.token()));
        }
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.WORKING);
        pass(LEASE);
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void heartbeatCanShortenTheLease() {
        create();
        ClaimedTask claimed = claimOne();
        change(Heartbeat.of(claimed.id(), claimed.token()).lease(Duration.ofSeconds(5)));
        pass(Duration.ofSeconds(5));
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void leaseLivesUntilItsEnd() {
        create();
        ClaimedTask claimed = claimOne();
        pass(LEASE.minusNanos(1_000));
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void expiredLeaseReturnsTheTaskToTheQueue() {
        create();
        ClaimedTask claimed = claimOne();
        pass(LEASE);
        Task task = find(claimed.id());
        assertThat(task.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(task.state().lease()).isEmpty();
        assertThat(task.state().attempts().retries().count()).isEqualTo(1);
        assertThat(claimOne().token().attempt()).isEqualTo(2);
    }

    @Test
    void expiryWithoutRetriesLeftFailsTheTask() {
        create(how -> how.maxRetries(0));
        ClaimedTask claimed = claimOne();
        pass(LEASE);
        Task task = find(claimed.id());
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.state().outcome().errorMessage()).contains("lease expired");
    }

    @Test
    void deadlineEndsAnAttemptHoweverAliveItsWorkerIs() {
        create(how -> how.timeout(Duration.ofSeconds(150)).maxRetries(0));
        ClaimedTask claimed = claimOne();
        for (int i = 0; i < 4; i++) {
            change(Heartbeat.of(claimed.id(), claimed.token()));
            pass(Duration.ofSeconds(30));
        }
        change(Heartbeat.of(claimed.id(), claimed.token()));
        pass(Duration.ofSeconds(30));
        Task task = find(claimed.id());
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.state().outcome().errorMessage()).contains("timed out after 150 s");
    }

    @Test
    void lateCompletionIsAcceptedUntilTheNextAttemptStarts() {
        create();
        ClaimedTask claimed = claimOne();
        pass(LEASE);
        complete(claimed);
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(claim(Claim.by("bob"))).isEmpty();
    }

    private void requireStale(TaskId id, LeaseToken token) {
        Task before = find(id);
        List<HistoryEntry> history = history(id);
        List<TaskCommand> commands = List.of(
                Heartbeat.of(id, token),
                Complete.of(id, token, TaskResult.SUCCESS),
                Fail.of(id, token, "no"),
                Release.of(id, token));
        assertThat(commands)
                .allSatisfy(command ->
                        assertThat(refusal(command)).extracting(Refusal::reason).isEqualTo(RefusalReason.STALE_LEASE));
        assertThat(find(id)).isEqualTo(before);
        assertThat(history(id)).isEqualTo(history);
    }
}
