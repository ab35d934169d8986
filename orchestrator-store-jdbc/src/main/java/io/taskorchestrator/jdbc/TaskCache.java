package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.TaskId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that were written or read last, as the tables have them within the running transaction: what is created is soon
 * claimed and what is claimed soon completed, and reading a task anew each time would be a third of the writer's work.
 *
 * <p>It is right only while nobody else writes, and is thrown away with the rest of {@link KeptState} when a transaction is
 * undone. Large tasks are not kept.
 *
 * <p>Thread model: the writer's thread.
 */
final class TaskCache implements Tasks {

    private static final int MOST_TASKS = 4_096;
    private static final int MOST_CHARACTERS = 4_096;

    private final Map<Long, TaskRow> byNumber = new LinkedHashMap<>(MOST_TASKS, 0.75f, true);
    private final Map<TaskId, TaskRow> byId = new HashMap<>();

    @Override
    public @Nullable TaskRow byNumber(Session session, long number) throws SQLException {
        TaskRow known = byNumber.get(number);
        if (known != null) {
            return known;
        }
        TaskRow unchanged = TaskReading.unchangedByNumber(session, number); // as most are that are claimed
        return kept(unchanged != null ? unchanged : TaskReading.byNumber(session, number));
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
        if (row.characters() > MOST_CHARACTERS) {
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
