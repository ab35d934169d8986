package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import java.util.Optional;

/**
 * Somebody changes what a waiting task asks for.
 *
 * @param task which task
 * @param patch what to change
 * @param ifVersion the version that the caller has seen; the task is changed only if it still has it
 */
public record Update(TaskId task, TaskPatch patch, Optional<Long> ifVersion) implements TaskCommand {

    /** An update of whatever version there is. */
    public static Update of(TaskId task, TaskPatch patch) {
        return new Update(task, patch, Optional.empty());
    }

    @Override
    public Verb verb() {
        return Verb.UPDATE;
    }
}
