package io.taskorchestrator.memory;

import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers the numbers from the counters.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class StatisticsView {

    private static final double MICROS_PER_MILLI = 1_000.0;

    private final TaskTable table;

    StatisticsView(TaskTable table) {
        this.table = table;
    }

    Statistics of(Duration window, Instant now) {
        int hours = (int) Math.max(
                1,
                Math.min(
                        HourlySums.KEPT.toHours(),
                        window.plusHours(1).minusNanos(1).toHours()));
        long completed = 0;
        long processingMicros = 0;
        List<Statistics.Hour> series = new ArrayList<>(hours);
        for (Instant start : table.sums().hours(now, hours)) {
            HourlySums.Sums sums = table.sums().of(start);
            series.add(new Statistics.Hour(start, sums.completed, sums.failed));
            completed += sums.completed;
            processingMicros += sums.processingMicros;
        }
        return new Statistics(
                byStatus(),
                byPriority(),
                Duration.ofHours(hours),
                completed == 0 ? 0.0 : processingMicros / MICROS_PER_MILLI / completed,
                (double) completed / hours,
                series);
    }

    private Map<TaskStatus, Long> byStatus() {
        Map<TaskStatus, Long> counts = new EnumMap<>(TaskStatus.class);
        for (TaskStatus status : TaskStatus.values()) {
            counts.put(status, table.log().count(Optional.of(status), Optional.empty()));
        }
        return counts;
    }

    private Map<Priority, Long> byPriority() {
        Map<Priority, Long> counts = new EnumMap<>(Priority.class);
        for (Priority priority : Priority.values()) {
            counts.put(priority, table.log().count(Optional.empty(), Optional.of(priority)));
        }
        return counts;
    }
}
