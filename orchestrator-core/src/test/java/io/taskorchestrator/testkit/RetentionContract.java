package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long finished tasks are kept. */
abstract class RetentionContract extends StoreScene {

    private static final Duration KEPT = Duration.ofDays(7);
    private static final Duration FAILED_KEPT = Duration.ofDays(30);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    RetentionContract(StoreOpener opener) {
        super(opener);
    }

    @BeforeEach
    void openWithRetention() {
        open(StoreSettings.STANDARD.withRetention(KEPT, FAILED_KEPT));
    }

    @Test
    void completedTaskIsKeptForItsRetention() {
        create();
        requireGoneAfter(KEPT, complete(claimOne()).id());
    }

    @Test
    void cancelledTaskIsKeptForItsRetention() {
        TaskId id = create().id();
        change(Cancel.of(id));
        requireGoneAfter(KEPT, id);
    }

    @Test
    void failedTaskIsKeptForARetentionOfItsOwn() {
        requireGoneAfter(FAILED_KEPT, failed().id());
    }

    @Test
    void failedTasksCanBeKeptForAShorterTime() {
        open(StoreSettings.STANDARD.withRetention(FAILED_KEPT, KEPT));
        TaskId failed = failed().id();
        create();
        TaskId completed = complete(claimOne()).id();
        requireGoneAfter(KEPT, failed);
        assertThat(lookFor(completed)).isPresent();
    }

    @Test
    void retentionCountsFromTheEndOfATask() {
        create();
        advance(Duration.ofDays(3));
        requireGoneAfter(KEPT, complete(claimOne()).id());
    }

    @Test
    void purgedTaskIsGoneEverywhere() {
        create();
        TaskId id = complete(claimOne()).id();
        pass(KEPT.plus(MOMENT));
        assertThat(history(id)).isEmpty();
        assertThat(store().explain(id)).isEmpty();
        assertThat(store().list(TaskQuery.ALL).total()).isZero();
        Statistics statistics = store().statistics(Duration.ofHours(24));
        assertThat(statistics.total()).isZero();
    }

    @Test
    void waitingAndWorkingTasksAreNeverPurged() {
        open(StoreSettings.STANDARD.withRetention(MOMENT, MOMENT));
        create();
        TaskId working = claimOne().id();
        TaskId waiting = create().id();
        pass(LEASE.minusSeconds(1));
        assertThat(lookFor(waiting)).isPresent();
        assertThat(lookFor(working)).isPresent();
    }

    @Test
    void taskThatIsStillHeldIsNotPurged() {
        open(StoreSettings.STANDARD.withRetention(Duration.ofSeconds(10), FAILED_KEPT));
        create();
        ClaimedTask claimed = claimOne();
        change(Cancel.of(claimed.id()));
        pass(LEASE.minusSeconds(1));
        assertThat(find(claimed.id()).state().lease()).isPresent();
        change(Release.of(claimed.id(), claimed.token()));
        pass(Duration.ofSeconds(10));
        assertThat(lookFor(claimed.id())).isEmpty();
    }

    @Test
    void retriedTaskIsNotPurged() {
        TaskId id = failed().id();
        change(Retry.of(id));
        pass(FAILED_KEPT.plus(MOMENT));
        assertThat(find(id).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void taskCompletedLateIsKeptAsACompletedOne() {
        create(how -> how.maxRetries(0));
        ClaimedTask claimed = claimOne();
        pass(LEASE);
        assertThat(find(claimed.id()).status()).isEqualTo(TaskStatus.FAILED);
        requireGoneAfter(KEPT, complete(claimed).id());
    }

    @Test
    void tickTellsWhenARetentionWillEnd() {
        create();
        complete(claimOne());
        assertThat(tick())
                .hasValueSatisfying(due -> assertThat(due).isAfter(now()).isBeforeOrEqualTo(START.plus(KEPT)));
    }

    @Test
    void tickPurgesNoMoreTasksThanItsLimit() {
        List<Task> tasks = createMany(10);
        tasks.forEach(task -> change(Cancel.of(task.id())));
        advance(KEPT.plus(MOMENT));
        assertThat(await(store().tick(4)))
                .hasValueSatisfying(due -> assertThat(due).isBeforeOrEqualTo(now()));
        assertThat(store().list(TaskQuery.ALL).total()).isBetween(6L, 9L);
        for (int i = 0; i < 10; i++) {
            await(store().tick(1));
        }
        assertThat(store().list(TaskQuery.ALL).total()).isZero();
    }

    @Test
    void purgeTakesOnlyWhatIsDue() {
        create();
        TaskId old = complete(claimOne()).id();
        pass(Duration.ofDays(1));
        create();
        TaskId young = complete(claimOne()).id();
        pass(KEPT.minusHours(23));
        assertThat(lookFor(old)).isEmpty();
        assertThat(lookFor(young)).isPresent();
    }

    private Task failed() {
        create();
        ClaimedTask claimed = claimOne();
        return change(Fail.of(claimed.id(), claimed.token(), "no"));
    }

    private void requireGoneAfter(Duration retention, TaskId id) {
        pass(retention.minus(MOMENT));
        assertThat(lookFor(id)).isPresent();
        pass(MOMENT);
        assertThat(lookFor(id)).isEmpty();
    }
}
