package io.taskorchestrator.memory;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What ended in each hour of the last days: sums that stay when the tasks go.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class HourlySums {

    /** The longest window that can be asked for. */
    static final Duration KEPT = Duration.ofDays(31);

    private static final long SECONDS_PER_HOUR = Duration.ofHours(1).toSeconds();

    private final TreeMap<Long, Sums> hours = new TreeMap<>();

    /** The hour that was counted in last, so that the map is asked once an hour only. In seconds since 1970. */
    private long latestStart = Long.MIN_VALUE;

    private Sums latest = new Sums();

    /** The sums of one hour, or of several. */
    static final class Sums {
        long completed;
        long failed;
        long processingMicros;

        private void add(Sums other) {
            completed += other.completed;
            failed += other.failed;
            processingMicros += other.processingMicros;
        }
    }

    /** Counts what {@code event} says has ended. */
    void count(Task task, TaskEvent event, Instant now) {
        if (event.type() == EventType.COMPLETED) {
            Sums sums = hour(now);
            sums.completed++;
            task.state()
                    .attempts()
                    .startedAt()
                    .ifPresent(start -> sums.processingMicros += Math.max(0, Micros.of(now) - Micros.of(start)));
        } else if (event.type() == EventType.FAILED) {
            hour(now).failed++;
        }
    }

    /** The last hours, oldest first, the current one last. */
    List<Instant> hours(Instant now, int count) {
        Instant current = now.truncatedTo(ChronoUnit.HOURS);
        List<Instant> starts = new ArrayList<>(count);
        for (int ago = count - 1; ago >= 0; ago--) {
            starts.add(current.minusSeconds(ago * SECONDS_PER_HOUR));
        }
        return starts;
    }

    /** The sums of the hour that starts at {@code start}. */
    Sums of(Instant start) {
        Sums sums = new Sums();
        Sums hour = hours.get(Math.floorDiv(start.getEpochSecond(), SECONDS_PER_HOUR));
        if (hour != null) {
            sums.add(hour);
        }
        return sums;
    }

    private Sums hour(Instant now) {
        long second = now.getEpochSecond();
        if (second < latestStart || second >= latestStart + SECONDS_PER_HOUR) {
            long number = Math.floorDiv(second, SECONDS_PER_HOUR);
            latestStart = number * SECONDS_PER_HOUR;
            latest = hours.computeIfAbsent(number, any -> new Sums());
            while (hours.firstKey() < hours.lastKey() - KEPT.toHours()) {
                hours.pollFirstEntry();
            }
        }
        return latest;
    }
}
