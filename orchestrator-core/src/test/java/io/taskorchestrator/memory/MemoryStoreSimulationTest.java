package io.taskorchestrator.memory;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.testkit.SimulationContract;
import java.time.InstantSource;

/** The memory store keeps its promises in simulated worlds. */
class MemoryStoreSimulationTest extends SimulationContract {

    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        return MemoryStores.open(settings, clock);
    }

    @Override
    protected String command() {
        return "./mvnw -pl orchestrator-core test -Dtest=MemoryStoreSimulationTest";
    }
}
