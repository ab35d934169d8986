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

/** The history of tasks, and the results that its entries carry. */
final class HistoryTable {

    private static final String INSERT =
            "INSERT INTO history (position, task, seq, at, type, attempt, actor, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_RESULT =
            "INSERT INTO history_result (task, seq, status, duration, details, output) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String OLD_RESULTS = """
            SELECT r.seq, h.details FROM history_result r JOIN history h ON h.task = r.task AND h.seq = r.seq
            WHERE r.task = ? ORDER BY r.seq DESC LIMIT 1000 OFFSET ?""";
    private static final String DROP_RESULT = "DELETE FROM history_result WHERE task = ? AND seq = ?";
    private static final String CHANGE_DETAILS = "UPDATE history SET details = ? WHERE task = ? AND seq = ?";
    private static final String DELETE = "DELETE FROM history WHERE task = ?";
    private static final String DELETE_RESULTS = "DELETE FROM history_result WHERE task = ?";
    private static final String READ = """
            SELECT h.seq, h.position, h.at, h.type, h.attempt, h.actor, h.details,
                   r.status, r.duration, r.details, r.output
            FROM history h LEFT JOIN history_result r ON r.task = h.task AND r.seq = h.seq
            WHERE h.task = (SELECT task FROM task_body WHERE id = ?) AND h.seq > ?
            ORDER BY h.seq LIMIT ?""";

    private HistoryTable() {}

    /** Writes down one entry. */
    static void add(Session session, long task, HistoryEntry entry) throws SQLException {
        TaskEvent event = entry.event();
        session.update(
                INSERT,
                entry.position(),
                task,
                entry.seq(),
                Micros.of(entry.at()),
                event.type().text(),
                event.attempt(),
                entry.actor(),
                JsonColumns.ofMap(event.details()));
        if (event.result().isPresent()) {
            addResult(session, task, entry.seq(), event.result().get());
            if (entry.seq() > HistoryEntry.KEPT_RESULTS) {
                dropOldResults(session, task);
            }
        }
    }

    private static void addResult(Session session, long task, int seq, TaskResult result) throws SQLException {
        session.update(
                INSERT_RESULT,
                task,
                seq,
                result.status(),
                result.duration().map(Micros::of).orElse(null),
                result.details().map(json -> json.text()).orElse(null),
                result.output().orElse(null));
    }

    private static void dropOldResults(Session session, long task) throws SQLException {
        record Old(int seq, @Nullable String details) {}
        List<Old> old = session.list(
                OLD_RESULTS, row -> new Old(row.number(), row.textOrNull()), task, HistoryEntry.KEPT_RESULTS);
        for (Old dropped : old) {
            Map<String, String> details = new HashMap<>(JsonColumns.map(dropped.details()));
            details.put("result_dropped", "true");
            session.update(DROP_RESULT, task, dropped.seq());
            session.update(CHANGE_DETAILS, JsonColumns.ofMap(details), task, dropped.seq());
        }
    }

    /** Removes the whole history of a task. */
    static void remove(Session session, long task) throws SQLException {
        session.update(DELETE, task);
        session.update(DELETE_RESULTS, task);
    }

    static List<HistoryEntry> read(Session session, TaskId id, int after, int limit) throws SQLException {
        return session.list(READ, HistoryTable::entry, id.toString(), after, limit);
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
