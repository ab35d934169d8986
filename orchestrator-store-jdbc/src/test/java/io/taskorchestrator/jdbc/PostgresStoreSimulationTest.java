package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.testkit.SimulationContract;
import java.time.InstantSource;

/** A store in a PostgreSQL database keeps its promises in simulated worlds. */
class PostgresStoreSimulationTest extends SimulationContract {

    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        return PostgresServer.shared().openFresh(settings, clock);
    }

    @Override
    protected String command() {
        return "./mvnw -pl orchestrator-core,orchestrator-store-jdbc -am test -Dtest=PostgresStoreSimulationTest";
    }
}
