package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;

/** SQLite stores for tests: the same ids every time. */
final class SqliteStores {

    private SqliteStores() {}

    static JdbcTaskStore open(Path file, StoreSettings settings, InstantSource clock) {
        return JdbcTaskStore.openSqlite(file, options(settings, clock));
    }

    static JdbcStoreOptions options(StoreSettings settings, InstantSource clock) {
        return JdbcStoreOptions.of(clock, new Random(1)).withSettings(settings.withFairness(Duration.ZERO));
    }
}
