package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.TaskId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of a database that others write, too: a task is locked before it is read, by two statements. In one, the task's own
 * row would be as it is after waiting for the lock, but its lease and the rest as they were before.
 *
 * <p>Whole sets are locked in the order of their numbers, so that nobody waits in a circle.
 *
 * <p>Thread model: the thread of the transaction.
 */
final class LockedTasks implements Tasks {

    private static final String LOCK = "SELECT number FROM task WHERE id = ANY (?) ORDER BY number FOR UPDATE";
    private static final String READ = TaskReading.ALL + TaskReading.JOINS + "WHERE t.id = ANY (?)";
    private static final String TRY_LOCK =
            "SELECT number FROM task WHERE number = ANY (?) ORDER BY number FOR UPDATE SKIP LOCKED";
    private static final String READ_NUMBERS = TaskReading.ALL + TaskReading.JOINS + "WHERE t.number = ANY (?)";

    private final Map<Long, TaskRow> byNumber = new HashMap<>();
    private final Map<TaskId, TaskRow> byId = new HashMap<>();
    private final Set<Long> spokenFor = new HashSet<>();

    /** Locks the tasks with these ids, waiting for whoever has them, and reads them, with what the session asks for next. */
    void lock(Session session, Collection<TaskId> ids) throws SQLException {
        if (!ids.isEmpty()) {
            ask(session, LOCK, READ, ids.stream().map(TaskId::toString).distinct().toArray(String[]::new));
        }
    }

    /** Locks those of the tasks with these numbers that nobody has, and reads them, with what the session asks for next. */
    void tryToLock(Session session, Collection<Long> numbers) throws SQLException {
        if (!numbers.isEmpty()) {
            ask(session, TRY_LOCK, READ_NUMBERS, numbers.toArray(Long[]::new));
        }
    }

    /** What came into being after the locking is read, but not locked, and therefore left alone. */
    private void ask(Session session, String lock, String read, Object[] which) throws SQLException {
        Set<Long> locked = new HashSet<>();
        session.ask(lock, row -> locked.add(row.longNumber()), (Object) which);
        session.ask(
                read,
                row -> {
                    TaskRow task = TaskReading.row(row);
                    if (locked.contains(task.number())) {
                        put(task);
                    }
                    return true;
                },
                (Object) which);
    }

    @Override
    public void expect(Session session, Collection<Long> numbers) throws SQLException {
        tryToLock(session, numbers);
        session.flush();
    }

    /** The task was picked for somebody already; others do not find it by its number. */
    void speakFor(long number) {
        spokenFor.add(number);
    }

    /** The task with this number, if it is locked already. */
    @Nullable TaskRow known(long number) {
        return byNumber.get(number);
    }

    @Override
    public @Nullable TaskRow byNumber(Session session, long number) throws SQLException {
        if (spokenFor.contains(number)) {
            return null;
        }
        if (!byNumber.containsKey(number)) {
            expect(session, List.of(number));
        }
        return byNumber.get(number);
    }

    @Override
    public @Nullable TaskRow byId(Session session, TaskId id) throws SQLException {
        if (!byId.containsKey(id)) {
            lock(session, List.of(id));
            session.flush();
        }
        return byId.get(id);
    }

    @Override
    public @Nullable TaskRow toShow(Session session, TaskId id) throws SQLException {
        TaskRow known = byId.get(id);
        return known != null ? known : TaskReading.byId(session, id);
    }

    @Override
    public void put(TaskRow row) {
        byNumber.put(row.number(), row);
        byId.put(row.task().id(), row);
    }

    @Override
    public void remove(TaskRow row) {
        byNumber.remove(row.number());
        byId.remove(row.task().id());
    }
}
