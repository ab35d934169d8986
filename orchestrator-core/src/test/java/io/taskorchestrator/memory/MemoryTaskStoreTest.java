package io.taskorchestrator.memory;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.testkit.TaskStoreContract;
import java.time.InstantSource;

/** The memory store does what every store must do. */
class MemoryTaskStoreTest extends TaskStoreContract {

    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        return MemoryStores.open(settings, clock);
    }
}
