package io.taskorchestrator.memory;

import io.taskorchestrator.store.StoreSettings;
import java.time.InstantSource;
import java.util.Random;

/** Memory stores for tests: the same ids and tokens every time. */
final class MemoryStores {

    private static final long HEAP = 1L << 32;

    private MemoryStores() {}

    static MemoryTaskStore open(StoreSettings settings, InstantSource clock) {
        return MemoryTaskStore.open(options(settings, clock));
    }

    static MemoryStoreOptions options(StoreSettings settings, InstantSource clock) {
        return MemoryStoreOptions.of(HEAP, clock, new Random(1), new Random(2)).withSettings(settings);
    }
}
