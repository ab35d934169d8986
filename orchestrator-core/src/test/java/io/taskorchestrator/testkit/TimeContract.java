package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes due, and how {@code tick} does it. */
abstract class TimeContract extends StoreScene {

    private static final Duration DELAY = Duration.ofMinutes(5);
    private static final RetryPolicy AFTER_DELAY =
            RetryPolicy.AUTOMATIC.withDelays(DELAY, DELAY).withJitter(0);

    TimeContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void nothingIsDueInAnEmptyStore() {
        assertThat(tick()).isEmpty();
    }

    @Test
    void taskIsNotHandedOutBeforeItsRunAt() {
        create(how -> how.delay(DELAY));
        pass(DELAY.minusNanos(1_000));
        assertThat(claim(Claim.by("alice"))).isEmpty();
    }

    @Test
    void delayedTaskIsHandedOutAtItsRunAt() {
        Task task = create(how -> how.delay(DELAY));
        pass(DELAY);
        assertThat(claimIds(Claim.by("alice"))).containsExactly(task.id());
    }

    @Test
    void promotionChangesNeitherVersionNorHistory() {
        Task task = create(how -> how.delay(DELAY));
        pass(DELAY);
        assertThat(find(task.id())).isEqualTo(task);
        assertThat(history(task.id())).hasSize(1);
    }

    @Test
    void delayedTaskDoesNotStandInTheWay() {
        create(how -> how.delay(DELAY));
        Task ready = create();
        assertThat(claimIds(Claim.by("alice").limit(10))).containsExactly(ready.id());
    }

    @Test
    void tickTellsWhenADelayedTaskWillBeDue() {
        create(how -> how.delay(DELAY.plusSeconds(1)));
        create(how -> how.delay(DELAY));
        requireNextDueBy(START.plus(DELAY));
    }

    @Test
    void tickTellsWhenALeaseWillEnd() {
        create();
        claimOne();
        requireNextDueBy(START.plus(LEASE));
    }

    @Test
    void tickTellsOfALeaseThatAHeartbeatShortened() {
        create();
        ClaimedTask claimed = claimOne();
        change(Heartbeat.of(claimed.id(), claimed.token()).lease(Duration.ofSeconds(5)));
        requireNextDueBy(START.plusSeconds(5));
    }

    @Test
    void taskUpdatedToRunLaterIsNotHandedOutBefore() {
        Task task = create();
        change(Update.of(task.id(), TaskPatch.NOTHING.withRunAt(Change.to(START.plus(DELAY)))));
        assertThat(claim(Claim.by("alice"))).isEmpty();
        pass(DELAY);
        assertThat(claimIds(Claim.by("alice"))).containsExactly(task.id());
    }

    @Test
    void taskUpdatedToRunNowIsHandedOutAtOnce() {
        Task task = create(how -> how.delay(DELAY));
        change(Update.of(task.id(), TaskPatch.NOTHING.withRunAt(Change.reset())));
        assertThat(claimIds(Claim.by("alice"))).containsExactly(task.id());
    }

    @Test
    void failedTaskWithAnAutomaticRetryWaitsForItsBackoff() {
        Task task = create(how -> how.retry(AFTER_DELAY));
        ClaimedTask claimed = claimOne();
        change(Fail.of(claimed.id(), claimed.token(), "no"));
        assertThat(find(task.id()).state().schedule().runAt()).contains(START.plus(DELAY));
        pass(DELAY.minusSeconds(1));
        assertThat(claim(Claim.by("alice"))).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(claimIds(Claim.by("alice"))).containsExactly(task.id());
    }

    @Test
    void expiredTaskWithAnAutomaticRetryWaitsForItsBackoff() {
        Task task = create(how -> how.retry(AFTER_DELAY));
        claimOne();
        pass(LEASE);
        assertThat(find(task.id()).state().schedule().runAt())
                .contains(START.plus(LEASE).plus(DELAY));
        assertThat(claim(Claim.by("alice"))).isEmpty();
        pass(DELAY);
        assertThat(claimIds(Claim.by("alice"))).containsExactly(task.id());
    }

