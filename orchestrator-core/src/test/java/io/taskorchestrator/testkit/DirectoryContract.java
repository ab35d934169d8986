package io.taskorchestrator.testkit;

import static io.taskorchestrator.task.DirectoryAccess.EXCLUSIVE;
import static io.taskorchestrator.task.DirectoryAccess.SHARED;
import static io.taskorchestrator.task.DirectoryAccess.UNRESTRICTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories that tasks claim while they run. */
abstract class DirectoryContract extends StoreScene {

    private static final String[] OVERLAPPING = {"/a/b", "/a", "/", "/a/b/c", "/a/b/c/d"};
    private static final String[] APART = {"/a/bc", "/a/c", "/ab", "/b/a/b", "/a/b.c"};

    DirectoryContract(StoreOpener opener) {
        super(opener);
    }

    @ParameterizedTest
    @CsvSource({
        "EXCLUSIVE, EXCLUSIVE, false",
        "EXCLUSIVE, SHARED, false",
        "EXCLUSIVE, UNRESTRICTED, true",
        "SHARED, EXCLUSIVE, false",
        "SHARED, SHARED, true",
        "SHARED, UNRESTRICTED, true",
        "UNRESTRICTED, EXCLUSIVE, true",
        "UNRESTRICTED, SHARED, true",
        "UNRESTRICTED, UNRESTRICTED, true"
    })
    void accessDecidesWhoRunsBesideWhomInOneTree(DirectoryAccess running, DirectoryAccess next, boolean beside) {
        create("/a/b", running);
        claimOne();
        for (String directory : OVERLAPPING) {
            Task waiting = create(directory, next);
            assertThat(claimIds(Claim.by("bob").in(directory)))
                    .as("%s in %s", next, directory)
                    .isEqualTo(beside ? List.of(waiting.id()) : List.of());
            apply(Cancel.of(waiting.id()).forced());
        }
    }

    @Test
    void directoriesApartDoNotDisturbEachOther() {
        create("/a/b", EXCLUSIVE);
        claimOne();
        for (String directory : APART) {
            Task waiting = create(directory, EXCLUSIVE);
            assertThat(claimIds(Claim.by("bob"))).as(directory).containsExactly(waiting.id());
        }
    }

    @Test
    void busyDirectoryIsSkippedAndTheNextOneIsPicked() {
        create("/a", EXCLUSIVE);
        claimOne();
        create("/a", EXCLUSIVE);
        create("/a/b", SHARED);
        Task free = create("/b", EXCLUSIVE);
        assertThat(claimIds(Claim.by("bob"))).containsExactly(free.id());
    }

    @Test
    void unrestrictedTaskBehindABusyOneIsPicked() {
        create("/a", EXCLUSIVE);
        claimOne();
        create("/a", EXCLUSIVE);
        Task free = create("/a", UNRESTRICTED);
        assertThat(claimIds(Claim.by("bob").in("/a"))).containsExactly(free.id());
    }

    @Test
    void busyDirectoryReachesAcrossQueues() {
        QueueName gpu = QueueName.of("gpu");
        create("/a", EXCLUSIVE);
        claimOne();
        create(in("/a/b").queue(gpu).directoryAccess(EXCLUSIVE));
        assertThat(claim(Claim.by("bob").from(gpu))).isEmpty();
    }

    @Test
    void earlierPicksOfAClaimCountAsHolders() {
        Task first = create("/a", EXCLUSIVE);
        create("/a/b", EXCLUSIVE);
        Task apart = create("/c", EXCLUSIVE);
        create("/", SHARED);
        assertThat(claimIds(anything().limit(10))).containsExactly(first.id(), apart.id());
    }

    @Test
    void earlierClaimsOfACallCountAsHolders() {
        create("/a", EXCLUSIVE);
        create("/a", EXCLUSIVE);
        List<List<ClaimedTask>> answers = await(
                store().claim(List.of(new Call<>(CALLER, Claim.by("alice")), new Call<>(CALLER, Claim.by("bob")))));
        assertThat(answers.get(0)).hasSize(1);
        assertThat(answers.get(1)).isEmpty();
    }

