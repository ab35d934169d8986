package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The history of tasks, and the results that its entries carry. The entries of a task are a chain, which a task has by its
 * end ({@link HistoryEnd}): it is followed backwards, from there or from a milestone, which each 32nd entry is.
 */
final class HistoryTable {

    private static final String INSERT = """
            INSERT INTO history (position, task, seq, previous, at, type, attempt, actor, details)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String INSERT_RESULT = """
            INSERT INTO history_result (task, seq, position, status, duration, details, output)
            VALUES (?, ?, ?, ?, ?, ?, ?)""";
    private static final String OLD_RESULTS = """
            SELECT r.seq, r.position, h.details FROM history_result r JOIN history h ON h.position = r.position
            WHERE r.task = ? ORDER BY r.seq DESC LIMIT 1000 OFFSET ?""";
    private static final String DROP_RESULT = "DELETE FROM history_result WHERE task = ? AND seq = ?";
    private static final String CHANGE_DETAILS = "UPDATE history SET details = ? WHERE position = ?";
    static final String POSITIONS = """
            WITH RECURSIVE entry AS (
                SELECT position, previous FROM history WHERE position = ?
                UNION ALL
                SELECT e.previous, (SELECT h.previous FROM history h WHERE h.position = e.previous)
                FROM entry e WHERE e.previous IS NOT NULL)
            SELECT position FROM entry""";
    private static final String DELETE = "DELETE FROM history WHERE position = ?";
    private static final String DELETE_RESULTS = "DELETE FROM history_result WHERE task = ?";
    static final String READ = """
            WITH RECURSIVE whole AS (
                SELECT t.number, t.last_entry FROM task_body b CROSS JOIN task_now t WHERE b.id = ? AND t.number = b.task),
            entry AS (
                SELECT position, seq, previous FROM history WHERE position = coalesce(
                    (SELECT position FROM history
                     WHERE task = (SELECT number FROM whole) AND seq % 32 = 0 AND seq >= ? ORDER BY seq LIMIT 1),
                    (SELECT last_entry FROM whole))
                UNION ALL
                SELECT e.previous, e.seq - 1, (SELECT h.previous FROM history h WHERE h.position = e.previous)
                FROM entry e WHERE e.previous IS NOT NULL AND e.seq - 1 > ?)
            SELECT h.seq, h.position, h.at, h.type, h.attempt, h.actor, h.details,
                   r.status, r.duration, r.details, r.output
            FROM entry e JOIN history h ON h.position = e.position
            LEFT JOIN history_result r ON r.task = (SELECT number FROM whole) AND r.seq = e.seq
            WHERE e.seq > ? ORDER BY e.seq LIMIT ?""";

    private HistoryTable() {}

    /** Adds entries to the history of a task, which ends at {@code before}. */
    static void add(Session session, long task, HistoryEnd before, List<HistoryEntry> entries) throws SQLException {
        HistoryEnd end = before;
        for (HistoryEntry entry : entries) {
            add(session, task, end, entry);
            end = HistoryEnd.at(entry);
        }
    }

    private static void add(Session session, long task, HistoryEnd before, HistoryEntry entry) throws SQLException {
        TaskEvent event = entry.event();
        session.update(
                INSERT,
                entry.position(),
                task,
                entry.seq(),
                before.positionOrNull(),
                Micros.of(entry.at()),
                event.type().text(),
                event.attempt(),
                entry.actor(),
                JsonColumns.ofMap(event.details()));
        if (event.result().isPresent()) {
            addResult(session, task, entry, event.result().get());
            if (entry.seq() > HistoryEntry.KEPT_RESULTS) {
                dropOldResults(session, task);
            }
        }
    }

    private static void addResult(Session session, long task, HistoryEntry entry, TaskResult result)
            throws SQLException {
        session.update(
                INSERT_RESULT,
                task,
                entry.seq(),
                entry.position(),
                result.status(),
                result.duration().map(Micros::of).orElse(null),
                result.details().map(json -> json.text()).orElse(null),
                result.output().orElse(null));
    }

    private static void dropOldResults(Session session, long task) throws SQLException {
        record Old(int seq, long position, @Nullable String details) {}
        List<Old> old = session.list(
                OLD_RESULTS,
                row -> new Old(row.number(), row.longNumber(), row.textOrNull()),
                task,
                HistoryEntry.KEPT_RESULTS);
        for (Old dropped : old) {
            Map<String, String> details = new HashMap<>(JsonColumns.map(dropped.details()));
            details.put("result_dropped", "true");
            session.update(DROP_RESULT, task, dropped.seq());
            session.update(CHANGE_DETAILS, JsonColumns.ofMap(details), dropped.position());
        }
    }

    /** Removes the whole history of a task, of which all entries have been sent ({@link Session#about}). */
    static void remove(Session session, TaskRow row) throws SQLException {
        for (long position :
                session.listApart(POSITIONS, Columns::longNumber, row.history().position())) {
            session.update(DELETE, position);
        }
        session.update(DELETE_RESULTS, row.number());
    }

    /** The first {@code limit} entries of a task that come after the one with this number within the task. */
    static List<HistoryEntry> read(Session session, TaskId id, int after, int limit) throws SQLException {
        int end = (int) Math.min(Integer.MAX_VALUE, (long) after + limit);
        return session.list(READ, HistoryTable::entry, id.toString(), end, after, after, limit);
    }

    private static HistoryEntry entry(Columns row) throws SQLException {
        int seq = row.number();
        long position = row.longNumber();
        Instant at = row.instant();
        EventType type = EventType.parse(row.text());
        int attempt = row.number();
        String actor = row.text();
        Map<String, String> details = JsonColumns.map(row.textOrNull());
        Optional<String> status = row.optionalText();
        Optional<TaskResult> result =
                status.isEmpty() ? Optional.empty() : Optional.of(TaskReading.result(status.get(), row));
        return new HistoryEntry(seq, position, at, actor, new TaskEvent(type, attempt, details, result));
    }
}
