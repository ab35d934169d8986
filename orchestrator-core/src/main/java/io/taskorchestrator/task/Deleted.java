package io.taskorchestrator.task;

/**
 * The answer to a delete.
 *
 * @param id which task
 * @param deleted whether it is gone
 * @param pending whether it is cancelled, and will be gone as soon as its worker has confirmed or its lease has ended
 */
public record Deleted(TaskId id, boolean deleted, boolean pending) {}
