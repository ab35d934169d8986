package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Statistics.Hour;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store in numbers. */
abstract class StatisticsContract extends StoreScene {

    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Offset<Double> EXACTLY = within(1e-6);

    StatisticsContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void numbersOfAnEmptyStoreAreZero() {
        Statistics statistics = store().statistics(DAY);
        assertThat(statistics.byStatus()).hasSize(TaskStatus.values().length);
        assertThat(statistics.byStatus().values()).containsOnly(0L);
        assertThat(statistics.byPriority()).hasSize(Priority.values().length);
        assertThat(statistics.byPriority().values()).containsOnly(0L);
        assertThat(statistics.successRate()).isZero();
        assertThat(statistics.averageProcessingMillis()).isZero();
        assertThat(statistics.tasksPerHour()).isZero();
        assertThat(statistics.series()).hasSize(24).allSatisfy(hour -> {
            assertThat(hour.completed()).isZero();
            assertThat(hour.failed()).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void distributionsAreWhatAListCounts(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            doSomething(random);
        }
        Statistics statistics = store().statistics(DAY);
        for (TaskStatus status : TaskStatus.values()) {
            assertThat(statistics.count(status))
                    .as(status.text())
                    .isEqualTo(count(TaskQuery.builder().status(status)));
        }
        for (Priority priority : Priority.values()) {
            assertThat(statistics.byPriority().get(priority))
                    .as(priority.text())
                    .isEqualTo(count(TaskQuery.builder().priority(priority)));
        }
        assertThat(statistics.total()).isEqualTo(count(TaskQuery.builder()));
    }

    @Test
    void changedPriorityIsCountedAnew() {
        Task task = create();
        change(Update.of(task.id(), TaskPatch.priority(Priority.HIGH)));
        assertThat(store().statistics(DAY).byPriority())
                .containsEntry(Priority.MEDIUM, 0L)
                .containsEntry(Priority.HIGH, 1L);
    }

    @Test
    void successRateIsTheCompletedShareOfTheFinished() {
        createMany(6);
        complete(claimOne());
        complete(claimOne());
        fail(claimOne());
        change(Cancel.of(claimOne().id()));
        assertThat(store().statistics(DAY).successRate()).isEqualTo(0.5, EXACTLY);
    }

    @Test
    void averageIsFromStartToCompletion() {
        createMany(3);
        completeAfter(Duration.ofSeconds(1));
        completeAfter(Duration.ofMillis(2_001));
        claimOne();
        assertThat(store().statistics(DAY).averageProcessingMillis()).isEqualTo(1_500.5, EXACTLY);
    }

    @Test
    void averageCountsTheLastAttemptOnly() {
        create();
        claimOne();
        pass(LEASE);
        completeAfter(Duration.ofSeconds(3));
        assertThat(store().statistics(DAY).averageProcessingMillis()).isEqualTo(3_000.0, EXACTLY);
    }

    @Test
    void failuresDoNotCountInTheAverage() {
        createMany(2);
        completeAfter(Duration.ofSeconds(3));
        ClaimedTask claimed = claimOne();
        advance(Duration.ofSeconds(30));
        fail(claimed);
        assertThat(store().statistics(DAY).averageProcessingMillis()).isEqualTo(3_000.0, EXACTLY);
    }

    @Test
    void seriesCountsWhatEndedInEachHour() {
        createMany(6);
        complete(claimOne());
        fail(claimOne());
        advance(HOUR);
        complete(claimOne());
        complete(claimOne());
        advance(HOUR);
        fail(claimOne());
        assertThat(store().statistics(Duration.ofHours(4)).series())
                .containsExactly(
                        new Hour(START.minus(HOUR), 0, 0),
                        new Hour(START, 1, 1),
                        new Hour(START.plus(HOUR), 2, 0),
                        new Hour(START.plus(HOUR).plus(HOUR), 0, 1));
    }

    @Test
    void hoursBeginAtTheFullHour() {
        clock.set(START.plus(Duration.ofMinutes(59)));
        create();
        complete(claimOne());
        advance(Duration.ofMinutes(2));
        assertThat(store().statistics(Duration.ofHours(2)).series())
                .containsExactly(new Hour(START, 1, 0), new Hour(START.plus(HOUR), 0, 0));
    }

    @Test
    void windowIsRoundedUpToWholeHours() {
        Statistics statistics = store().statistics(Duration.ofMinutes(61));
        assertThat(statistics.window()).isEqualTo(Duration.ofHours(2));
        assertThat(statistics.series()).hasSize(2);
    }

    @Test
    void whatEndedBeforeTheWindowDoesNotCount() {
        create();
        completeAfter(Duration.ofSeconds(5));
        advance(Duration.ofHours(2));
        Statistics statistics = store().statistics(Duration.ofHours(2));
        assertThat(statistics.averageProcessingMillis()).isZero();
        assertThat(statistics.tasksPerHour()).isZero();
        assertThat(statistics.count(TaskStatus.COMPLETED)).isEqualTo(1);
    }

    @Test
    void tasksPerHourAreTheCompletedOnesOfTheWindow() {
        createMany(6);
        for (int i = 0; i < 5; i++) {
            complete(claimOne());
        }
        fail(claimOne());
        assertThat(store().statistics(Duration.ofHours(2)).tasksPerHour()).isEqualTo(2.5, EXACTLY);
    }

    @Test
    void sumsStayWhenTasksGo() {
        create();
        Task done = completeAfter(Duration.ofSeconds(2));
        change(Delete.of(done.id()));
        Statistics statistics = store().statistics(Duration.ofHours(1));
        assertThat(statistics.total()).isZero();
        assertThat(statistics.successRate()).isZero();
        assertThat(statistics.averageProcessingMillis()).isEqualTo(2_000.0, EXACTLY);
        assertThat(statistics.series()).containsExactly(new Hour(START, 1, 0));
    }

    @Test
    void everyFailureOfATaskCounts() {
        create();
        Task failed = fail(claimOne());
        change(Retry.of(failed.id()));
        fail(claimOne());
        assertThat(store().statistics(HOUR).series()).containsExactly(new Hour(START, 0, 2));
    }

    private void doSomething(Random random) {
        Priority[] priorities = Priority.values();
        create(how -> how.priority(priorities[random.nextInt(priorities.length)]));
        List<ClaimedTask> claimed = random.nextBoolean() ? claim(anything()) : List.of();
        for (ClaimedTask task : claimed) {
            switch (random.nextInt(5)) {
                case 0 -> complete(task);
                case 1 -> fail(task);
                case 2 -> change(Cancel.of(task.id()).forced());
                case 3 -> change(Delete.of(complete(task).id()));
                default -> pass(Duration.ofSeconds(20));
            }
        }
    }

    private Task completeAfter(Duration work) {
        ClaimedTask claimed = claimOne();
        advance(work);
        return complete(claimed);
    }

    private Task fail(ClaimedTask claimed) {
        return change(Fail.of(claimed.id(), claimed.token(), "no"));
    }

    private long count(TaskQuery.Builder query) {
        return store().list(query.limit(500).build()).tasks().size();
    }
}
