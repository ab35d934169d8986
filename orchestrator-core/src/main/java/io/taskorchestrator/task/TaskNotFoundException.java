package io.taskorchestrator.task;

import java.io.Serial;

/** There is no task with this id: it never existed, was deleted, or its retention has ended. */
public final class TaskNotFoundException extends TaskException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final TaskId taskId;

    /** Creates the error for {@code taskId}. */
    public TaskNotFoundException(TaskId taskId) {
        super("Task not found: " + taskId, null);
        this.taskId = taskId;
    }

    /** The id that was asked for. */
    public TaskId taskId() {
        return taskId;
    }
}
