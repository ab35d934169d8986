package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.testkit.SimulationContract;
import java.time.InstantSource;

/**
 * A store in a PostgreSQL database keeps its promises in simulated worlds. Each takes many seconds, so a build lives through one;
 * more with {@code -Dsimulation.postgres.seeds=20}.
 */
class PostgresStoreSimulationTest extends SimulationContract {

    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        return PostgresServer.shared().openFresh(settings, clock);
    }

    @Override
    protected int worlds() {
        return Integer.getInteger("simulation.postgres.seeds", 2);
    }

    @Override
    protected String command() {
        return "./mvnw -pl orchestrator-core,orchestrator-store-jdbc -am test -Dtest=PostgresStoreSimulationTest";
    }
}
