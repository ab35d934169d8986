package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Claims with an id, which can be repeated when their answer was lost. */
abstract class ClaimReplayContract extends StoreScene {

    private static final UUID ID = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");
    private static final Claim CLAIM = Claim.by("alice").lease(LEASE).limit(2).id(ID);

    ClaimReplayContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void sameIdGetsTheSameTasksAndTokens() {
        createMany(5);
        List<ClaimedTask> first = claim(CLAIM);
        assertThat(first).hasSize(2);
        assertThat(claim(CLAIM)).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void replayCountsNoAttempt() {
        TaskId id = create().id();
        claim(CLAIM);
        claim(CLAIM);
        assertThat(find(id).state().attempts().number()).isEqualTo(1);
        assertThat(historyTypes(id)).containsExactly(EventType.CREATED, EventType.CLAIMED);
    }

    @Test
    void replayTellsHowLongTheLeaseStillLasts() {
        create();
        claim(CLAIM);
        advance(Duration.ofSeconds(20));
        assertThat(claimOne(CLAIM).expiresIn()).isEqualTo(LEASE.minusSeconds(20));
    }

    @Test
    void replayDoesNotRenewTheLease() {
        TaskId id = create().id();
        claim(CLAIM);
        advance(Duration.ofSeconds(20));
        claim(CLAIM);
        assertThat(find(id).state().lease().orElseThrow().expiresAt()).isEqualTo(START.plus(LEASE));
    }

    @Test
    void replayFollowsAHeartbeat() {
        create();
        ClaimedTask first = claimOne(CLAIM);
        advance(Duration.ofSeconds(40));
        change(Heartbeat.of(first.id(), first.token()));
        ClaimedTask again = claimOne(CLAIM);
        assertThat(again.token()).isEqualTo(first.token());
        assertThat(again.expiresIn()).isEqualTo(LEASE);
    }

    @Test
    void otherIdGetsOtherTasks() {
        createMany(4);
        List<TaskId> first = claimIds(CLAIM);
        assertThat(claimIds(CLAIM.id(new UUID(1, 2)))).hasSize(2).doesNotContainAnyElementsOf(first);
    }

    @Test
    void idOfAnotherWorkerIsAnotherId() {
        createMany(4);
        List<TaskId> first = claimIds(CLAIM);
        Claim others = Claim.by("bob").lease(LEASE).limit(2).id(ID);
        assertThat(claimIds(others)).hasSize(2).doesNotContainAnyElementsOf(first);
    }

    @Test
    void idOfAnotherCallerIsAnotherId() {
        createMany(4);
        List<TaskId> first = claimIds(CLAIM);
        List<ClaimedTask> others = await(store().claim(List.of(new Call<>(new Caller("api-key-8"), CLAIM))))
                .get(0);
        assertThat(others).hasSize(2).extracting(ClaimedTask::id).doesNotContainAnyElementsOf(first);
    }

    @Test
    void sameIdTwiceInOneCallGetsTheSameTask() {
        createMany(5);
        List<List<ClaimedTask>> answers =
                await(store().claim(List.of(new Call<>(CALLER, CLAIM), new Call<>(CALLER, CLAIM))));
        assertThat(answers.get(0)).hasSize(2);
        assertThat(answers.get(1)).containsExactlyInAnyOrderElementsOf(answers.get(0));
    }

    @Test
    void onlyTheLeasesThatStillLiveAreReplayed() {
        createMany(5);
        List<ClaimedTask> first = claim(CLAIM);
        complete(first.get(0));
        assertThat(claim(CLAIM)).containsExactly(first.get(1));
    }

    @Test
    void sameIdGetsNewTasksWhenTheLeasesHaveEnded() {
        createMany(5);
        List<ClaimedTask> first = claim(CLAIM);
        first.forEach(this::complete);
        assertThat(claimIds(CLAIM))
                .hasSize(2)
                .doesNotContainAnyElementsOf(first.stream().map(ClaimedTask::id).toList());
    }

    @Test
    void sameIdGetsANewAttemptWhenTheLeaseHasExpired() {
        create();
        ClaimedTask first = claimOne(CLAIM);
        pass(LEASE);
        ClaimedTask second = claimOne(CLAIM);
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(second.token().attempt()).isEqualTo(2);
    }

    @Test
    void sameIdGetsANewAttemptAfterARelease() {
        create();
        ClaimedTask first = claimOne(CLAIM);
        change(Release.of(first.id(), first.token()));
        assertThat(claimOne(CLAIM).token().attempt()).isEqualTo(2);
    }

    @Test
    void claimThatGotNothingCanGetSomethingLater() {
        assertThat(claim(CLAIM)).isEmpty();
        TaskId id = create().id();
        assertThat(claimIds(CLAIM)).containsExactly(id);
    }

    @Test
    void leaseOfTheSameTaskGivenToAnotherClaimIsNotReplayed() {
        create();
        claimOne(CLAIM);
        pass(LEASE);
        claimOne(Claim.by("bob"));
        assertThat(claim(CLAIM)).isEmpty();
    }
}
