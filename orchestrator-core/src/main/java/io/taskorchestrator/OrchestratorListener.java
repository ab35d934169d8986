package io.taskorchestrator;

import io.taskorchestrator.store.TaskChange;

/**
 * Hears of the changes that are made through this process.
 *
 * <p>A change is told after it is durable, in order per task, and at most once: a listener that is too slow loses the
 * oldest changes, and a process that ends tells nothing more. The history is the record to catch up from.
 *
 * <p>Thread model: called on a thread of the orchestrator, never by two at once. What it throws is logged.
 */
@FunctionalInterface
public interface OrchestratorListener {

    /** A task has changed, or somebody removed it. The end of its retention is not told. */
    void changed(TaskChange change);
}
