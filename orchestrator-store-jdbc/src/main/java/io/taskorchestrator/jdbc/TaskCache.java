package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.task.TaskId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that were written or read last, as the tables have them within the running transaction: what is created is soon
 * claimed and what is claimed soon completed, and reading a task anew each time would be a third of the writer's work.
 *
 * <p>It is right only while nobody else writes, and is thrown away with the rest of {@link KeptState} when a transaction is
 * undone. Large tasks are not kept, nor are finished ones: next to nobody asks for those, and keeping only what goes on makes it so
 * small that a processor has it at hand.
 *
 * <p>Thread model: the writer's thread.
 */
final class TaskCache implements Tasks {

    private static final String AHEAD_IN_LINE = "SELECT " + TaskReading.AS_CREATED + """

            FROM (
                SELECT number FROM ready
                WHERE queue = ? AND %s access = ? AND priority = ? AND queued_at >= ?
                ORDER BY queued_at, number LIMIT ?) AS first
            JOIN task t ON t.number = first.number
            JOIN task_body b ON b.task = t.number
            WHERE t.version = 1""";
    private static final String AHEAD_IN_DIRECTORY = AHEAD_IN_LINE.formatted(Lines.IN_DIRECTORY);
    private static final String AHEAD_ANYWHERE = AHEAD_IN_LINE.formatted(Lines.ANYWHERE);

    private static final int MOST_TASKS = 4_096;
    private static final int MOST_CHARACTERS = 4_096;

    /** So many lines are read ahead by so many tasks; together they fill half of the cache at most. */
    private static final int MOST_LINES = 128;

    private static final int AHEAD = 16;

    private final Map<Long, TaskRow> byNumber = new LinkedHashMap<>(MOST_TASKS, 0.75f, true);
    private final Map<TaskId, TaskRow> byId = new HashMap<>();

    /** The lines of which a task was missing last, the latest one at the end. */
    private final Set<Line> missed = new LinkedHashSet<>();

    @Override
    public @Nullable TaskRow byNumber(Session session, long number) throws SQLException {
        TaskRow known = byNumber.get(number);
        if (known != null) {
            return known;
        }
        TaskRow unchanged = TaskReading.unchangedByNumber(session, number); // as most are that are claimed
        return kept(unchanged != null ? unchanged : TaskReading.byNumber(session, number));
    }

    /**
     * Most of the time that it takes to read a task is the statement's, so those behind it are read with it. But only if this line
     * was in want of a task not long ago: where claims go from line to line, tasks would be read for nothing.
     */
    @Override
    public @Nullable TaskRow first(Session session, Line line, Candidate found) throws SQLException {
        TaskRow known = byNumber.get(found.number());
        if (known != null) {
            return known;
        }
        if (isMissedAgain(line)) {
            readAhead(session, line, found.spot().queuedAt());
        }
        return byNumber(session, found.number());
    }

    /**
     * Reads those of the first few tasks of {@code line} from {@code queuedAt} on that have not changed since they were created, up to
     * one that is too large.
     */
    private void readAhead(Session session, Line line, long queuedAt) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(List.of(line.queue()));
        if (!line.directory().isEmpty()) {
            values.add(line.directory());
        }
        values.addAll(List.of(line.access(), line.priority(), queuedAt, AHEAD));
        session.each(
                line.directory().isEmpty() ? AHEAD_ANYWHERE : AHEAD_IN_DIRECTORY,
                columns -> {
                    TaskRow row = TaskReading.unchanged(columns);
                    put(row);
                    return row.characters() <= MOST_CHARACTERS;
                },
                values.toArray());
    }

    private boolean isMissedAgain(Line line) {
        boolean again = missed.remove(line);
        missed.add(line);
        if (missed.size() > MOST_LINES) {
            missed.remove(missed.iterator().next());
        }
        return again;
    }

    @Override
    public @Nullable TaskRow byId(Session session, TaskId id) throws SQLException {
        TaskRow known = byId.get(id);
        if (known != null) {
            return byNumber.get(known.number()); // which also notes that it was used
        }
        return kept(TaskReading.byId(session, id));
    }

    private @Nullable TaskRow kept(@Nullable TaskRow row) {
        if (row != null) {
            put(row);
        }
        return row;
    }

    @Override
    public @Nullable TaskRow toShow(Session session, TaskId id) throws SQLException {
        return byId(session, id);
    }

    @Override
    public void expect(Session session, Collection<Long> numbers) {
        // Reading them one by one costs the same here.
    }

    @Override
    public void put(TaskRow row) {
        if (row.queueState() == QueueState.FINISHED || row.characters() > MOST_CHARACTERS) {
            remove(row);
            return;
        }
        byNumber.put(row.number(), row);
        byId.put(row.task().id(), row);
        if (byNumber.size() > MOST_TASKS) {
            remove(byNumber.values().iterator().next());
        }
    }

    @Override
    public void remove(TaskRow row) {
        byNumber.remove(row.number());
        byId.remove(row.task().id());
    }
}
