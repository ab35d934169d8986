package io.taskorchestrator.jdbc;

/**
 * Where lines of ready tasks begin: earlier in the index there is nothing that can be picked, as far as this process knows, but
 * there may be many entries of tasks that have left, which a database cannot remove while somebody still looks at an
 * old snapshot.
 */
interface LineStarts {

    /** Without any knowledge: lines begin where the index does. */
    LineStarts UNKNOWN = line -> Long.MIN_VALUE;

    /**
     * A line.
     *
     * @param queue its queue
     * @param directory its directory; empty for the line of the whole queue
     * @param access the access of its tasks, as a number
     * @param priority their priority, as a number
     */
    record Line(String queue, String directory, int access, int priority) {}

    /** No ready task of {@code line} has an earlier {@code queued_at}, in microseconds. */
    long of(Line line);

    /** The first ready task of {@code line} was seen to have this {@code queued_at}. */
    default void begins(Line line, long queuedAt) {}
}
