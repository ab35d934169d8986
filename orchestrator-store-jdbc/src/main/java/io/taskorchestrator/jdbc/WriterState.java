package io.taskorchestrator.jdbc;

import java.sql.SQLException;

/**
 * What a writer keeps in memory beside the tables, so that it need not read it for each unit. All of it follows from the
 * tables, and is read from them when a store opens and after a transaction that failed.
 *
 * <p>Only one process writes a SQLite file, so this is always up to date there. Where several servers share a database it
 * must be read in each transaction.
 *
 * <p>Thread model: the writer's thread.
 */
final class WriterState {

    private static final String HAS_RESTRICTED = "SELECT 1 FROM task WHERE queue_state = 1 AND access > 0 LIMIT 1";
    private static final String LAST_NUMBER = "SELECT number FROM last_number WHERE name = ?";

    private final Holds holds;
    private final WorkersSeen workers = new WorkersSeen();
    private final TaskCache tasks = new TaskCache();
    private boolean mayHaveRestricted;
    private long lastTask;
    private long lastPosition;

    private WriterState(Holds holds, long lastTask, long lastPosition) {
        this.holds = holds;
        this.lastTask = lastTask;
        this.lastPosition = lastPosition;
    }

    static WriterState read(Session session) throws SQLException {
        WriterState state =
                new WriterState(Holds.read(session), lastNumber(session, "task"), lastNumber(session, "history"));
        state.mayHaveRestricted = session.exists(HAS_RESTRICTED);
        return state;
    }

    private static long lastNumber(Session session, String name) throws SQLException {
        Long number = session.first(LAST_NUMBER, Columns::longNumber, name);
        if (number == null) {
            throw new SQLException("The table last_number has lost its row '%s'".formatted(name));
        }
        return number;
    }

    Holds holds() {
        return holds;
    }

    TaskCache tasks() {
        return tasks;
    }

    /** Whether shared or exclusive tasks may be ready. Most stores never have any, and need not look for them. */
    boolean mayHaveRestricted() {
        return mayHaveRestricted;
    }

    void restrictedIsReady() {
        mayHaveRestricted = true;
    }

    WorkersSeen workers() {
        return workers;
    }

    long lastTask() {
        return lastTask;
    }

    long lastPosition() {
        return lastPosition;
    }

    void saved(long newLastTask, long newLastPosition) {
        lastTask = newLastTask;
        lastPosition = newLastPosition;
    }
}
