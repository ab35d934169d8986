package io.taskorchestrator.memory;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The task that goes first in a lane and all lanes below it, kept up to date on every change: a tournament along the
 * directory tree. A lane has one head of the tasks that can start now; a lane of shared or exclusive tasks has a second
 * one of all its tasks, whether or not their directory is busy.
 */
final class Head extends IndexedHeap.Element {

    private final @Nullable Head parent;
    private final IndexedHeap<Head> below;
    private final Comparator<TaskEntry> order;
    private @Nullable TaskEntry first;

    Head(@Nullable Head parent, Comparator<TaskEntry> order) {
        this.parent = parent;
        this.order = order;
        this.below = new IndexedHeap<>(Head::compareFirst);
    }

    /** The task that goes first; null if there is none. */
    @Nullable TaskEntry first() {
        return first;
    }

    /**
     * Works out who goes first, and tells the head above.
     *
     * @param own the first task of this very lane that counts; null if there is none
     * @param closed whether nothing here or below counts
     * @return whether somebody else goes first now
     */
    boolean update(@Nullable TaskEntry own, boolean closed) {
        TaskEntry before = first;
        first = closed ? null : earlier(own, below.first());
        if (parent != null) {
            if (first == null) {
                parent.below.remove(this);
            } else {
                parent.below.place(this);
            }
        }
        return before != first;
    }

    private @Nullable TaskEntry earlier(@Nullable TaskEntry own, @Nullable Head best) {
        if (best == null) {
            return own;
        }
        TaskEntry other = best.required();
        return own != null && order.compare(own, other) <= 0 ? own : other;
    }

    private static int compareFirst(Head one, Head other) {
        return one.order.compare(one.required(), other.required());
    }

    private TaskEntry required() {
        if (first == null) {
            throw new IllegalStateException("A head without a task stands in no heap");
        }
        return first;
    }
}
