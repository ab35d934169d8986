package io.taskorchestrator.memory;

import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
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
    private long nextSequence;

    /** A run of consecutive numbers. */
    static final class Chunk {

        private final long number;
        private final @Nullable TaskEntry[] entries = new TaskEntry[CHUNK_SIZE];
        private final short[] counts = new short[STATUSES * PRIORITIES];
        private int size;

        private Chunk(long number) {
            this.number = number;
        }

        private boolean mayMatch(TaskQuery query) {
            if (query.status().isEmpty() && query.priority().isEmpty()) {
                return true;
            }
            for (int cell = 0; cell < counts.length; cell++) {
                if (counts[cell] > 0 && isCounted(query, cell)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Adds a new task and gives it its number. */
    void add(TaskEntry entry) {
        entry.sequence = nextSequence++;
        Chunk chunk = chunks.isEmpty() ? null : chunks.lastEntry().getValue();
        long number = entry.sequence >>> CHUNK_BITS;
        if (chunk == null || chunk.number != number) {
            chunk = new Chunk(number);
            chunks.put(number, chunk);
        }
        chunk.entries[slot(entry)] = entry;
        chunk.size++;
        entry.chunk = chunk;
        entry.cell = cell(entry.task);
        count(entry, entry.cell, 1);
    }

    /** Removes a task. */
    void remove(TaskEntry entry) {
        Chunk chunk = chunkOf(entry);
        chunk.entries[slot(entry)] = null;
        count(entry, entry.cell, -1);
        if (--chunk.size == 0) {
            chunks.remove(chunk.number);
        }
        entry.chunk = null;
    }

    /** Counts a task anew after it has changed. */
    void changed(TaskEntry entry) {
        int cell = cell(entry.task);
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
     * The next task after {@code sequence}, in the order of the query, in a chunk that may hold a match; null if there is
     * none.
     */
    @Nullable TaskEntry next(TaskQuery query, long sequence) {
        boolean descending = isDescending(query);
        int step = descending ? -1 : 1;
        long from = sequence + step;
        Map.Entry<Long, Chunk> at = from < 0 ? null : chunkFrom(from >>> CHUNK_BITS, descending);
        while (at != null) {
            Chunk chunk = at.getValue();
            if (chunk.mayMatch(query)) {
                long first = chunk.number << CHUNK_BITS;
                int slot = (int) Math.max(-1, Math.min(CHUNK_SIZE, from - first));
                slot = descending ? Math.min(slot, CHUNK_SIZE - 1) : Math.max(slot, 0);
                for (; slot >= 0 && slot < CHUNK_SIZE; slot += step) {
                    TaskEntry entry = chunk.entries[slot];
                    if (entry != null) {
                        return entry;
                    }
                }
            }
            at = descending ? chunks.lowerEntry(chunk.number) : chunks.higherEntry(chunk.number);
        }
        return null;
    }

    private Map.@Nullable Entry<Long, Chunk> chunkFrom(long number, boolean descending) {
        return descending ? chunks.floorEntry(number) : chunks.ceilingEntry(number);
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
            throw new IllegalStateException("Not in the log: " + entry.task.id());
        }
        return chunk;
    }

    private static int slot(TaskEntry entry) {
        return (int) (entry.sequence & (CHUNK_SIZE - 1));
    }

    private static int cell(Task task) {
        return task.status().ordinal() * PRIORITIES + task.spec().priority().ordinal();
    }

    private static boolean isCounted(TaskQuery query, int cell) {
        return isCounted(query.status(), query.priority(), cell);
    }

    private static boolean isCounted(Optional<TaskStatus> status, Optional<Priority> priority, int cell) {
        return (status.isEmpty() || status.get().ordinal() == cell / PRIORITIES)
                && (priority.isEmpty() || priority.get().ordinal() == cell % PRIORITIES);
    }
}
