package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fairness between directories: each task that runs in a directory makes the others of it count as later. */
class FairnessTest {

    private static final Duration FAIRNESS = Duration.ofMinutes(10);
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Claim ANYWHERE = Claim.by("worker");

    private final TestStore store = new TestStore(StoreSettings.STANDARD.withFairness(FAIRNESS));

    /** A task that is created now, a moment after the one before. */
    private static TaskId create(TestStore store, String directory) {
        TaskId id = store.create(TestStore.task(directory));
        store.clock.advance(MOMENT);
        return id;
    }

    private TaskId create(String directory) {
        return create(store, directory);
    }

    @Test
    void withoutFairnessTheOldestTaskGoesFirstHoweverManyRunInItsDirectory() {
        TestStore unfair = new TestStore(StoreSettings.STANDARD);
        TaskId first = create(unfair, "/a");
        TaskId second = create(unfair, "/a");
        TaskId other = create(unfair, "/b");
        assertThat(unfair.claimAll(ANYWHERE.limit(3)))
                .extracting(ClaimedTask::id)
                .containsExactly(first, second, other);
    }

    @Test
    void fairnessIsOffInTheStandardSettings() {
        assertThat(StoreSettings.STANDARD.fairness()).isZero();
    }

    @Test
    void taskOfIdleDirectoryGoesBeforeAnOlderOneOfBusyDirectory() {
        TaskId first = create("/a");
        create("/a");
        TaskId other = create("/b");
        assertThat(store.next(ANYWHERE)).hasValue(first);
        assertThat(store.next(ANYWHERE)).hasValue(other);
    }

    @Test
    void picksOfTheSameClaimCount() {
        TaskId first = create("/a");
        TaskId second = create("/a");
        TaskId other = create("/b");
        assertThat(store.claimAll(ANYWHERE.limit(3)))
                .extracting(ClaimedTask::id)
                .containsExactly(first, other, second);
    }

    @Test
    void directoriesTakeTurns() {
        for (int i = 0; i < 3; i++) {
            create("/a");
        }
        for (int i = 0; i < 3; i++) {
            create("/b/c");
        }
        assertThat(store.claimAll(ANYWHERE.limit(6)))
                .extracting(claimed -> claimed.task().spec().directory().path())
                .containsExactly("/a", "/b/c", "/a", "/b/c", "/a", "/b/c");
    }

    @Test
    void claimBelowDirectoryIsFairToo() {
        create("/p/a");
        create("/p/a");
        TaskId other = create("/p/b");
        store.next(ANYWHERE.below("/p"));
        assertThat(store.next(ANYWHERE.below("/p"))).hasValue(other);
    }

    @Test
    void claimForOneDirectoryIsNotAffected() {
        TaskId first = create("/a");
        TaskId second = create("/a");
        create("/b");
        assertThat(store.claimAll(ANYWHERE.in("/a").limit(5)))
                .extracting(ClaimedTask::id)
                .containsExactly(first, second);
    }

    @Test
    void priorityDecidesWithinBusyDirectory() {
        create("/a");
        store.next(ANYWHERE);
        create("/a");
        TaskId high = store.create(TestStore.task("/a").priority(Priority.HIGH));
        assertThat(store.next(ANYWHERE)).hasValue(high);
    }

    @Test
    void endOfLeaseEndsTheDisadvantage() {
        TaskId first = create("/a");
        TaskId second = create("/a");
        create("/b");
        ClaimedTask running = store.claim(ANYWHERE);
        assertThat(running.id()).isEqualTo(first);
        store.complete(running);
        assertThat(store.next(ANYWHERE)).hasValue(second);
    }

    @Test
    void releasedTaskKeepsItsPlace() {
        TaskId first = create("/a");
        create("/b");
        ClaimedTask running = store.claim(ANYWHERE);
        store.apply(Release.of(running.id(), running.token()));
        assertThat(store.next(ANYWHERE)).hasValue(first);
    }

    @Test
    void expiredLeaseEndsTheDisadvantage() {
        store.create(TestStore.task("/a").maxRetries(0));
        TaskId second = create("/a");
        create("/b");
        store.claim(ANYWHERE.lease(Duration.ofSeconds(30)));
        store.pass(Duration.ofSeconds(30));
        assertThat(store.next(ANYWHERE)).hasValue(second);
    }

    @Test
    void cancelledTaskCountsUntilItsWorkerHasConfirmed() {
        create("/a");
        TaskId second = create("/a");
        TaskId other = create("/b");
        ClaimedTask running = store.claim(ANYWHERE);
        store.apply(Cancel.of(running.id()));
        ClaimedTask next = store.claim(ANYWHERE);
        assertThat(next.id()).isEqualTo(other);
        store.apply(Release.of(running.id(), running.token()));
        assertThat(store.next(ANYWHERE)).hasValue(second);
    }

    @Test
    void tasksOfOtherQueuesThatRunInTheDirectoryCount() {
        QueueName queue = QueueName.of("other");
        store.create(TestStore.task("/a").queue(queue));
        store.next(ANYWHERE.from(queue));
        create("/a");
        TaskId other = create("/b");
        assertThat(store.next(ANYWHERE)).hasValue(other);
    }

    @Test
    void tasksThatRunAboveOrBelowTheDirectoryDoNotCount() {
        create("/");
        create("/a/deep");
        store.claimAll(ANYWHERE.limit(2));
        TaskId first = create("/a");
        create("/b");
        assertThat(store.next(ANYWHERE)).hasValue(first);
    }

    @Test
    void sharedTasksOfBusyDirectoryWaitTheirTurnAsOthersDo() {
        store.create(TestStore.task("/a").directoryAccess(DirectoryAccess.SHARED));
        store.create(TestStore.task("/a").directoryAccess(DirectoryAccess.SHARED));
        store.clock.advance(MOMENT);
        TaskId other = create("/b");
        store.next(ANYWHERE);
        assertThat(store.next(ANYWHERE)).hasValue(other);
    }

    @Test
    void taskThatIsOlderByMoreThanOneFairnessForEachLeaseGoesFirstAllTheSame() {
        List<TaskId> tasks = List.of(create("/a"), create("/a"), create("/a"));
        store.claimAll(ANYWHERE.limit(2));
        store.clock.advance(FAIRNESS.multipliedBy(2));
        create("/b");
        assertThat(store.next(ANYWHERE)).hasValue(tasks.get(2));
    }

    @Test
    void taskThatIsOlderByLessThanOneFairnessForEachLeaseWaits() {
        create("/a");
        create("/a");
        create("/a");
        store.claimAll(ANYWHERE.limit(2));
        store.clock.advance(FAIRNESS.multipliedBy(2).minus(Duration.ofSeconds(10)));
        TaskId other = create("/b");
        assertThat(store.next(ANYWHERE)).hasValue(other);
    }

    @Test
    void streamOfTasksElsewhereOvertakesForNoLongerThanOneFairnessForEachLease() {
        create("/a");
        TaskId waiting = create("/a");
        store.next(ANYWHERE);
        Duration waited = Duration.ZERO;
        boolean served = false;
        for (int i = 0; !served && i < 100; i++) {
            TaskId newer = create("/new-" + i);
            TaskId next = store.claim(ANYWHERE).id();
            assertThat(next).isIn(waiting, newer);
            served = next.equals(waiting);
            store.pass(Duration.ofMinutes(1));
            waited = waited.plus(Duration.ofMinutes(1)).plus(MOMENT);
        }
        assertThat(served).isTrue();
        assertThat(waited).isBetween(FAIRNESS, FAIRNESS.plusMinutes(2));
    }
}