    @Test
    void manySharedTasksRunTogether() {
        for (int i = 0; i < 5; i++) {
            create(i % 2 == 0 ? "/a" : "/a/b", SHARED);
        }
        assertThat(claim(anything().limit(10))).hasSize(5);
    }

    @Test
    void lastOfTheSharedHoldersFreesTheDirectory() {
        create("/a", SHARED);
        create("/a", SHARED);
        List<ClaimedTask> holders = claim(anything().limit(2));
        TaskId waiting = create("/a", EXCLUSIVE).id();
        complete(holders.get(0));
        assertThat(claim(Claim.by("bob"))).isEmpty();
        complete(holders.get(1));
        assertThat(claimIds(Claim.by("bob"))).containsExactly(waiting);
    }

    @Test
    void completionFreesTheDirectory() {
        ClaimedTask holder = holder();
        TaskId waiting = waiting();
        complete(holder);
        requireFree(waiting);
    }

    @Test
    void failureFreesTheDirectory() {
        ClaimedTask holder = holder();
        TaskId waiting = waiting();
        change(Fail.of(holder.id(), holder.token(), "no"));
        requireFree(waiting);
    }

    @Test
    void releaseFreesTheDirectory() {
        ClaimedTask holder = holder();
        change(Release.of(holder.id(), holder.token()));
        requireFree(holder.id());
    }

    @Test
    void expiryFreesTheDirectory() {
        ClaimedTask holder = holder();
        pass(LEASE);
        requireFree(holder.id());
    }

    @Test
    void cancelledTaskHoldsItsDirectoryUntilItsWorkerConfirms() {
        ClaimedTask holder = holder();
        TaskId waiting = waiting();
        change(Cancel.of(holder.id()));
        requireBusy();
        change(Release.of(holder.id(), holder.token()));
        requireFree(waiting);
    }

    @Test
    void refusedCompletionOfACancelledTaskConfirmsAndFreesTheDirectory() {
        ClaimedTask holder = holder();
        TaskId waiting = waiting();
        change(Cancel.of(holder.id()));
        refusal(Complete.of(holder.id(), holder.token(), TaskResult.SUCCESS));
        requireFree(waiting);
    }

    @Test
    void cancelledTaskHoldsItsDirectoryUntilItsLeaseEnds() {
        ClaimedTask holder = holder();
        TaskId waiting = waiting();
        change(Cancel.of(holder.id()));
        pass(LEASE.minusSeconds(1));
        requireBusy();
        pass(Duration.ofSeconds(1));
        requireFree(waiting);
    }

    @Test
    void forcedCancellationFreesTheDirectoryAtOnce() {
        ClaimedTask holder = holder();
        TaskId waiting = waiting();
        change(Cancel.of(holder.id()).forced());
        requireFree(waiting);
    }

    @Test
    void cancelledWaitingTaskHoldsNothing() {
        Task cancelled = create("/a", EXCLUSIVE);
        change(Cancel.of(cancelled.id()));
        requireFree(waiting());
    }

    @Test
    void changedAccessOfAWaitingTaskCountsAtOnce() {
        holder();
        TaskId waiting = waiting();
        TaskPatch.RoutingPatch unrestricted =
                new TaskPatch.RoutingPatch(Change.keep(), Change.keep(), Change.to(UNRESTRICTED));
        change(Update.of(waiting, TaskPatch.NOTHING.with(unrestricted)));
        requireFree(waiting);
    }

    private Task create(String directory, DirectoryAccess access) {
        return create(in(directory).directoryAccess(access));
    }

    private ClaimedTask holder() {
        create("/a", EXCLUSIVE);
        return claimOne();
    }

    private TaskId waiting() {
        return create("/a/b", SHARED).id();
    }

    private void requireBusy() {
        assertThat(claim(Claim.by("bob"))).isEmpty();
    }

    private void requireFree(TaskId next) {
        assertThat(claimIds(Claim.by("bob"))).containsExactly(next);
    }
}
