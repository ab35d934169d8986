package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a claim can get, and what it makes of a task. */
abstract class ClaimScopeContract extends StoreScene {

    private static final QueueName GPU = QueueName.of("gpu");

    ClaimScopeContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void claimOfAnEmptyStoreGetsNothing() {
        assertThat(claim(Claim.by("alice"))).isEmpty();
    }

    @Test
    void claimedTaskWorksForItsWorker() {
        Task created = create();
        advance(Duration.ofSeconds(3));
        ClaimedTask claimed = claimOne(Claim.by("alice").lease(LEASE));
        Task task = claimed.task();
        assertThat(task.status()).isEqualTo(TaskStatus.WORKING);
        assertThat(task.state().attempts().number()).isEqualTo(1);
        assertThat(task.state().attempts().worker()).contains(WorkerId.of("alice"));
        assertThat(task.state().attempts().startedAt()).contains(now());
        assertThat(task.version()).isEqualTo(created.version() + 1);
        assertThat(find(created.id())).isEqualTo(task);
    }

    @Test
    void leaseLastsAsLongAsTheClaimAsksFor() {
        create();
        ClaimedTask claimed = claimOne(Claim.by("alice").lease(LEASE));
        assertThat(claimed.expiresIn()).isEqualTo(LEASE);
        assertThat(claimed.task().state().lease()).map(Lease::expiresAt).contains(START.plus(LEASE));
    }

    @Test
    void leaseLastsAsLongAsTheTimeLimitIfTheClaimAsksForNone() {
        create(how -> how.timeout(Duration.ofMinutes(20)));
        assertThat(claimOne(Claim.by("alice")).expiresIn()).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void leaseOfAClaimBetweenMicrosecondsIsInWholeMicroseconds() {
        create();
        clock.set(Instant.parse("2026-03-01T12:00:01.000001999Z"));
        ClaimedTask claimed = claimOne(Claim.by("alice").lease(LEASE));
        assertThat(claimed.expiresIn()).isEqualTo(LEASE);
        assertThat(claimed.task().state().attempts().startedAt())
                .contains(Instant.parse("2026-03-01T12:00:01.000001Z"));
    }

    @Test
    void tokenNamesItsAttempt() {
        create();
        assertThat(claimOne().token().attempt()).isEqualTo(1);
    }

    @Test
    void claimIsInTheHistory() {
        Task task = create();
        claimOne();
        assertThat(historyTypes(task.id())).containsExactly(EventType.CREATED, EventType.CLAIMED);
    }

    @Test
    void claimedTaskIsNotHandedOutAgain() {
        create();
        claimOne();
        assertThat(claim(Claim.by("bob"))).isEmpty();
    }

    @Test
    void claimForADirectoryGetsExactlyThatDirectory() {
        create(in("/a"));
        Task there = create(in("/a/b"));
        create(in("/a/b/c"));
        create(in("/a/bc"));
        assertThat(claimIds(Claim.by("alice").in("/a/b").limit(10))).containsExactly(there.id());
    }

    @Test
    void recursiveClaimGetsTheDirectoryAndEverythingBelow() {
        create(in("/a"));
        Task there = create(in("/a/b"));
        Task below = create(in("/a/b/c/d"));
        create(in("/a/bc"));
        create(in("/ab"));
        assertThat(claimIds(Claim.by("alice").below("/a/b").limit(10))).containsExactly(there.id(), below.id());
    }

    @Test
    void recursiveClaimReachesBelowADirectoryThatNoTaskNames() {
        Task below = create(in("/x/y/z"));
        assertThat(claimIds(Claim.by("alice").below("/x"))).containsExactly(below.id());
    }

    @Test
    void claimWithoutADirectoryGetsTasksFromAnywhere() {
        List<TaskId> ids = createAll(List.of(in("/"), in("/a"), in("/b/c"))).stream()
                .map(Task::id)
                .toList();
        assertThat(claimIds(Claim.by("alice").limit(10))).isEqualTo(ids);
    }

    @Test
    void claimForTheRootAloneGetsNothingBelow() {
        create(in("/a"));
        Task root = create(in("/"));
        assertThat(claimIds(Claim.by("alice").in("/").limit(10))).containsExactly(root.id());
    }

    @Test
    void claimGetsTasksOfItsQueueOnly() {
        Task usual = create();
        Task gpu = create(how -> how.queue(GPU));
        assertThat(claimIds(Claim.by("alice").limit(10))).containsExactly(usual.id());
        assertThat(claimIds(Claim.by("bob").from(GPU).limit(10))).containsExactly(gpu.id());
    }

    @Test
    void taskMovedToAnotherQueueIsFoundThere() {
        Task task = create();
        TaskPatch.RoutingPatch toGpu = new TaskPatch.RoutingPatch(Change.to(GPU), Change.keep(), Change.keep());
        change(Update.of(task.id(), TaskPatch.NOTHING.with(toGpu)));
        assertThat(claim(Claim.by("alice"))).isEmpty();
        assertThat(claimIds(Claim.by("bob").from(GPU))).containsExactly(task.id());
    }

    @Test
    void claimGetsNoMoreThanItsLimit() {
        createMany(5);
        assertThat(claim(Claim.by("alice").limit(3))).hasSize(3);
        assertThat(claim(Claim.by("alice").limit(3))).hasSize(2);
    }

    @Test
    void largestClaimGetsAHundredTasks() {
        createMany(120);
        List<TaskId> ids = claimIds(Claim.by("alice").limit(100));
        assertThat(ids).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void severalClaimsInOneCallAreAnsweredInTheirOrder() {
        Task first = create(in("/a"));
        Task second = create(in("/b"));
        Task third = create(in("/a"));
        List<List<ClaimedTask>> answers = await(store().claim(List.of(
                new Call<>(CALLER, Claim.by("alice").in("/b")),
                new Call<>(CALLER, Claim.by("bob").in("/none")),
                new Call<>(CALLER, Claim.by("carol").limit(5)))));
        assertThat(answers)
                .extracting(claimed -> claimed.stream().map(ClaimedTask::id).toList())
                .containsExactly(List.of(second.id()), List.of(), List.of(first.id(), third.id()));
    }

    @Test
    void workersOfOneCallKeepTheirNames() {
        createMany(2);
        List<List<ClaimedTask>> answers = await(
                store().claim(List.of(new Call<>(CALLER, Claim.by("alice")), new Call<>(CALLER, Claim.by("bob")))));
        assertThat(answers)
                .extracting(claimed ->
                        claimed.get(0).task().state().attempts().worker().orElseThrow())
                .containsExactly(WorkerId.of("alice"), WorkerId.of("bob"));
    }

    @Test
    void noClaimsAtAllAreAnsweredByNothing() {
        assertThat(await(store().claim(List.of()))).isEmpty();
    }

    @Test
    void finishedTaskIsNotHandedOut() {
        create();
        complete(claimOne());
        assertThat(claim(Claim.by("bob"))).isEmpty();
    }
}
