package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.TaskStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gathers the numbers from the counters; it never looks at tasks. */
final class StatisticsView {

    private static final String COUNTERS = "SELECT status, priority, tasks FROM counter";
    private static final String HOURS =
            "SELECT hour, completed, failed, processing FROM hourly WHERE hour > ? AND hour <= ?";
    private static final double MICROS_PER_MILLI = 1_000.0;

    private StatisticsView() {}

    private record Sums(long completed, long failed, long processing) {
        private static final Sums NONE = new Sums(0, 0, 0);
    }

    static Statistics of(Session session, Duration window, Instant now) throws SQLException {
        Map<TaskStatus, Long> byStatus = new EnumMap<>(TaskStatus.class);
        Map<Priority, Long> byPriority = new EnumMap<>(Priority.class);
        List.of(TaskStatus.values()).forEach(status -> byStatus.put(status, 0L));
        List.of(Priority.values()).forEach(priority -> byPriority.put(priority, 0L));
        session.each(COUNTERS, row -> {
            TaskStatus status = Codes.status(row.number());
            Priority priority = Codes.priority(row.number());
            long tasks = row.longNumber();
            byStatus.merge(status, tasks, Long::sum);
            byPriority.merge(priority, tasks, Long::sum);
            return true;
        });
        int hours = (int) Math.max(
                1,
                Math.min(Tally.KEPT.toHours(), window.plusHours(1).minusNanos(1).toHours()));
        Map<Long, Sums> sums = sums(session, hours, now);
        long completed = sums.values().stream().mapToLong(Sums::completed).sum();
        long processing = sums.values().stream().mapToLong(Sums::processing).sum();
        return new Statistics(
                byStatus,
                byPriority,
                Duration.ofHours(hours),
                completed == 0 ? 0.0 : processing / MICROS_PER_MILLI / completed,
                (double) completed / hours,
                series(sums, hours, now));
    }

    /** What ended in the last hours, by hour. */
    private static Map<Long, Sums> sums(Session session, int hours, Instant now) throws SQLException {
        long current = Tally.hourOf(now);
        Map<Long, Sums> sums = new HashMap<>();
        session.each(
                HOURS,
                row -> {
                    sums.put(row.longNumber(), new Sums(row.longNumber(), row.longNumber(), row.longNumber()));
                    return true;
                },
                current - hours,
                current);
        return sums;
    }

    private static List<Statistics.Hour> series(Map<Long, Sums> sums, int hours, Instant now) {
        List<Statistics.Hour> series = new ArrayList<>(hours);
        long current = Tally.hourOf(now);
        for (long hour = current - hours + 1; hour <= current; hour++) {
            Sums of = sums.getOrDefault(hour, Sums.NONE);
            Instant start = Instant.ofEpochSecond(hour * Tally.SECONDS_PER_HOUR);
            series.add(new Statistics.Hour(start, of.completed(), of.failed()));
        }
        return series;
    }

    /** How many tasks there are in one of these statuses and of one of these priorities. */
    static long count(Session session, TaskStatus[] statuses, Priority[] priorities) throws SQLException {
        long[] sum = new long[1];
        session.each(COUNTERS, row -> {
            TaskStatus status = Codes.status(row.number());
            Priority priority = Codes.priority(row.number());
            long tasks = row.longNumber();
            if (List.of(statuses).contains(status) && List.of(priorities).contains(priority)) {
                sum[0] += tasks;
            }
            return true;
        });
        return sum[0];
    }
}
