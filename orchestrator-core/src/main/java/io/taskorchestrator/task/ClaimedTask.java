package io.taskorchestrator.task;

import java.time.Duration;

/**
 * A task that was handed out, with the token that its worker must show from now on.
 *
 * @param task the task, working, with its lease
 * @param token the proof of the lease; a secret
 * @param expiresIn how long the lease still lasts, by the store's clock; what a worker should count from, since its own
 *     clock may differ
 */
public record ClaimedTask(Task task, LeaseToken token, Duration expiresIn) {

    /** Which task. */
    public TaskId id() {
        return task.id();
    }
}
