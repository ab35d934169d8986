package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.task.TaskId;
import java.sql.SQLException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a transaction works on, as they are within it. What it has got from here nobody else changes before the
 * transaction ends.
 *
 * <p>Thread model: one thread at a time.
 */
interface Tasks {

    /** The task with this number; null if there is none, or somebody else is at work on it. */
    @Nullable TaskRow byNumber(Session session, long number) throws SQLException;

    /**
     * The same of a task that was found to be the first of {@code line}. Who keeps tasks may read those behind it, too, which are
     * probably asked for next.
     */
    default @Nullable TaskRow first(Session session, Line line, Candidate found) throws SQLException {
        return byNumber(session, found.number());
    }

    /** The task with this id; null if there is none. */
    @Nullable TaskRow byId(Session session, TaskId id) throws SQLException;

    /** The task with this id to be shown, not to be changed; null if there is none. */
    @Nullable TaskRow toShow(Session session, TaskId id) throws SQLException;

    /** These tasks will be asked for by their numbers. */
    void expect(Session session, Collection<Long> numbers) throws SQLException;

    /** The task is like this now. */
    void put(TaskRow row);

    /** The task is gone. */
    void remove(TaskRow row);
}
