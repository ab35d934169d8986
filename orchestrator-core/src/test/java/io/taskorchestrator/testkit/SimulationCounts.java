package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts again what the store has counted. */
final class SimulationCounts {

    private static final Duration WINDOW = Duration.ofHours(24);
    private static final double MICROS_PER_MILLI = 1_000.0;

    private final Map<Instant, Hour> hours = new HashMap<>();

    private static final class Hour {
        private long completed;
        private long failed;
        private double processingMillis;
    }

    /** Takes a new entry of the history of {@code task} into account. */
    void count(Task task, HistoryEntry entry) {
        EventType type = entry.event().type();
        if (type == EventType.COMPLETED || type == EventType.FAILED) {
            Hour hour = hours.computeIfAbsent(entry.at().truncatedTo(ChronoUnit.HOURS), any -> new Hour());
            if (type == EventType.FAILED) {
                hour.failed++;
                return;
            }
            hour.completed++;
            Instant start = task.state().attempts().startedAt().orElse(entry.at());
            double millis = start.until(entry.at(), ChronoUnit.MICROS) / MICROS_PER_MILLI;
            hour.processingMillis += Math.max(0, millis);
        }
    }

    void check(SimulationWorld world, Collection<Task> listed) {
        Statistics statistics = world.store.statistics(WINDOW);
        Map<TaskStatus, Long> byStatus = new EnumMap<>(TaskStatus.class);
        Map<Priority, Long> byPriority = new EnumMap<>(Priority.class);
        for (Task task : listed) {
            byStatus.merge(task.status(), 1L, Long::sum);
            byPriority.merge(task.spec().priority(), 1L, Long::sum);
        }
        for (TaskStatus status : TaskStatus.values()) {
            long count = byStatus.getOrDefault(status, 0L);
            require(statistics.count(status) == count, "A counter is wrong", status, count, statistics.byStatus());
        }
        for (Priority priority : Priority.values()) {
            long count = byPriority.getOrDefault(priority, 0L);
            long counted = statistics.byPriority().getOrDefault(priority, 0L);
            require(counted == count, "A counter is wrong", priority, count, counted);
        }
        checkSeries(statistics);
    }

    private void checkSeries(Statistics statistics) {
        long completed = 0;
        double millis = 0;
        for (Statistics.Hour counted : statistics.series()) {
            Hour hour = hours.getOrDefault(counted.start(), new Hour());
            require(
                    counted.completed() == hour.completed && counted.failed() == hour.failed,
                    "The numbers of an hour are wrong",
                    counted,
                    hour.completed,
                    hour.failed);
            completed += hour.completed;
            millis += hour.processingMillis;
        }
        double average = completed == 0 ? 0 : millis / completed;
        boolean right = Math.abs(statistics.averageProcessingMillis() - average) <= 0.01 + average * 1e-6
                && Math.abs(statistics.tasksPerHour() - completed / (double) WINDOW.toHours()) < 1e-6;
        require(right, "A sum of the last day is wrong", statistics, average, completed);
    }
}
