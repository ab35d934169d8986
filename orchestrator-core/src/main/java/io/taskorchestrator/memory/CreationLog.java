package io.taskorchestrator.memory;

import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All tasks in the order of their creation, in chunks that each count their tasks by status and priority: a list of the
 * failed tasks passes over the chunks that have none. Adding, removing and counting cost O(1); a chunk whose last task
 * goes is dropped.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class CreationLog {

    private static final int CHUNK_BITS = 8;
    private static final int CHUNK_SIZE = 1 << CHUNK_BITS;
    private static final int STATUSES = TaskStatus.values().length;
    private static final int PRIORITIES = Priority.values().length;

    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    private final long[] counts = new long[STATUSES * PRIORITIES];
    private @Nullable Chunk newest;
    private long nextSequence;

    /** A run of consecutive numbers. */
    static final class Chunk {

        private final long number;
        private final @Nullable TaskEntry[] entries = new TaskEntry[CHUNK_SIZE];
        private final short[] counts = new short[STATUSES * PRIORITIES];
        private int size;

        /** The neighbours; null at either end. */
        private @Nullable Chunk older;

        private @Nullable Chunk newer;

        private Chunk(long number, @Nullable Chunk older) {
            this.number = number;
            this.older = older;
            if (older != null) {
                older.newer = this;
            }
        }

        private void unlink() {
            if (older != null) {
                older.newer = newer;
            }
            if (newer != null) {
                newer.older = older;
            }
        }

        /** Adds the tasks after {@code sequence} until there are {@code most}. */
        private void collect(long sequence, boolean descending, int most, List<TaskEntry> found) {
            int step = descending ? -1 : 1;
            long first = number << CHUNK_BITS;
            long from = sequence - first + step;
            int slot = (int) (descending ? Math.min(from, CHUNK_SIZE - 1) : Math.max(from, 0));
            for (; slot >= 0 && slot < CHUNK_SIZE && found.size() < most; slot += step) {
                TaskEntry entry = entries[slot];
                if (entry != null) {
                    found.add(entry);
                }
            }
        }

        /** Whether there is a task in one of these cells, given as bits. */
        private boolean hasAny(int cells) {
            for (int cell = 0; cell < counts.length; cell++) {
                if ((cells >>> cell & 1) != 0 && counts[cell] > 0) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Adds a new task and gives it its number. */
    void add(TaskEntry entry) {
        entry.sequence = nextSequence++;
        Chunk chunk = newest;
        long number = entry.sequence >>> CHUNK_BITS;
        if (chunk == null || chunk.number != number) {
            chunk = new Chunk(number, chunk);
            chunks.put(number, chunk);
            newest = chunk;
        }
        chunk.entries[slot(entry)] = entry;
        chunk.size++;
        entry.chunk = chunk;
        entry.cell = cell(entry.task());
        count(entry, entry.cell, 1);
    }

    /** Removes a task. */
    void remove(TaskEntry entry) {
        Chunk chunk = chunkOf(entry);
        chunk.entries[slot(entry)] = null;
        count(entry, entry.cell, -1);
        if (--chunk.size == 0) {
            chunks.remove(chunk.number);
            chunk.unlink();
            newest = newest == chunk ? chunk.older : newest;
        }
        entry.chunk = null;
    }

    /** Counts a task anew after it has changed. */
    void changed(TaskEntry entry) {
        int cell = cell(entry.task());
        if (cell != entry.cell) {
            count(entry, entry.cell, -1);
            entry.cell = cell;
            count(entry, cell, 1);
        }
    }

    /** How many tasks have this status and this priority; either may be left open. */
    long count(Optional<TaskStatus> status, Optional<Priority> priority) {
        long sum = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            if (isCounted(status, priority, cell)) {
                sum += counts[cell];
            }
        }
        return sum;
    }

    /** Before the first task in the order of {@code query}. */
    static long beginning(TaskQuery query) {
        return isDescending(query) ? Long.MAX_VALUE : -1;
    }

    /**
     * The next tasks after {@code sequence} in the order of the query, at most {@code most}, out of chunks that may hold a
     * match; empty at the end.
     */
    List<TaskEntry> next(TaskQuery query, long sequence, int most) {
        boolean descending = isDescending(query);
        int cells = cells(query);
        List<TaskEntry> found = new ArrayList<>(most);
        Chunk chunk = chunkAfter(sequence, descending);
        while (chunk != null && found.size() < most) {
            if (chunk.hasAny(cells)) {
                chunk.collect(sequence, descending, most, found);
            }
            chunk = descending ? chunk.older : chunk.newer;
        }
        return found;
    }

    private @Nullable Chunk chunkAfter(long sequence, boolean descending) {
        if (descending && sequence <= 0) {
            return null;
        }
        long from = descending ? sequence - 1 : sequence + 1;
        Map.Entry<Long, Chunk> at =
                descending ? chunks.floorEntry(from >>> CHUNK_BITS) : chunks.ceilingEntry(from >>> CHUNK_BITS);
        return at == null ? null : at.getValue();
    }

    private static boolean isDescending(TaskQuery query) {
        return query.order() == TaskQuery.Order.NEWEST;
    }

    private void count(TaskEntry entry, int cell, int change) {
        counts[cell] += change;
        chunkOf(entry).counts[cell] += (short) change;
    }

    private static Chunk chunkOf(TaskEntry entry) {
        Chunk chunk = entry.chunk;
        if (chunk == null) {
            throw new IllegalStateException("Not in the log: " + entry.id);
        }
        return chunk;
    }

    private static int slot(TaskEntry entry) {
        return (int) (entry.sequence & (CHUNK_SIZE - 1));
    }

    private static int cell(Task task) {
        return task.status().ordinal() * PRIORITIES + task.spec().priority().ordinal();
    }

    /** The cells that a match can be counted in, as bits. */
    private static int cells(TaskQuery query) {
        int cells = 0;
        for (int cell = 0; cell < STATUSES * PRIORITIES; cell++) {
            if (isCounted(query.status(), query.priority(), cell)) {
                cells |= 1 << cell;
            }
        }
        return cells;
    }

    private static boolean isCounted(Optional<TaskStatus> status, Optional<Priority> priority, int cell) {
        return (status.isEmpty() || status.get().ordinal() == cell / PRIORITIES)
                && (priority.isEmpty() || priority.get().ordinal() == cell % PRIORITIES);
    }
}
