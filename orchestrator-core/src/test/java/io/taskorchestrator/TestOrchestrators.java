package io.taskorchestrator;

import io.taskorchestrator.memory.MemoryStoreOptions;
import io.taskorchestrator.memory.MemoryTaskStore;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.testkit.SettableClock;
import java.util.Random;

/** Orchestrators for tests: time passes by hand, and everything happens on the calling thread. */
final class TestOrchestrators {

    private static final long HEAP = 1L << 30;

    private TestOrchestrators() {}

    static TaskStore store(SettableClock clock) {
        return MemoryTaskStore.open(MemoryStoreOptions.of(HEAP, clock, new Random(7), new Random(8)));
    }

    static EmbeddedOrchestrator open(SettableClock clock) {
        return open(clock, store(clock));
    }

    static EmbeddedOrchestrator open(SettableClock clock, TaskStore store) {
        return EmbeddedOrchestrator.builder()
                .store(store)
                .clock(clock)
                .executor(Runnable::run)
                .manualTicks()
                .build();
    }

    static NewTask task(String directory) {
        return NewTask.builder(directory, "prompt").build();
    }
}
