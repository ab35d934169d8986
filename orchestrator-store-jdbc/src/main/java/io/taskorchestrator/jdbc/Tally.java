package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one transaction changes in the counters: collected, and written once at its end, so that a hundred callers' work
 * costs no more counting than one's.
 */
final class Tally {

    /** The longest window that can be asked for. */
    static final Duration KEPT = Duration.ofDays(31);

    static final long SECONDS_PER_HOUR = Duration.ofHours(1).toSeconds();

    private static final String COUNT = """
            INSERT INTO counter (status, priority, tasks) VALUES (?, ?, ?)
            ON CONFLICT (status, priority) DO UPDATE SET tasks = counter.tasks + excluded.tasks""";
    private static final String COUNT_HOUR = """
            INSERT INTO hourly (hour, completed, failed, processing) VALUES (?, ?, ?, ?)
            ON CONFLICT (hour) DO UPDATE SET
                completed = hourly.completed + excluded.completed,
                failed = hourly.failed + excluded.failed,
                processing = hourly.processing + excluded.processing""";
    private static final String APPEND = "INSERT INTO counter_delta (status, priority, tasks) VALUES (?, ?, ?)";
    private static final String APPEND_HOUR =
            "INSERT INTO hourly_delta (hour, completed, failed, processing) VALUES (?, ?, ?, ?)";
    private static final String FOLD = """
            WITH folded AS (DELETE FROM counter_delta RETURNING status, priority, tasks)
            INSERT INTO counter_sum (status, priority, tasks)
            SELECT status, priority, sum(tasks) FROM folded GROUP BY status, priority
            ON CONFLICT (status, priority) DO UPDATE SET tasks = counter_sum.tasks + excluded.tasks""";
    private static final String FOLD_HOURS = """
            WITH folded AS (DELETE FROM hourly_delta RETURNING hour, completed, failed, processing)
            INSERT INTO hourly_sum (hour, completed, failed, processing)
            SELECT hour, sum(completed), sum(failed), sum(processing) FROM folded GROUP BY hour
            ON CONFLICT (hour) DO UPDATE SET
                completed = hourly_sum.completed + excluded.completed,
                failed = hourly_sum.failed + excluded.failed,
                processing = hourly_sum.processing + excluded.processing""";
    private static final String DROP_FOLDED_HOURS = "DELETE FROM hourly_sum WHERE hour < ?";
    private static final String DROP_HOURS = "DELETE FROM hourly WHERE hour < ?";

    private static final int STATUSES = TaskStatus.values().length;
    private static final int PRIORITIES = Priority.values().length;

    private final long[][] tasks = new long[STATUSES][PRIORITIES];
    private final Map<Long, Hour> hours = new TreeMap<>();

    private static final class Hour {
        private long completed;
        private long failed;
        private long processing;
    }

    /** There is one more task like this, or (-1) one less. */
    void count(Task task, int change) {
        tasks[Codes.of(task.status())][Codes.of(task.spec().priority())] += change;
    }

    /** Counts what {@code event} says has ended. */
    void count(Task task, TaskEvent event, Instant now) {
        if (event.type() == EventType.COMPLETED) {
            Hour hour = hour(now);
            hour.completed++;
            task.state()
                    .attempts()
                    .startedAt()
                    .ifPresent(start -> hour.processing += Math.max(0, Micros.of(now) - Micros.of(start)));
        } else if (event.type() == EventType.FAILED) {
            hour(now).failed++;
        }
    }

    /** Adds everything to the counters. */
    void add(Session session) throws SQLException {
        write(session, COUNT, COUNT_HOUR);
    }

    /** Writes everything beside the counters, so that nobody waits for anybody: whoever has time adds it up. */
    void append(Session session) throws SQLException {
        write(session, APPEND, APPEND_HOUR);
    }

    private void write(Session session, String count, String countHour) throws SQLException {
        for (int status = 0; status < STATUSES; status++) {
            for (int priority = 0; priority < PRIORITIES; priority++) {
                if (tasks[status][priority] != 0) {
                    session.update(count, status, priority, tasks[status][priority]);
                }
            }
        }
        for (Map.Entry<Long, Hour> entry : hours.entrySet()) {
            Hour hour = entry.getValue();
            session.update(countHour, entry.getKey(), hour.completed, hour.failed, hour.processing);
        }
    }

    /** Adds what was appended to the counters. */
    static void fold(Session session, Instant now) throws SQLException {
        session.update(FOLD);
        session.update(FOLD_HOURS);
        session.update(DROP_FOLDED_HOURS, hourOf(now) - KEPT.toHours());
    }

    /** Drops the hours that nobody can ask for any more. */
    static void dropOldHours(Session session, Instant now) throws SQLException {
        session.update(DROP_HOURS, hourOf(now) - KEPT.toHours());
    }

    static long hourOf(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), SECONDS_PER_HOUR);
    }

    private Hour hour(Instant now) {
        return hours.computeIfAbsent(hourOf(now), any -> new Hour());
    }
}
