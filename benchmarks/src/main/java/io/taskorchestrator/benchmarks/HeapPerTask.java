package io.taskorchestrator.benchmarks;

import io.taskorchestrator.task.TaskQuery;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** Prints how much heap one waiting task takes, everything counted: what a million of them add, divided by a million. */
public final class HeapPerTask {

    private static final int TASKS = 1_000_000;
    private static final int COLLECTIONS = 4;

    private HeapPerTask() {}

    /** Measures tasks in one directory, then in 100,000. */
    public static void main(String[] args) {
        for (int directories : new int[] {1, 100_000}) {
            long before = usedHeap();
            try (World world = new World(TASKS, directories)) {
                long used = usedHeap() - before;
                System.out.printf(
                        "%,d tasks in %,d directories: %d bytes of heap a task (%d tasks held)%n",
                        TASKS,
                        directories,
                        used / TASKS,
                        world.orchestrator().list(TaskQuery.ALL).total());
            }
        }
    }

    private static long usedHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
