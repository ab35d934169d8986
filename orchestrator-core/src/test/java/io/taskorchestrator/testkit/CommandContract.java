package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commands on tasks: carried out each for itself, with the lifecycle's decisions. */
abstract class CommandContract extends StoreScene {

    private static final TaskId UNKNOWN = TaskId.of(new UUID(7, 7));

    CommandContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void severalCommandsOfOneCallAreCarriedOutEachForItself() {
        List<Task> tasks = createMany(2);
        ClaimedTask claimed = claimOne();
        List<Decided> decided = await(store().apply(List.of(
                new Call<>(CALLER, Complete.of(claimed.id(), claimed.token(), TaskResult.SUCCESS)),
                new Call<>(CALLER, Cancel.of(UNKNOWN)),
                new Call<>(CALLER, Retry.of(tasks.get(1).id())),
                new Call<>(CALLER, Cancel.of(tasks.get(1).id())))));
        assertThat(decided)
                .extracting(each -> each.decision().getClass().getSimpleName())
                .containsExactly("Changed", "Refused", "Unchanged", "Changed");
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(find(tasks.get(1).id()).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void laterCommandOfACallSeesWhatAnEarlierOneDid() {
        create();
        ClaimedTask claimed = claimOne();
        List<Decided> decided = await(store().apply(List.of(
                new Call<>(CALLER, Release.of(claimed.id(), claimed.token())),
                new Call<>(CALLER, Heartbeat.of(claimed.id(), claimed.token())))));
        assertThat(decided.get(1).decision()).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void completionThatIsRefusedHindersNoneBesideIt() {
        createMany(100);
        List<ClaimedTask> claimed = claim(anything().limit(100));
        change(Release.of(claimed.get(1).id(), claimed.get(1).token()));
        change(Cancel.of(claimed.get(2).id()).forced());
        List<Call<TaskCommand>> calls = new ArrayList<>();
        claimed.forEach(task -> calls.add(completion(task.id(), task.token())));
        calls.set(3, completion(UNKNOWN, claimed.get(3).token()));
        calls.set(4, completion(claimed.get(4).id(), claimed.get(5).token()));

        List<Decided> decided = await(store().apply(calls));

        assertThat(decided).hasSize(100);
        assertThat(IntStream.range(0, 100).filter(i -> decided.get(i).decision() instanceof Decision.Refused))
                .containsExactly(1, 2, 3, 4);
        assertThat(claimed)
                .filteredOn(task -> find(task.id()).status() == TaskStatus.COMPLETED)
                .hasSize(96);
        assertThat(historyTypes(claimed.get(2).id())).endsWith(EventType.CANCELLED, EventType.LATE_RESULT);
        assertThat(find(claimed.get(4).id()).status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void secondCompletionOfTheSameTaskInACallIsARepeat() {
        create();
        ClaimedTask claimed = claimOne();

        List<Decided> decided = await(store().apply(
                        List.of(completion(claimed.id(), claimed.token()), completion(claimed.id(), claimed.token()))));

        assertThat(decided.get(0).decision()).isInstanceOf(Decision.Changed.class);
        assertThat(decided.get(1).decision()).isInstanceOf(Decision.Unchanged.class);
        assertThat(historyTypes(claimed.id()))
                .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
    }

    private static Call<TaskCommand> completion(TaskId id, LeaseToken token) {
        return new Call<>(CALLER, Complete.of(id, token, TaskResult.SUCCESS));
    }

    @Test
    void noCommandsAtAllAreAnsweredByNothing() {
        assertThat(await(store().apply(List.of()))).isEmpty();
    }

    @Test
    void decisionTellsTheStoresTime() {
        TaskId id = create().id();
        clock.set(START.plusSeconds(1).plusNanos(2_345));
        Instant at = await(store().apply(List.of(new Call<>(CALLER, Cancel.of(id)))))
                .get(0)
                .at();
        assertThat(at).isEqualTo(START.plusSeconds(1).plusNanos(2_000));
    }

    @Test
    void answeredTaskIsTheStoredOne() {
        create();
        Task done = complete(claimOne());
        assertThat(find(done.id())).isEqualTo(done);
    }

    @Test
    void everyCommandOnAnUnknownTaskIsNotFound() {
        create();
        ClaimedTask claimed = claimOne();
        assertThat(List.of(
                        Cancel.of(UNKNOWN),
                        Retry.of(UNKNOWN),
                        Delete.of(UNKNOWN),
                        Update.of(UNKNOWN, TaskPatch.prompt("new")),
                        Heartbeat.of(UNKNOWN, claimed.token()),
                        Complete.of(UNKNOWN, claimed.token(), TaskResult.SUCCESS)))
                .allSatisfy(command -> assertThat(refusal(command).reason()).isEqualTo(RefusalReason.NOT_FOUND));
    }

    @Test
    void versionGrowsByOneWithEveryChange() {
        Task task = create();
        assertThat(change(Update.of(task.id(), TaskPatch.prompt("new"))).version())
                .isEqualTo(2);
        ClaimedTask claimed = claimOne();
        assertThat(claimed.task().version()).isEqualTo(3);
        assertThat(change(Fail.of(task.id(), claimed.token(), "no")).version()).isEqualTo(4);
        assertThat(change(Retry.of(task.id())).version()).isEqualTo(5);
        assertThat(change(Cancel.of(task.id())).version()).isEqualTo(6);
    }

    @Test
    void updateOfAnotherVersionIsRefused() {
        Task task = create();
        change(Update.of(task.id(), TaskPatch.prompt("new")));
        Update stale = new Update(task.id(), TaskPatch.prompt("newer"), Optional.of(1L));
        assertThat(refusal(stale).reason()).isEqualTo(RefusalReason.VERSION_MISMATCH);
        assertThat(find(task.id()).spec().prompt()).isEqualTo("new");
    }

    @Test
    void refusedCommandChangesNothing() {
        Task done = completed();
        assertThat(refusal(Cancel.of(done.id())).reason()).isEqualTo(RefusalReason.WRONG_STATUS);
        assertThat(find(done.id())).isEqualTo(done);
    }

    @Test
    void largestResultIsKept() {
        create();
        ClaimedTask claimed = claimOne();
        TaskResult result = new TaskResult(
                "success", Optional.of("x".repeat(4 << 20)), Optional.of(Duration.ofMillis(1_234)), Optional.empty());
        change(Complete.of(claimed.id(), claimed.token(), result));
        assertThat(find(claimed.id()).state().outcome().result()).contains(result);
    }

    @Test
    void deletedTaskIsGoneWithItsHistory() {
        Task done = completed();
        change(Delete.of(done.id()));
        assertThat(lookFor(done.id())).isEmpty();
        assertThat(history(done.id())).isEmpty();
        assertThat(store().explain(done.id())).isEmpty();
        assertThat(store().list(TaskQuery.ALL).tasks()).isEmpty();
        assertThat(refusal(Delete.of(done.id())).reason()).isEqualTo(RefusalReason.NOT_FOUND);
    }

    @Test
    void deletedWaitingTaskIsNotHandedOut() {
        change(Delete.of(create().id()));
        assertThat(claim(anything())).isEmpty();
    }

    @Test
    void deletedDelayedTaskNeverBecomesReady() {
        change(Delete.of(create(how -> how.delay(Duration.ofMinutes(1))).id()));
        pass(Duration.ofMinutes(2));
        assertThat(claim(anything())).isEmpty();
    }

    @Test
    void deleteOfAnotherVersionIsRefused() {
        Task done = completed();
        assertThat(refusal(new Delete(done.id(), false, Optional.of(1L))).reason())
                .isEqualTo(RefusalReason.VERSION_MISMATCH);
        assertThat(lookFor(done.id())).isPresent();
    }

    @Test
    void taskWithALiveLeaseIsNotDeleted() {
        create();
        ClaimedTask claimed = claimOne();
        assertThat(refusal(Delete.of(claimed.id())).reason()).isEqualTo(RefusalReason.LEASE_LIVE);
        assertThat(find(claimed.id())).isEqualTo(claimed.task());
    }

    @Test
    void forcedDeleteCancelsAndWaitsForTheWorker() {
        ClaimedTask claimed = forceDeleted();
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(find(claimed.id()).state().outcome().deleteRequested()).isTrue();
    }

    @Test
    void forceDeletedTaskGoesWhenItsWorkerConfirms() {
        ClaimedTask claimed = forceDeleted();
        change(Release.of(claimed.id(), claimed.token()));
        assertThat(lookFor(claimed.id())).isEmpty();
    }

    @Test
    void forceDeletedTaskGoesWhenItsWorkerCompletesInVain() {
        ClaimedTask claimed = forceDeleted();
        refusal(Complete.of(claimed.id(), claimed.token(), TaskResult.SUCCESS));
        assertThat(lookFor(claimed.id())).isEmpty();
    }

    @Test
    void forceDeletedTaskGoesWhenItsLeaseEnds() {
        ClaimedTask claimed = forceDeleted();
        pass(LEASE.minusSeconds(1));
        assertThat(lookFor(claimed.id())).isPresent();
        pass(Duration.ofSeconds(1));
        assertThat(lookFor(claimed.id())).isEmpty();
    }

    private Task completed() {
        create();
        return complete(claimOne());
    }

    private ClaimedTask forceDeleted() {
        create();
        ClaimedTask claimed = claimOne();
        change(new Delete(claimed.id(), true, Optional.empty()));
        return claimed;
    }
}
