package io.taskorchestrator.task;

/** The parts of a task that can be large, and are read only where they are wanted. */
public enum TaskPart {
    /** The result of the last attempt. */
    RESULT,
    /** The last checkpoint. */
    CHECKPOINT
}
