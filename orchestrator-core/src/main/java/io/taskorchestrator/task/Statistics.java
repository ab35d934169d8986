package io.taskorchestrator.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The orchestrator in numbers. The distributions count the tasks that exist now; the performance figures and the series
 * are sums of what happened in the window, and stay when tasks go.
 *
 * @param byStatus how many tasks are in each status; every status is present
 * @param byPriority how many tasks have each priority; every priority is present
 * @param window the time that the figures below are about, in whole hours, up to now
 * @param averageProcessingMillis mean time from start to end of the attempts that completed a task in the window; 0 when
 *     there was none
 * @param tasksPerHour tasks completed in the window, by hour
 * @param series the window hour by hour, oldest first, the current hour last
 */
public record Statistics(
        Map<TaskStatus, Long> byStatus,
        Map<Priority, Long> byPriority,
        Duration window,
        double averageProcessingMillis,
        double tasksPerHour,
        List<Hour> series) {

    private static final Duration LONGEST_WINDOW = Duration.ofDays(31);

    /** Copies the maps and the series. */
    public Statistics {
        byStatus = Map.copyOf(byStatus);
        byPriority = Map.copyOf(byPriority);
        series = List.copyOf(series);
    }

    /**
     * What ended in one hour.
     *
     * @param start the beginning of the hour
     * @param completed tasks completed
     * @param failed tasks failed
     */
    public record Hour(Instant start, long completed, long failed) {}

    /**
     * Returns {@code window} if numbers can be given for it.
     *
     * @throws InvalidInputException naming {@code hours} if it is not 1 hour to 31 days
     */
    public static Duration requireWindow(Duration window) {
        if (window.compareTo(Duration.ofHours(1)) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new InvalidInputException(
                    "hours", "must be 1 to %d, but is %d".formatted(LONGEST_WINDOW.toHours(), window.toHours()));
        }
        return window;
    }

    /** How many tasks there are. */
    public long total() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many tasks are in {@code status}. */
    public long count(TaskStatus status) {
        return byStatus.getOrDefault(status, 0L);
    }

    /** The completed share of the finished tasks that exist now, 0 to 1; 0 when there are none. */
    public double successRate() {
        long completed = count(TaskStatus.COMPLETED);
        long finished = completed + count(TaskStatus.FAILED) + count(TaskStatus.CANCELLED);
        return finished == 0 ? 0.0 : (double) completed / finished;
    }
}
