package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void theSuccessRateIsTheCompletedShareOfTheFinishedTasks() {
        assertThat(statistics(Map.of(
                                TaskStatus.WAITING, 100L,
                                TaskStatus.WORKING, 50L,
                                TaskStatus.COMPLETED, 6L,
                                TaskStatus.FAILED, 1L,
                                TaskStatus.CANCELLED, 1L))
                        .successRate())
                .isEqualTo(0.75);
    }

    @Test
    void withoutFinishedTasksTheSuccessRateIsZero() {
        assertThat(statistics(Map.of()).successRate()).isZero();
        assertThat(statistics(Map.of(TaskStatus.WAITING, 3L)).successRate()).isZero();
    }

    @Test
    void theSuccessRateIsOneWhenEverythingWasCompleted() {
        assertThat(statistics(Map.of(TaskStatus.COMPLETED, 3L)).successRate()).isEqualTo(1.0);
    }

    @Test
    void theTotalCountsEveryStatus() {
        Statistics statistics = statistics(Map.of(TaskStatus.WAITING, 3L, TaskStatus.FAILED, 4L));

        assertThat(statistics.total()).isEqualTo(7);
        assertThat(statistics.count(TaskStatus.FAILED)).isEqualTo(4);
        assertThat(statistics.count(TaskStatus.WORKING)).isZero();
    }

    @Test
    void laterChangesOfTheCountersDoNotShow() {
        Map<TaskStatus, Long> counters = new EnumMap<>(TaskStatus.class);
        counters.put(TaskStatus.WAITING, 1L);
        Statistics statistics = statistics(counters);
        counters.put(TaskStatus.WAITING, 2L);

        assertThat(statistics.total()).isEqualTo(1);
    }

    private static Statistics statistics(Map<TaskStatus, Long> byStatus) {
        return new Statistics(byStatus, Map.of(), Duration.ofHours(24), 0, 0, List.of());
    }
}
