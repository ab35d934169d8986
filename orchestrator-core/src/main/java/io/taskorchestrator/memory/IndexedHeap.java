package io.taskorchestrator.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A heap whose elements know their place in it, so that one can be moved or removed in O(log n) wherever it stands. An
 * element is in at most one heap at a time.
 *
 * <p>Each node has four children, and their keys stand side by side in an array of their own: finding the smallest looks at
 * one line of the cache, and at no element unless keys are equal.
 *
 * <p>Sources: R. Sedgewick and K. Wayne, "Algorithms", 4th edition, section 2.4 (indexed priority queue); D. B. Johnson,
 * "Priority queues with update and finding minimum spanning trees", 1975 (heaps with more than two children).
 */
final class IndexedHeap<E extends Ranked> {

    private static final int FIRST_CAPACITY = 4;
    private static final int CHILDREN = 4;
    private static final Ranked[] NO_ELEMENTS = {};
    private static final long[] NO_KEYS = {};

    private @Nullable Ranked[] elements = NO_ELEMENTS;
    private long[] keys = NO_KEYS;
    private int size;

    int size() {
        return size;
    }

    /** The smallest element; null if there is none. */
    @Nullable E first() {
        return size == 0 ? null : at(0);
    }

    /** Puts {@code element} where it belongs: adds it, or moves it after its key has changed. */
    void place(E element) {
        if (!element.isInHeap()) {
            if (size == keys.length) {
                int capacity = Math.max(FIRST_CAPACITY, size * 2);
                elements = Arrays.copyOf(elements, capacity);
                keys = Arrays.copyOf(keys, capacity);
            }
            siftUp(element, size++);
        } else if (siftUp(element, element.heapIndex) == element.heapIndex) {
            siftDown(element, element.heapIndex);
        }
    }

    /** Takes {@code element} out, if it is in. */
    void remove(E element) {
        if (!element.isInHeap()) {
            return;
        }
        int hole = element.heapIndex;
        element.leaveHeap();
        E last = at(--size);
        elements[size] = null;
        if (last != element && siftUp(last, hole) == hole) {
            siftDown(last, hole);
        }
    }

    private int siftUp(E element, int from) {
        int i = from;
        while (i > 0 && precedes(element, (i - 1) / CHILDREN)) {
            put(at((i - 1) / CHILDREN), i);
            i = (i - 1) / CHILDREN;
        }
        put(element, i);
        return i;
    }

    private void siftDown(E element, int from) {
        int i = from;
        while (CHILDREN * i + 1 < size) {
            int child = smallestOf(CHILDREN * i + 1, Math.min(CHILDREN * i + CHILDREN, size - 1));
            if (precedes(element, child)) {
                break;
            }
            put(at(child), i);
            i = child;
        }
        put(element, i);
    }

    private int smallestOf(int from, int to) {
        int smallest = from;
        for (int i = from + 1; i <= to; i++) {
            boolean smaller =
                    keys[i] == keys[smallest] ? at(i).sequence < at(smallest).sequence : keys[i] < keys[smallest];
            smallest = smaller ? i : smallest;
        }
        return smallest;
    }

    private boolean precedes(E element, int index) {
        return element.key == keys[index] ? element.sequence < at(index).sequence : element.key < keys[index];
    }

    private void put(E element, int index) {
        if (elements[index] != element) { // a write of a reference into an old array costs more than to look
            elements[index] = element;
        }
        keys[index] = element.key;
        element.heapIndex = index;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only put() writes, and only below size
    private E at(int index) {
        return (E) elements[index];
    }
}
