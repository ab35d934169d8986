package io.taskorchestrator.memory;

import org.jspecify.annotations.Nullable;

/**
 * Who goes first in a lane and all lanes below it, kept up to date on every change: a tournament along the directory tree. A
 * lane has one head of the tasks that can start now; a lane of shared or exclusive tasks has a second one of those that may
 * reserve their directory: whether or not it is busy, but not where one is promised already.
 *
 * <p>A head keeps the place in the order of the task that goes first, and on which side it stands: in this very lane or below.
 * The task itself is found by following the sides down. So heads are compared without looking at a task, and a task that comes
 * and goes leaves no reference in every directory above its own.
 */
final class Head extends Ranked {

    /** In which order tasks of different lanes go. */
    interface Order {

        /** What {@code entry}, which stands in its lane, is ordered by: the smallest goes first, ties by number of creation. */
        long key(TaskEntry entry);
    }

    private enum Side {
        NONE,
        HERE,
        BELOW
    }

    private final Lane lane;
    private final boolean openOnly;
    private final @Nullable Head parent;
    private final Order order;
    private final IndexedHeap<Head> below = new IndexedHeap<>();

    private Side side = Side.NONE;

    /**
     * Creates a head without a task.
     *
     * @param openOnly whether only tasks that can start count, as far as holds here and below go; else only those that are not in
     *     or below a directory that is promised
     */
    Head(Lane lane, boolean openOnly, @Nullable Head parent, Order order) {
        this.lane = lane;
        this.openOnly = openOnly;
        this.parent = parent;
        this.order = order;
    }

    boolean isEmpty() {
        return side == Side.NONE;
    }

    /** The task that goes first; null if there is none. */
    @Nullable TaskEntry first() {
        Head at = this;
        while (at != null && at.side == Side.BELOW) {
            at = at.below.first();
        }
        return at == null || at.side == Side.NONE ? null : at.lane.firstHere();
    }

    /** Works out who goes first, and tells the head above; returns whether somebody else goes first now. */
    boolean update() {
        Side sideBefore = side;
        long sequenceBefore = sequence;
        if (openOnly ? lane.directory.closes(lane.access) : lane.directory.isPromised()) {
            side = Side.NONE;
        } else {
            choose(openOnly ? lane.firstOpenHere() : lane.firstHere(), below.first());
        }
        if (parent != null) {
            if (side == Side.NONE) {
                parent.below.remove(this);
            } else {
                parent.below.place(this);
            }
        }
        boolean cameOrWent = (side == Side.NONE) != (sideBefore == Side.NONE);
        return cameOrWent || (side != Side.NONE && sequence != sequenceBefore);
    }

    private void choose(@Nullable TaskEntry own, @Nullable Head best) {
        side = Side.NONE;
        if (best != null) {
            side = Side.BELOW;
            key = best.key;
            sequence = best.sequence;
        }
        if (own != null) {
            long ownKey = order.key(own);
            if (best == null || ownKey < key || (ownKey == key && own.sequence < sequence)) {
                side = Side.HERE;
                key = ownKey;
                sequence = own.sequence;
            }
        }
    }
}
