package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Claiming: whose turn it is, and the proof. */
abstract class OrchestratorClaimContract extends OrchestratorScene {

    private static final UUID CLAIM_ID = new UUID(1, 2);

    OrchestratorClaimContract(Opener opener) {
        super(opener);
    }

    private List<TaskId> claimIds(Claim claim) {
        return orchestrator().claim(claim).stream().map(ClaimedTask::id).toList();
    }

    private static List<LeaseToken> tokens(List<ClaimedTask> tasks) {
        return tasks.stream().map(ClaimedTask::token).toList();
    }

    @Test
    void aClaimedTaskComesWholeWithItsLease() {
        create(task -> task.metadata(JsonText.of("{\"a\":[1,2]}")));
        ClaimedTask claimed = claimOne();

        assertWhole(claimed.task());
        assertThat(claimed.task().status()).isEqualTo(TaskStatus.WORKING);
        assertThat(claimed.expiresIn()).isEqualTo(LEASE);
        assertThat(claimed.task().state().lease().orElseThrow().expiresAt()).isEqualTo(START.plus(LEASE));
    }

    @Test
    void thereMayBeNothing() {
        assertThat(orchestrator().claim(anything())).isEmpty();
    }

    @Test
    void aClaimGetsAsManyAsItAsksFor() {
        List<TaskId> ids = List.of(create().id(), create().id(), create().id());

        assertThat(claimIds(anything().limit(2))).containsExactlyElementsOf(ids.subList(0, 2));
    }

    @Test
    void aClaimGetsWhatItsScopeHas() {
        TaskId there = orchestrator().create(in("/a/b").build()).id();
        TaskId here = orchestrator().create(in("/a").build()).id();
        TaskId review = orchestrator()
                .create(in("/a").queue(QueueName.of("review")).build())
                .id();

        assertThat(claimIds(Claim.by("w").in("/a").limit(9))).containsExactly(here);
        assertThat(claimIds(Claim.by("w").in("/b").limit(9))).isEmpty();
        assertThat(claimIds(Claim.by("w").below("/a").limit(9))).containsExactly(there);
        assertThat(claimIds(Claim.by("w").from(QueueName.of("review")))).containsExactly(review);
    }

    @Test
    void aRepeatedClaimGetsTheSameTasksAndTokens() {
        create();
        create();
        create();
        Claim claim = anything().limit(2).id(CLAIM_ID);
        List<ClaimedTask> first = orchestrator().claim(claim);
        List<ClaimedTask> again = orchestrator().claim(claim);

        assertThat(tokens(again)).containsExactlyElementsOf(tokens(first));
        assertThat(claimIds(anything().limit(9))).hasSize(1);
    }

    @Test
    void claimIdsOfDifferentCallersAndWorkersNeverMeet() {
        create();
        create();
        create();
        Claim claim = anything().id(CLAIM_ID);
        TaskId mine = claimIds(claim).get(0);
        TaskId callers = orchestrator().as("somebody").claim(claim).get(0).id();
        TaskId workers = claimIds(Claim.by("bob").lease(LEASE).id(CLAIM_ID)).get(0);

        assertThat(List.of(mine, callers, workers)).doesNotHaveDuplicates();
        assertThat(orchestrator().as("somebody").claim(claim).get(0).id()).isEqualTo(callers);
    }

    @Test
    void aLeaseEndsUnlessItIsRenewed() {
        ClaimedTask claimed = working();
        pass(LEASE.minusSeconds(1));
        orchestrator().heartbeat(Heartbeat.of(claimed.id(), claimed.token()));
        pass(LEASE.minusSeconds(1));
        assertThat(stored(claimed.id()).status()).isEqualTo(TaskStatus.WORKING);

        pass(Duration.ofSeconds(1));

        assertThat(stored(claimed.id()).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void theNextAttemptGetsTheCheckpointOfTheLast() {
        ClaimedTask first = working();
        JsonText checkpoint = JsonText.of("{\"step\": 3}");
        orchestrator().heartbeat(Heartbeat.of(first.id(), first.token()).checkpoint(checkpoint));
        orchestrator().release(Release.of(first.id(), first.token()));

        Task second = claimOne().task();

        assertThat(second.state().report().checkpoint()).contains(checkpoint);
        assertThat(second.state().attempts().number()).isEqualTo(2);
    }
}
