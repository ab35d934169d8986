package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.testkit.TaskStoreContract;
import java.time.InstantSource;

/** A store in a PostgreSQL database does what every store must do. */
class PostgresTaskStoreTest extends TaskStoreContract {

    private static final String SCHEMA = PostgresServer.shared().freshSchema();

    /** The test before has closed its store. */
    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        return PostgresServer.shared().openEmptied(SCHEMA, settings, clock);
    }
}
