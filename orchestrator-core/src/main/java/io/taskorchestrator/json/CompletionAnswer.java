package io.taskorchestrator.json;

import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import java.util.Optional;

/**
 * What one of several completions is answered: the task, or the error that the same completion would have been answered by
 * itself.
 *
 * @param taskId which task
 * @param task the task afterwards; empty if the completion was refused
 * @param error why it was refused; empty if it was not
 */
public record CompletionAnswer(TaskId taskId, Optional<Task> task, Optional<ErrorAnswer> error) {

    /**
     * Checks the answer.
     *
     * @throws IllegalArgumentException unless it has either a task or an error
     */
    public CompletionAnswer {
        if (task.isPresent() == error.isPresent()) {
            throw new IllegalArgumentException("A completion is answered by a task or by an error");
        }
    }

    /** The completion was carried out. */
    public static CompletionAnswer done(Task task) {
        return new CompletionAnswer(task.id(), Optional.of(task), Optional.empty());
    }

    /** The completion was refused. */
    public static CompletionAnswer refused(TaskId taskId, ErrorAnswer error) {
        return new CompletionAnswer(taskId, Optional.empty(), Optional.of(error));
    }
}
