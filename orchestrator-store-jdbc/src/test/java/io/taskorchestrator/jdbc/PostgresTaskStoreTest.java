package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.testkit.TaskStoreContract;
import java.time.InstantSource;

/** A store in a PostgreSQL database does what every store must do. */
class PostgresTaskStoreTest extends TaskStoreContract {

    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        return PostgresServer.shared().openFresh(settings, clock);
    }
}
