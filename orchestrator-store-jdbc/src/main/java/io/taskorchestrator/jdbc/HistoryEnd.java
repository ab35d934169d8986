package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.HistoryEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's history ends: at the entry to which the next one is chained.
 *
 * @param seq the number of the last entry within the task, and so how many there are
 * @param position its number within the store
 */
record HistoryEnd(int seq, long position) {

    /** Nothing has happened yet. */
    static final HistoryEnd NONE = new HistoryEnd(0, 0);

    static HistoryEnd at(HistoryEntry entry) {
        return new HistoryEnd(entry.seq(), entry.position());
    }

    /** The end once these entries, which may be none, have been added. */
    HistoryEnd after(List<HistoryEntry> entries) {
        return entries.isEmpty() ? this : at(entries.get(entries.size() - 1));
    }

    /** The position as an entry has it of the one before; null before the first. */
    @Nullable Long positionOrNull() {
        return seq == 0 ? null : (Long) position;
    }
}
