package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.TaskId;

/**
 * Somebody sends a failed or cancelled task back to waiting.
 *
 * @param task which task
 * @param force whether the limit of retries is ignored
 */
public record Retry(TaskId task, boolean force) implements TaskCommand {

    /** A retry within the limit. */
    public static Retry of(TaskId task) {
        return new Retry(task, false);
    }

    @Override
    public Verb verb() {
        return Verb.RETRY;
    }
}
