package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.testkit.SimulationContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** A store in a SQLite file keeps its promises in simulated worlds. */
class SqliteStoreSimulationTest extends SimulationContract {

    @TempDir
    Path directory;

    private int opened;

    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        return SqliteStores.open(directory.resolve("tasks-" + ++opened + ".db"), settings, clock);
    }

    @Override
    protected String command() {
        return "./mvnw -pl orchestrator-core,orchestrator-store-jdbc -am test -Dtest=SqliteStoreSimulationTest";
    }
}