    @Test
    void expiredTaskWithoutAnAutomaticRetryIsReadyAtOnce() {
        Task task = create();
        claimOne();
        pass(LEASE);
        assertThat(claimIds(Claim.by("bob"))).containsExactly(task.id());
    }

    @Test
    void releaseWithADelayIsNotHandedOutBefore() {
        Task task = create();
        ClaimedTask claimed = claimOne();
        change(new Release(claimed.id(), Holder.of(claimed.token()), DELAY, false));
        pass(DELAY.minusSeconds(1));
        assertThat(claim(Claim.by("alice"))).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(claimIds(Claim.by("alice"))).containsExactly(task.id());
    }

    @Test
    void tickExpiresNoMoreLeasesThanItsLimit() {
        createMany(10);
        List<TaskId> ids = claimIds(anything().limit(10));
        advance(LEASE);
        Optional<Instant> next = await(store().tick(3));
        assertThat(countWaiting(ids)).isBetween(1L, 3L);
        assertThat(next).hasValueSatisfying(due -> assertThat(due).isBeforeOrEqualTo(now()));
    }

    @Test
    void enoughTicksExpireEveryLease() {
        createMany(10);
        List<TaskId> ids = claimIds(anything().limit(10));
        advance(LEASE);
        for (int i = 0; i < 10; i++) {
            await(store().tick(1));
        }
        assertThat(countWaiting(ids)).isEqualTo(10);
    }

    @Test
    void oneTickWithALargeLimitDoesAllThatIsDue() {
        List<TaskId> ids = createMany(500).stream().map(Task::id).toList();
        for (int i = 0; i < 5; i++) {
            claim(anything().limit(100));
        }
        advance(LEASE);
        tick();
        assertThat(countWaiting(ids)).isEqualTo(500);
    }

    @Test
    void tickBeforeTheTimeDoesNothing() {
        create();
        Task task = claimOne().task();
        advance(LEASE.minusSeconds(1));
        tick();
        assertThat(find(task.id())).isEqualTo(task);
    }

    @Test
    void changesAreAtTheStoresTime() {
        create();
        ClaimedTask claimed = claimOne();
        clock.set(START.plusSeconds(9).plusNanos(1_999));
        Task done = complete(claimed);
        Instant at = START.plusSeconds(9).plusNanos(1_000);
        assertThat(done.state().outcome().completedAt()).contains(at);
        assertThat(done.state().schedule().updatedAt()).isEqualTo(at);
    }

    @Test
    void tickDoesNoMoreThingsThanItsLimitAltogether() {
        List<Task> tasks = createMany(5);
        tasks.forEach(task -> change(Cancel.of(task.id())));
        pass(StoreSettings.STANDARD.retention().minus(LEASE));
        createMany(5);
        List<TaskId> held = claimIds(anything().limit(5));
        advance(LEASE);
        await(store().tick(3));
        long purged =
                tasks.stream().filter(task -> lookFor(task.id()).isEmpty()).count();
        assertThat(countWaiting(held) + purged).isBetween(1L, 3L);
    }

    @Test
    void clockThatStepsBackBeforeARunAtHarmsNoClaim() {
        Task task = create(how -> how.delay(DELAY));
        pass(DELAY);
        advance(Duration.ofMinutes(-1));
        assertThat(claim(Claim.by("alice").limit(10))).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(claimIds(Claim.by("alice").limit(10))).containsExactly(task.id());
    }

    private void requireNextDueBy(Instant due) {
        assertThat(tick())
                .hasValueSatisfying(next -> assertThat(next).isAfter(now()).isBeforeOrEqualTo(due));
    }

    private long countWaiting(List<TaskId> ids) {
        return ids.stream()
                .filter(id -> find(id).status() == TaskStatus.WAITING)
                .count();
    }
}
