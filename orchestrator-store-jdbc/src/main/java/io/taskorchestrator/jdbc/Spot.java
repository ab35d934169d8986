package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Task;

/**
 * Where a ready task stands in line.
 *
 * @param queue its queue
 * @param directory its directory
 * @param access what it claims of the directory, as a number
 * @param priority how urgent it is, as a number
 * @param queuedAt since when it waits, in microseconds
 */
record Spot(String queue, String directory, int access, int priority, long queuedAt) {

    static Spot of(Task task) {
        Routing routing = task.spec().routing();
        return new Spot(
                routing.queue().value(),
                routing.directory().path(),
                Codes.of(routing.access()),
                Codes.of(routing.priority()),
                Micros.of(task.state().schedule().queuedAt()));
    }

    DirectoryAccess directoryAccess() {
        return Codes.access(access);
    }

    /** What the task is ordered by: the smallest goes first. */
    long key(long agingMicros) {
        return queuedAt - priority * agingMicros;
    }
}
