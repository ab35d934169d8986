package io.taskorchestrator.task;

import java.util.List;

/**
 * The answer to a create.
 *
 * @param tasks the tasks, in the order in which they were asked for
 * @param replayed whether an earlier call with the same idempotency key made them; they are then as they are now
 */
public record Created(List<Task> tasks, boolean replayed) {

    /** Copies the tasks. */
    public Created {
        tasks = List.copyOf(tasks);
    }
}
