package io.taskorchestrator.task;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list. A page may be short, or even empty, though there is more: it looks at a bounded number of tasks.
 *
 * @param tasks the tasks of this page
 * @param total how many tasks match
 * @param totalCapped whether there may be more than {@code total}: it was counted up to a bound only
 * @param nextCursor where the next page starts; empty if this is the last one
 */
public record Page(List<Task> tasks, long total, boolean totalCapped, Optional<String> nextCursor) {

    /** Copies the tasks. */
    public Page {
        tasks = List.copyOf(tasks);
    }

    /** Whether there may be another page. */
    public boolean hasMore() {
        return nextCursor.isPresent();
    }
}
