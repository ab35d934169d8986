package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.TaskId;
import java.util.Optional;

/**
 * Somebody removes a task, and its history with it. A task that is held is never removed.
 *
 * @param task which task
 * @param force whether a task that is held is cancelled, and removed when its lease ends
 * @param ifVersion the version that the caller has seen; the task is removed only if it still has it
 */
public record Delete(TaskId task, boolean force, Optional<Long> ifVersion) implements TaskCommand {

    /** A removal of whatever version there is, unless the task is held. */
    public static Delete of(TaskId task) {
        return new Delete(task, false, Optional.empty());
    }

    @Override
    public Verb verb() {
        return Verb.DELETE;
    }
}
