package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which task is next. */
abstract class ClaimOrderContract extends StoreScene {

    private static final Duration AGING = Duration.ofMinutes(10);

    ClaimOrderContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void highGoesBeforeMediumBeforeLow() {
        Task low = create(how -> how.priority(Priority.LOW));
        Task medium = create(how -> how.priority(Priority.MEDIUM));
        Task high = create(how -> how.priority(Priority.HIGH));
        assertThat(claimAll()).containsExactly(high.id(), medium.id(), low.id());
    }

    @Test
    void firstInIsFirstOutWithinAPriority() {
        List<TaskId> created = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            created.add(create(in("/d" + i % 3)).id());
            advance(Duration.ofMillis(1));
        }
        assertThat(claimAll()).isEqualTo(created);
    }

    @Test
    void tasksOfTheSameInstantGoById() {
        List<TaskId> ids = createMany(20).stream().map(Task::id).toList();
        assertThat(claimAll()).isEqualTo(ids).isSorted();
    }

    @Test
    void placeInLineIsComparedToTheMicrosecond() {
        Task later = create(how -> how.runAt(START.plusNanos(2_000)));
        Task earlier = create(how -> how.runAt(START.plusNanos(1_000)));
        pass(Duration.ofSeconds(1));
        assertThat(claimAll()).containsExactly(earlier.id(), later.id());
    }

    @Test
    void newHighTaskOvertakesALowOneForLessThanTwiceTheAging() {
        open(StoreSettings.STANDARD.withAging(AGING));
        Task low = create(how -> how.priority(Priority.LOW));
        advance(AGING.multipliedBy(2).minusSeconds(1));
        Task high = create(how -> how.priority(Priority.HIGH));
        assertThat(claimAll()).containsExactly(high.id(), low.id());
    }

    @Test
    void lowTaskGoesBeforeAHighOneThatCameTwiceTheAgingLater() {
        open(StoreSettings.STANDARD.withAging(AGING));
        Task low = create(how -> how.priority(Priority.LOW));
        advance(AGING.multipliedBy(2).plusSeconds(1));
        Task high = create(how -> how.priority(Priority.HIGH));
        assertThat(claimAll()).containsExactly(low.id(), high.id());
    }

    @Test
    void mediumTaskGoesBeforeAHighOneThatCameTheAgingLater() {
        open(StoreSettings.STANDARD.withAging(AGING));
        Task medium = create();
        advance(AGING.plusSeconds(1));
        Task high = create(how -> how.priority(Priority.HIGH));
        assertThat(claimAll()).containsExactly(medium.id(), high.id());
    }

    @Test
    void withoutAgingTheOrderIsThatOfArrival() {
        open(StoreSettings.STANDARD.withAging(Duration.ZERO));
        Task low = create(how -> how.priority(Priority.LOW));
        Task high = create(how -> how.priority(Priority.HIGH));
        assertThat(claimAll()).containsExactly(low.id(), high.id());
    }

    @Test
    void releasedTaskKeepsItsPlace() {
        Task first = create();
        advance(Duration.ofSeconds(1));
        Task second = create();
        ClaimedTask claimed = claimOne();
        change(Release.of(claimed.id(), claimed.token()));
        assertThat(claimAll()).containsExactly(first.id(), second.id());
    }

    @Test
    void expiredTaskKeepsItsPlace() {
        Task first = create();
        advance(Duration.ofSeconds(1));
        Task second = create();
        claimOne();
        pass(LEASE);
        assertThat(claimAll()).containsExactly(first.id(), second.id());
    }

    @Test
    void taskRetriedByHandGoesToTheEndOfTheLine() {
        Task first = create();
        advance(Duration.ofSeconds(1));
        Task second = create();
        ClaimedTask claimed = claimOne();
        change(Fail.of(claimed.id(), claimed.token(), "no"));
        advance(Duration.ofSeconds(1));
        change(Retry.of(first.id()));
        assertThat(claimAll()).containsExactly(second.id(), first.id());
    }

    @Test
    void delayedTaskStandsInLineFromItsRunAt() {
        Task delayed = create(how -> how.delay(Duration.ofSeconds(10)));
        pass(Duration.ofSeconds(5));
        Task before = create();
        pass(Duration.ofSeconds(10));
        Task after = create();
        assertThat(claimAll()).containsExactly(before.id(), delayed.id(), after.id());
    }

    @Test
    void newPriorityMovesAWaitingTask() {
        Task first = create();
        Task second = create();
        change(Update.of(second.id(), TaskPatch.priority(Priority.HIGH)));
        assertThat(claimAll()).containsExactly(second.id(), first.id());
    }

    @Test
    void newRunAtSetsThePlaceInLineAnew() {
        Task first = create();
        Task second = create();
        advance(Duration.ofSeconds(1));
        change(Update.of(first.id(), TaskPatch.NOTHING.withRunAt(Change.reset())));
        assertThat(claimAll()).containsExactly(second.id(), first.id());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyClaimGetsTheTaskWithTheSmallestKey(long seed) {
        open(StoreSettings.STANDARD.withAging(AGING));
        Random random = new Random(seed);
        List<Task> waiting = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            advance(Duration.ofSeconds(random.nextInt(60)));
            if (random.nextInt(5) < 3) {
                waiting.add(createRandom(random));
            } else if (!waiting.isEmpty()) {
                Task expected = waiting.stream()
                        .min(Comparator.comparing(ClaimOrderContract::key).thenComparing(Task::id))
                        .orElseThrow();
                assertThat(claimOne(Claim.by("alice")).id()).isEqualTo(expected.id());
                waiting.remove(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void nobodyIsOvertakenByATaskThatCameMoreThanTwiceTheAgingLater(long seed) {
        open(StoreSettings.STANDARD.withAging(AGING));
        Random random = new Random(seed);
        List<Task> waiting = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            advance(Duration.ofSeconds(random.nextInt(60)));
            waiting.add(createRandom(random));
            if (random.nextBoolean()) {
                Task claimed = claimOne(Claim.by("alice")).task();
                waiting.removeIf(task -> task.id().equals(claimed.id()));
                Instant oldest = queuedAt(claimed).minus(AGING.multipliedBy(2));
                assertThat(waiting)
                        .allSatisfy(task -> assertThat(queuedAt(task)).isAfterOrEqualTo(oldest));
            }
        }
    }

    private Task createRandom(Random random) {
        Priority[] priorities = Priority.values();
        return create(in("/d" + random.nextInt(4)).priority(priorities[random.nextInt(priorities.length)]));
    }

    private static Instant queuedAt(Task task) {
        return task.state().schedule().queuedAt();
    }

    private static Instant key(Task task) {
        return queuedAt(task).minus(AGING.multipliedBy(task.spec().priority().level()));
    }

    /** What one worker gets who asks for one task after the other. */
    private List<TaskId> claimAll() {
        List<TaskId> ids = new ArrayList<>();
        List<TaskId> next = claimIds(Claim.by("alice"));
        while (!next.isEmpty()) {
            ids.addAll(next);
            next = claimIds(Claim.by("alice"));
        }
        return ids;
    }
}
