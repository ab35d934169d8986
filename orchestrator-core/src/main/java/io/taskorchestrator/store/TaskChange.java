package io.taskorchestrator.store;

import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import java.util.List;

/**
 * A change that was made to a task.
 *
 * @param task the task afterwards; of a removed one, its last state
 * @param entries what the change added to the history, oldest first; at least one entry
 */
public record TaskChange(Task task, List<HistoryEntry> entries) {

    /** Copies the entries. */
    public TaskChange {
        entries = List.copyOf(entries);
    }
}
