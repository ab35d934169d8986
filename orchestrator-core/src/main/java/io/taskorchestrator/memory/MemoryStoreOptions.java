package io.taskorchestrator.memory;

import io.taskorchestrator.store.StoreSettings;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How a memory store is opened.
 *
 * @param settings how it orders tasks, and how long it keeps finished ones
 * @param budget how much it may hold
 * @param clock the time
 * @param random what task ids are drawn from; used by one thread at a time
 * @param secrets what the key of the lease tokens is drawn from, once; cryptographically strong, but in tests
 */
public record MemoryStoreOptions(
        StoreSettings settings, Budget budget, InstantSource clock, RandomGenerator random, RandomGenerator secrets) {

    /**
     * How much a memory store may hold. Bytes are estimates.
     *
     * @param bytes most bytes of tasks that are not finished and of idempotency keys; beyond them creating fails. Keys
     *     take a quarter of it at most, but those of the last ten minutes, which are always kept
     * @param finishedTasks most finished tasks
     * @param finishedBytes most bytes of finished tasks
     */
    public record Budget(long bytes, int finishedTasks, long finishedBytes) {

        private static final int FINISHED_TASKS = 10_000;

        /** Half of {@code heapBytes} for what is not finished, a quarter for up to 10,000 finished tasks. */
        public static Budget ofHeap(long heapBytes) {
            return new Budget(heapBytes / 2, FINISHED_TASKS, heapBytes / 4);
        }
    }

    /** Standard settings, with the budget for {@code heapBytes} of heap. */
    public static MemoryStoreOptions of(
            long heapBytes, InstantSource clock, RandomGenerator random, RandomGenerator secrets) {
        return new MemoryStoreOptions(StoreSettings.STANDARD, Budget.ofHeap(heapBytes), clock, random, secrets);
    }

    /** These options with other settings. */
    public MemoryStoreOptions withSettings(StoreSettings newSettings) {
        return new MemoryStoreOptions(newSettings, budget, clock, random, secrets);
    }

    /** These options with another budget. */
    public MemoryStoreOptions withBudget(Budget newBudget) {
        return new MemoryStoreOptions(settings, newBudget, clock, random, secrets);
    }
}
