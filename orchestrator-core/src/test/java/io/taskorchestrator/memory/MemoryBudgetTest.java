package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the memory store does when it is full: it refuses new tasks and drops old finished ones, nothing else. */
class MemoryBudgetTest {

    private static final long MUCH = 1L << 30;
    private static final String LONG = "x".repeat(2_000);

    private static NewTask.Builder large() {
        return NewTask.builder("/work", "p".repeat(5_000));
    }

    /** A store with room for two large tasks that are not finished, but not for three. */
    private static TestStore full() {
        TestStore store = new TestStore(new Budget(30_000, 1_000, MUCH));
        store.create(large());
        store.create(large());
        return store;
    }

    @Test
    void creatingBeyondTheMemoryLimitFails() {
        TestStore store = full();
        assertThatThrownBy(() -> store.create(large())).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void smallTaskIsStillTakenWhereLargeOneIsRefused() {
        TestStore store = full();
        assertThat(store.exists(store.create(TestStore.task("/work")))).isTrue();
    }

    @Test
    void claimCompleteAndListGoOnWhileTheStoreIsFull() {
        TestStore store = full();
        ClaimedTask claimed = store.claim(Claim.by("worker"));
        store.complete(claimed);
        TaskQuery completed = TaskQuery.builder().status(TaskStatus.COMPLETED).build();
        assertThat(store.store.list(completed).tasks())
                .extracting(task -> task.id())
                .containsExactly(claimed.id());
    }

    @Test
    void thereIsRoomAgainAfterTaskWasCompleted() {
        TestStore store = full();
        store.complete(store.claim(Claim.by("worker")));
        assertThat(store.exists(store.create(large()))).isTrue();
    }

    @Test
    void thereIsRoomAgainAfterTaskWasDeleted() {
        TestStore store = full();
        store.apply(Delete.of(store.store.list(TaskQuery.ALL).tasks().get(0).id()));
        assertThat(store.exists(store.create(large()))).isTrue();
    }

    @Test
    void claimedTaskStillTakesItsRoom() {
        TestStore store = full();
        store.claim(Claim.by("worker"));
        assertThatThrownBy(() -> store.create(large())).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void cancelledTaskTakesItsRoomUntilItsWorkerHasConfirmed() {
        TestStore store = full();
        ClaimedTask held = store.claim(Claim.by("worker"));
        store.apply(Cancel.of(held.id()));
        assertThatThrownBy(() -> store.create(large())).hasCauseInstanceOf(StoreUnavailableException.class);

        store.apply(Release.of(held.id(), held.token()));
        assertThat(store.exists(store.create(large()))).isTrue();
    }

    @Test
    void retriedTaskTakesRoomAgain() {
        TestStore store = full();
        ClaimedTask task = store.claim(Claim.by("worker"));
        store.apply(Fail.of(task.id(), task.token(), "no"));
        store.apply(Retry.of(task.id()));
        assertThatThrownBy(() -> store.create(large())).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void roomIsNotLostOverManyTasks() {
        TestStore store = full();
        for (int i = 0; i < 500; i++) {
            store.complete(store.claim(Claim.by("worker")));
            store.create(large());
        }
        assertThatThrownBy(() -> store.create(large())).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void refusedBatchCreatesNothing() {
        TestStore store = full();
        assertThatThrownBy(() -> store.createAll(TestStore.task("/small"), large()))
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(store.store.list(TaskQuery.ALL).total()).isEqualTo(2);
        assertThat(store.claimAll(Claim.by("worker").in("/small"))).isEmpty();
    }

    @Test
    void finishedTaskThatEndedFirstGoesWhenThereAreTooMany() {
        TestStore store = new TestStore(new Budget(MUCH, 2, MUCH));
        TaskId first = store.finished("");
        store.clock.advance(Duration.ofSeconds(1));
        TaskId second = store.finished("");
        store.clock.advance(Duration.ofSeconds(1));
        TaskId third = store.finished("");
        assertThat(List.of(first, second, third).stream().filter(store::exists)).containsExactly(second, third);
    }

    @Test
    void finishedTaskThatEndedFirstGoesThoughItWasCreatedLast() {
        TestStore store = new TestStore(new Budget(MUCH, 2, MUCH));
        ClaimedTask early = claimNew(store);
        ClaimedTask late = claimNew(store);
        store.complete(late);
        store.clock.advance(Duration.ofSeconds(1));
        store.complete(early);
        store.clock.advance(Duration.ofSeconds(1));
        TaskId last = store.finished("");
        assertThat(List.of(early.id(), late.id(), last).stream().filter(store::exists))
                .containsExactly(early.id(), last);
    }

    @Test
    void failedAndCompletedTasksShareTheBudget() {
        TestStore store = new TestStore(new Budget(MUCH, 2, MUCH));
        ClaimedTask failed = claimNew(store);
        store.apply(Fail.of(failed.id(), failed.token(), "no"));
        store.clock.advance(Duration.ofSeconds(1));
        TaskId second = store.finished("");
        store.clock.advance(Duration.ofSeconds(1));
        TaskId third = store.finished("");
        assertThat(List.of(failed.id(), second, third).stream().filter(store::exists))
                .containsExactly(second, third);
    }

    @Test
    void finishedTasksGoWhenTheirBytesAreTooMany() {
        TestStore store = new TestStore(new Budget(MUCH, 1_000, 20_000));
        TaskId first = store.finished(LONG);
        for (int i = 0; i < 20; i++) {
            store.clock.advance(Duration.ofSeconds(1));
            store.finished(LONG);
        }
        assertThat(store.exists(first)).isFalse();
        assertThat(store.store.list(TaskQuery.ALL).total()).isBetween(2L, 9L);
    }

    @Test
    void heldTaskIsNotEvictedThoughItIsCancelled() {
        TestStore store = new TestStore(new Budget(MUCH, 1, MUCH));
        ClaimedTask held = claimNew(store);
        store.apply(Cancel.of(held.id()));
        for (int i = 0; i < 5; i++) {
            store.clock.advance(Duration.ofSeconds(1));
            store.finished("");
        }
        assertThat(store.exists(held.id())).isTrue();
    }

    @Test
    void historyKeepsTheLastFiveResultsOnly() {
        TestStore store = new TestStore(new Budget(MUCH, 1_000, MUCH));
        TaskId id = failedOften(store, 12);
        List<HistoryEntry> results = store.store.history(id, 0, 1_000).stream()
                .filter(entry -> entry.event().result().isPresent())
                .toList();
        assertThat(results)
                .extracting(entry ->
                        entry.event().result().get().output().orElseThrow().charAt(0))
                .containsExactly('H', 'I', 'J', 'K', 'L');
    }

    /** A task that has come back after so many failures, each with a result that begins with another letter. */
    private static TaskId failedOften(TestStore store, int times) {
        RetryPolicy retry = RetryPolicy.AUTOMATIC.withDelays(Duration.ZERO, Duration.ZERO);
        TaskId id = store.create(TestStore.task("/work").maxRetries(100).retry(retry));
        for (int i = 0; i < times; i++) {
            ClaimedTask task = store.claim(Claim.by("worker"));
            TaskResult result = TaskResult.success((char) ('A' + i) + LONG);
            store.apply(new Fail(id, Holder.of(task.token()), "no", true, Optional.of(result)));
            store.pass(Duration.ofSeconds(1));
        }
        return id;
    }

    private static ClaimedTask claimNew(TestStore store) {
        store.create(TestStore.task("/held"));
        return store.claim(Claim.by("worker").in("/held"));
    }
}
