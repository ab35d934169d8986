package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.testkit.TaskStoreContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** A store in a SQLite file does what every store must do. */
class SqliteTaskStoreTest extends TaskStoreContract {

    @TempDir
    Path directory;

    private int opened;

    @Override
    protected TaskStore open(StoreSettings settings, InstantSource clock) {
        return SqliteStores.open(directory.resolve("tasks-" + ++opened + ".db"), settings, clock);
    }
}
