package io.taskorchestrator.memory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one lane in their {@linkplain Ranked#ORDER order}, kept in blocks. Most tasks join at the end and leave from
 * the beginning: both cost O(1) and look at no other task than the last or the first, so a long line is as fast as a short
 * one. Anywhere else costs O(log n): a search for the block, one within it, and moving at most a block. A line of one block,
 * as most directories have, is one small array.
 *
 * <p>A sorted set of nodes was tried first: each task cost a node of 40 bytes, and each change a walk along tasks that were in
 * nobody's cache.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class SortedTasks {

    private static final int BLOCK = 128;
    private static final TaskEntry[] NONE = {};

    private Block first = new Block();
    private Block last = first;

    /** The blocks behind the first, each by a bound that none of its tasks stands before. */
    private final TreeMap<Bound, Block> others = new TreeMap<>();

    /** A place in the order. It stays what it is when the task that it was taken from gets another key. */
    private record Bound(long key, long sequence) implements Comparable<Bound> {

        private static final Comparator<Bound> ORDER =
                Comparator.comparingLong(Bound::key).thenComparingLong(Bound::sequence);

        private static Bound of(TaskEntry entry) {
            return new Bound(entry.key, entry.sequence);
        }

        @Override
        public int compareTo(Bound other) {
            return ORDER.compare(this, other);
        }
    }

    boolean isEmpty() {
        return first.size == 0;
    }

    /** The task that stands first; null if there is none. */
    @Nullable TaskEntry first() {
        return first.size == 0 ? null : first.at(0);
    }

    void add(TaskEntry entry) {
        boolean atEnd = last.size == 0 || Ranked.ORDER.compare(last.at(last.size - 1), entry) < 0;
        Block block = atEnd ? last : blockOf(entry);
        if (block.size == BLOCK) {
            Block next = atEnd ? new Block() : block.splitHalf();
            Bound bound = Bound.of(atEnd ? entry : next.at(0));
            next.bound = bound;
            others.put(bound, next);
            last = block == last ? next : last;
            block = atEnd || Ranked.ORDER.compare(entry, next.at(0)) >= 0 ? next : block;
        }
        block.insert(atEnd ? block.size : block.search(entry), entry);
    }

    /** Takes {@code entry}, which stands in line, out. */
    void remove(TaskEntry entry) {
        Block block = entry == first() ? first : blockOf(entry);
        int index = block.search(entry);
        if (index == block.size || block.at(index) != entry) {
            throw new IllegalStateException("Not in line: " + entry.id);
        }
        block.remove(index);
        if (block.size == 0 && !others.isEmpty()) {
            drop(block);
        }
    }

    /** The tasks in order. */
    Iterable<TaskEntry> inOrder() {
        return () -> new Iterator<>() {
            private final Iterator<Block> blocks = others.values().iterator();
            private Block block = first;
            private int next;

            @Override
            public boolean hasNext() {
                return next < block.size || blocks.hasNext();
            }

            @Override
            public TaskEntry next() {
                if (next == block.size) {
                    block = blocks.next();
                    next = 0;
                }
                return block.at(next++);
            }
        };
    }

    private Block blockOf(TaskEntry entry) {
        Map.Entry<Bound, Block> other = others.isEmpty() ? null : others.floorEntry(Bound.of(entry));
        return other == null ? first : other.getValue();
    }

    private void drop(Block empty) {
        if (empty == first) {
            first = others.pollFirstEntry().getValue();
        } else {
            others.remove(empty.bound);
        }
        last = others.isEmpty() ? first : others.lastEntry().getValue();
    }

    /** Some tasks in order, in an array that is larger than they need: they start somewhere within it. */
    private static final class Block {

        private static final int SMALLEST = 4;

        private TaskEntry[] entries = NONE;
        private int start;
        private int size;

        /** See {@link #others}; the first block's is not looked at. */
        private Bound bound = new Bound(Long.MIN_VALUE, 0);

        private TaskEntry at(int index) {
            return entries[start + index];
        }

        /** The index of the first task that does not stand before {@code entry}. */
        private int search(TaskEntry entry) {
            int low = 0;
            int high = size;
            if (high > 0 && at(0) == entry) {
                return 0;
            }
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Ranked.ORDER.compare(at(middle), entry) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private void insert(int index, TaskEntry entry) {
            if (start + size == entries.length) {
                resize(size * 2 >= entries.length ? Math.max(SMALLEST, entries.length * 2) : entries.length);
            }
            System.arraycopy(entries, start + index, entries, start + index + 1, size - index);
            entries[start + index] = entry;
            size++;
        }

        @SuppressWarnings("NullAway") // what is outside of start and size is null
        private void remove(int index) {
            size--;
            if (index == 0) {
                entries[start++] = null;
            } else {
                System.arraycopy(entries, start + index + 1, entries, start + index, size - index);
                entries[start + size] = null;
            }
            if (size == 0) {
                start = 0;
            }
            if (entries.length > SMALLEST && size * 4 < entries.length) {
                resize(entries.length / 2);
            }
        }

        private Block splitHalf() {
            Block upper = new Block();
            int kept = size / 2;
            upper.entries = Arrays.copyOfRange(entries, start + kept, start + size);
            upper.size = size - kept;
            entries = Arrays.copyOfRange(entries, start, start + kept);
            start = 0;
            size = kept;
            return upper;
        }

        private void resize(int length) {
            TaskEntry[] moved = new TaskEntry[length];
            System.arraycopy(entries, start, moved, 0, size);
            entries = moved;
            start = 0;
        }
    }
}
