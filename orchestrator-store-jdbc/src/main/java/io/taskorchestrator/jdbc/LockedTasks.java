package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.TaskId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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

    private static final String LOCK = """
            SELECT number FROM task WHERE number = ANY (? || ARRAY (SELECT task FROM task_body WHERE id = ANY (?)))
            ORDER BY number FOR UPDATE""";
    private static final String TRY_LOCK =
            "SELECT number FROM task WHERE number = ANY (?) ORDER BY number FOR UPDATE SKIP LOCKED";
    private static final String READ = TaskReading.ALL + TaskReading.JOINS + "WHERE b.id = ANY (?)";
    private static final String READ_NUMBERS = TaskReading.ALL + TaskReading.JOINS + "WHERE t.number = ANY (?)";
    /** What tells that a task has changed. A heartbeat leaves no other trace than when the lease ends, and what it reports. */
    private static final String TRACES = """
            SELECT t.number, t.version, t.updated_at, t.history_size, t.queue_state, t.expires_at, coalesce(p.task, c.task)
            FROM task_now t
            LEFT JOIN progress p ON p.task = t.number
            LEFT JOIN checkpoint c ON c.task = t.number
            WHERE t.number = ANY (?)""";

    private final SeenTasks seen;
    private final Map<Long, TaskRow> byNumber = new HashMap<>();
    private final Map<TaskId, TaskRow> byId = new HashMap<>();
    private final Set<Long> spokenFor = new HashSet<>();

    /** What is locked but not read yet, since it was seen before: as it was then, until it turns out to have changed. */
    private final Map<Long, TaskRow> unchanged = new HashMap<>();

    private final Set<Long> changed = new HashSet<>();
    private final Set<Long> locked = new HashSet<>();

    LockedTasks(SeenTasks seen) {
        this.seen = seen;
    }

    /** Asks for the tasks with these ids to be locked, waiting for whoever has them, and to be read; {@link #read} comes next. */
    void lock(Session session, Collection<TaskId> ids) throws SQLException {
        if (!ids.isEmpty()) {
            List<Long> numbers = new ArrayList<>();
            List<String> unseen = new ArrayList<>();
            for (TaskId id : new LinkedHashSet<>(ids)) {
                TaskRow row = seen.byId(id);
                if (row == null) {
                    unseen.add(id.toString());
                } else {
                    numbers.add(row.number());
                    unchanged.put(row.number(), row);
                }
            }
            String[] others = unseen.toArray(String[]::new);
            session.ask(LOCK, this::locked, numbers.toArray(Long[]::new), others);
            askForTraces(session);
            ask(session, READ, others);
        }
    }

    /** The same for those of the tasks with these numbers that nobody has. */
    void tryToLock(Session session, Collection<Long> numbers) throws SQLException {
        if (!numbers.isEmpty()) {
            List<Long> unseen = new ArrayList<>();
            for (long number : numbers) {
                TaskRow row = seen.byNumber(number);
                if (row == null) {
                    unseen.add(number);
                } else {
                    unchanged.put(number, row);
                }
            }
            session.ask(TRY_LOCK, this::locked, (Object) numbers.toArray(Long[]::new));
            askForTraces(session);
            ask(session, READ_NUMBERS, unseen.toArray(Long[]::new));
        }
    }

    private boolean locked(Columns row) throws SQLException {
        locked.add(row.longNumber());
        return true;
    }

    /** Sees, once they are locked, which of the tasks that were seen before have changed since. */
    private void askForTraces(Session session) throws SQLException {
        if (!unchanged.isEmpty()) {
            session.ask(
                    TRACES,
                    row -> {
                        long number = row.longNumber();
                        if (!isAsBefore(unchanged.get(number), row)) {
                            changed.add(number);
                        }
                        return true;
                    },
                    (Object) unchanged.keySet().toArray(Long[]::new));
        }
    }

    private static boolean isAsBefore(@Nullable TaskRow before, Columns row) throws SQLException {
        return before != null
                && row.longNumber() == before.task().version()
                && row.longNumber()
                        == Micros.of(before.task().state().schedule().updatedAt())
                && row.number() == before.history().seq()
                && row.number() == before.queueState().code()
                && row.optionalInstant().equals(before.task().state().lease().map(Lease::expiresAt))
                && row.optionalLong().isEmpty();
    }

    /** What came into being after the locking is read, but not locked, and therefore left alone. */
    private void ask(Session session, String read, Object[] which) throws SQLException {
        if (which.length > 0) {
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
    }

    /** Gets the answers, and reads again what has changed since it was seen. */
    void read(Session session) throws SQLException {
        session.flush();
        for (TaskRow row : unchanged.values()) {
            if (locked.contains(row.number()) && !changed.contains(row.number())) {
                put(row);
            }
        }
        changed.retainAll(locked);
        ask(session, READ_NUMBERS, changed.toArray(Long[]::new));
        session.flush();
        unchanged.clear();
        changed.clear();
        locked.clear();
    }

    @Override
    public void expect(Session session, Collection<Long> numbers) throws SQLException {
        tryToLock(session, numbers);
        read(session);
    }

    /** What the transaction knows was true when it was committed. */
    void remember() {
        seen.put(byNumber.values());
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
            read(session);
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
