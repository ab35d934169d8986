package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.TaskId;

/**
 * The store's clock says that a lease has ended. Only stores issue this, from their tick.
 *
 * @param task which task
 */
public record Expire(TaskId task) implements TaskCommand {

    @Override
    public Verb verb() {
        return Verb.EXPIRE;
    }
}
