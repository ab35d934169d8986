package io.taskorchestrator.memory;

import java.util.Comparator;

/** Something that stands in an order: by its key, the smallest first, ties by number of creation, as ids would have it. */
abstract class Ranked {

    static final Comparator<Ranked> ORDER = Ranked::compare;

    private static final int NOWHERE = -1;

    long key;
    long sequence;

    /** Where it stands in its heap; for {@link IndexedHeap} alone. */
    int heapIndex = NOWHERE;

    boolean isInHeap() {
        return heapIndex != NOWHERE;
    }

    void leaveHeap() {
        heapIndex = NOWHERE;
    }

    private static int compare(Ranked one, Ranked other) {
        int byKey = Long.compare(one.key, other.key);
        return byKey != 0 ? byKey : Long.compare(one.sequence, other.sequence);
    }
}
