package io.taskorchestrator.testkit;

import static io.taskorchestrator.task.DirectoryAccess.EXCLUSIVE;
import static io.taskorchestrator.task.DirectoryAccess.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.WaitReason;
import io.taskorchestrator.task.WaitReason.Blocker;
import io.taskorchestrator.task.WaitReason.Kind;
import io.taskorchestrator.task.WaitReason.Place;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Why a task is not running. */
abstract class ExplainContract extends StoreScene {

    private static final Duration AGING = Duration.ofMinutes(10);

    ExplainContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void workingTaskIsNotWaiting() {
        TaskId id = create().id();
        claimOne();
        requireKind(id, Kind.NOT_WAITING);
    }

    @Test
    void finishedTaskIsNotWaiting() {
        TaskId id = create().id();
        change(Cancel.of(id));
        requireKind(id, Kind.NOT_WAITING);
    }

    @Test
    void delayedTaskWaitsForItsRunAt() {
        TaskId id = create(how -> how.delay(Duration.ofMinutes(5))).id();
        WaitReason reason = requireKind(id, Kind.DELAYED);
        assertThat(reason.until()).contains(START.plus(Duration.ofMinutes(5)));
    }

    @Test
    void taskThatNobodyEverAskedForWaitsForAWorker() {
        TaskId id = create().id();
        WaitReason reason = requireKind(id, Kind.NO_WORKER);
        assertThat(reason.lastAsked()).isEmpty();
        assertThat(reason.place()).contains(new Place(1, false));
    }

    @Test
    void taskThatWorkersAskForWaitsForItsTurn() {
        createMany(2);
        ask(Claim.by("alice"));
        TaskId id = create().id();
        WaitReason reason = requireKind(id, Kind.IN_LINE);
        assertThat(reason.place()).contains(new Place(2, false));
        assertThat(reason.lastAsked()).contains(START);
    }

    @Test
    void claimThatGotNothingCountsAsAsking() {
        ask(Claim.by("alice").below("/projects"));
        requireKind(create().id(), Kind.IN_LINE);
    }

    @Test
    void taskThatNobodyHasAskedForInAMinuteWaitsForAWorker() {
        ask(Claim.by("alice"));
        TaskId id = create().id();
        advance(Duration.ofSeconds(71));
        WaitReason reason = requireKind(id, Kind.NO_WORKER);
        assertThat(reason.lastAsked())
                .hasValueSatisfying(asked -> assertThat(asked).isBetween(START.minusSeconds(10), START));
    }

    @Test
    void taskThatSomebodyAskedForWithinAMinuteWaitsForItsTurn() {
        ask(Claim.by("alice"));
        TaskId id = create().id();
        advance(Duration.ofSeconds(49));
        requireKind(id, Kind.IN_LINE);
    }

    @Test
    void workersOfOtherTasksDoNotCount() {
        ask(Claim.by("alice").from(QueueName.of("gpu")));
        ask(Claim.by("alice").in("/projects"));
        ask(Claim.by("alice").below("/projects/other"));
        requireKind(create().id(), Kind.NO_WORKER);
    }

    @Test
    void workersOfTheVeryDirectoryCount() {
        ask(Claim.by("alice").in(SHOP));
        requireKind(create().id(), Kind.IN_LINE);
    }

    @Test
    void placeCountsTheTasksOfTheSameQueueAndDirectoryThatGoBefore() {
        create(in("/other"));
        create(how -> how.queue(QueueName.of("gpu")));
        TaskId low = create(how -> how.priority(Priority.LOW)).id();
        TaskId medium = create().id();
        TaskId high = create(how -> how.priority(Priority.HIGH)).id();
        assertThat(List.of(high, medium, low))
                .extracting(id ->
                        store().explain(id).orElseThrow().place().orElseThrow().number())
                .containsExactly(1, 2, 3);
    }

    @Test
    void placeIsCountedUpToAThousand() {
        List<Task> tasks = createMany(1_000);
        Task behind = create();
        assertThat(place(tasks.get(999).id())).isEqualTo(new Place(1_000, false));
        assertThat(place(behind.id())).isEqualTo(new Place(1_000, true)).hasToString("1000+");
    }

    @Test
    void busyDirectoryIsNamedWithItsHolderAndSince() {
        create(in("/a").directoryAccess(EXCLUSIVE));
        advance(Duration.ofSeconds(5));
        ClaimedTask holder = claimOne();
        TaskId waiting = create(in("/a/b").directoryAccess(SHARED)).id();
        advance(Duration.ofSeconds(5));
        assertThat(requireKind(waiting, Kind.DIRECTORY_BUSY).blocker())
                .contains(blocker(holder.id(), "/a", Optional.of(WorkerId.of("alice")), START.plusSeconds(5)));
    }

    @Test
    void cancelledTaskThatItsWorkerHasNotConfirmedStillKeepsTheDirectoryBusy() {
        create(in("/a").directoryAccess(EXCLUSIVE));
        ClaimedTask holder = claimOne();
        TaskId waiting = create(in("/a").directoryAccess(SHARED)).id();
        change(Cancel.of(holder.id()));
        assertThat(requireKind(waiting, Kind.DIRECTORY_BUSY).blocker())
                .map(Blocker::task)
                .contains(holder.id());
    }

    @Test
    void busyDirectoryDoesNotConcernUnrestrictedTasks() {
        create(in("/a").directoryAccess(EXCLUSIVE));
        claimOne();
        requireKind(create(in("/a")).id(), Kind.IN_LINE);
    }

    @Test
    void freedDirectoryIsNoReasonAnyMore() {
        create(in("/a").directoryAccess(EXCLUSIVE));
        ClaimedTask holder = claimOne();
        TaskId waiting = create(in("/a").directoryAccess(SHARED)).id();
        complete(holder);
        requireKind(waiting, Kind.IN_LINE);
    }

    @Test
    void reservationIsNamedWithItsTaskAndSince() {
        open(StoreSettings.STANDARD.withAging(AGING));
        create(in("/a").directoryAccess(SHARED));
        ask(Claim.by("alice"));
        TaskId reserved = create(in("/a").directoryAccess(EXCLUSIVE)).id();
        advance(AGING.plusSeconds(1));
        ask(Claim.by("bob"));
        TaskId waiting = create(in("/a/b").directoryAccess(SHARED)).id();
        assertThat(requireKind(waiting, Kind.DIRECTORY_RESERVED).blocker())
                .contains(blocker(reserved, "/a", Optional.empty(), START));
        requireKind(reserved, Kind.DIRECTORY_BUSY);
    }

    @Test
    void everyReasonHasAMessage() {
        TaskId id = create().id();
        assertThat(store().explain(id).orElseThrow().message()).isNotBlank();
    }

    private static Blocker blocker(TaskId task, String directory, Optional<WorkerId> worker, Instant since) {
        return new Blocker(task, WorkDirectory.of(directory), worker, since);
    }

    private void ask(Claim claim) {
        claim(claim);
    }

    private Place place(TaskId id) {
        return store().explain(id).orElseThrow().place().orElseThrow();
    }

    private WaitReason requireKind(TaskId id, Kind kind) {
        WaitReason reason = store().explain(id).orElseThrow();
        assertThat(reason.kind()).as(reason.message()).isEqualTo(kind);
        return reason;
    }
}
