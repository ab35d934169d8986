package io.taskorchestrator.task;

/**
 * A task as it is at one moment: an immutable value. Whoever holds one holds a snapshot; ask the orchestrator again for
 * a newer one.
 *
 * @param id which task
 * @param spec what was asked for
 * @param state what has happened so far
 * @param version grows with every change except heartbeats; starts at 1
 */
public record Task(TaskId id, TaskSpec spec, TaskState state, long version) {

    /** Where the task stands. */
    public TaskStatus status() {
        return state.status();
    }

    /** This task after a change: {@code newState}, and the next version. */
    public Task changed(TaskState newState) {
        return new Task(id, spec, newState, version + 1);
    }

    /** This task after something that is no change to its users, such as a heartbeat: the same version. */
    public Task touched(TaskState newState) {
        return new Task(id, spec, newState, version);
    }
}
