package io.taskorchestrator.memory;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose elements know their place in it, so that one can be moved or removed in O(log n) wherever it
 * stands. An element is in at most one heap at a time.
 *
 * <p>Source: R. Sedgewick and K. Wayne, "Algorithms", 4th edition, section 2.4 (indexed priority queue).
 */
final class IndexedHeap<E extends IndexedHeap.Element> {

    /** Something that can stand in a heap. */
    abstract static class Element {

        private static final int NOWHERE = -1;

        private int heapIndex = NOWHERE;

        boolean isInHeap() {
            return heapIndex != NOWHERE;
        }
    }

    private static final int FIRST_CAPACITY = 4;

    private final Comparator<? super E> order;
    private @Nullable Element[] elements = new Element[0];
    private int size;

    IndexedHeap(Comparator<? super E> order) {
        this.order = order;
    }

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
            if (size == elements.length) {
                elements = Arrays.copyOf(elements, Math.max(FIRST_CAPACITY, size * 2));
            }
            put(element, size++);
        }
        siftDown(element, siftUp(element, ((Element) element).heapIndex));
    }

    /** Takes {@code element} out, if it is in. */
    void remove(E element) {
        if (!element.isInHeap()) {
            return;
        }
        int hole = ((Element) element).heapIndex;
        ((Element) element).heapIndex = Element.NOWHERE;
        E last = at(--size);
        elements[size] = null;
        if (last != element) {
            put(last, hole);
            siftDown(last, siftUp(last, hole));
        }
    }

    private int siftUp(E element, int from) {
        int i = from;
        while (i > 0) {
            E parent = at((i - 1) >>> 1);
            if (order.compare(element, parent) >= 0) {
                break;
            }
            put(parent, i);
            i = (i - 1) >>> 1;
        }
        put(element, i);
        return i;
    }

    private void siftDown(E element, int from) {
        int i = from;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && order.compare(at(child + 1), at(child)) < 0) {
                child++;
            }
            if (order.compare(element, at(child)) <= 0) {
                break;
            }
            put(at(child), i);
            i = child;
        }
        put(element, i);
    }

    private void put(E element, int index) {
        elements[index] = element;
        ((Element) element).heapIndex = index;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only put() writes, and only below size
    private E at(int index) {
        return (E) elements[index];
    }
}
