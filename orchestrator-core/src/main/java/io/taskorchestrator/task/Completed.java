package io.taskorchestrator.task;

import java.util.Optional;

/**
 * The answer to finishing one task and asking for the next in one call.
 *
 * @param task the finished task
 * @param next the next one; empty if there is none
 */
public record Completed(Task task, Optional<ClaimedTask> next) {}
