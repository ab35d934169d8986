package io.taskorchestrator.memory;

import io.taskorchestrator.store.Micros;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What becomes due by itself: delayed tasks at their {@code run_at}, leases at their end. A task is in here at most once.
 * A lease that is renewed does not move its timer, which then rings early and is set again: heartbeats are many, rings
 * are few.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class Timers {

    private final IndexedHeap<TaskEntry> heap = new IndexedHeap<>();

    /** Sets the timer of {@code entry}. */
    void set(TaskEntry entry, Instant due) {
        entry.key = Micros.of(due);
        heap.place(entry);
    }

    /** Makes sure that the timer of {@code entry} rings at {@code due} or earlier. */
    void setNoLater(TaskEntry entry, Instant due) {
        if (Micros.of(due) < entry.key) {
            set(entry, due);
        }
    }

    void remove(TaskEntry entry) {
        heap.remove(entry);
    }

    /** A task whose timer has rung; null if there is none. It stays until its timer is removed or set again. */
    @Nullable TaskEntry due(Instant now) {
        TaskEntry first = heap.first();
        return first != null && first.key <= Micros.of(now) ? first : null;
    }

    /** When the next timer rings; empty if none is set. */
    OptionalLong nextDue() {
        TaskEntry first = heap.first();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.key);
    }
}
