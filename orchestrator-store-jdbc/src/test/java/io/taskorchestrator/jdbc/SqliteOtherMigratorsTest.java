package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose tables others than this program's migrator have made. */
class SqliteOtherMigratorsTest extends OtherMigrators {

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));

    private Path file() {
        return directory.resolve("tasks.db");
    }

    private String url() {
        return "jdbc:sqlite:" + file();
    }

    @Override
    String folder() {
        return "sqlite";
    }

    /** Up to the last file of the program; there are more in the tests. */
    @Override
    void migrateByFlyway() {
        Flyway.configure()
                .dataSource(url(), null, null)
                .locations("classpath:io/taskorchestrator/jdbc/sqlite")
                .target(String.valueOf(SqliteFile.MIGRATOR.latest()))
                .load()
                .migrate();
    }

    @Override
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    @Override
    void clear() throws IOException {
        for (String end : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(directory.resolve("tasks.db" + end));
        }
    }

    @Override
    JdbcTaskStore open(boolean migrate) {
        return JdbcTaskStore.openSqlite(
                file(), SqliteStores.options(StoreSettings.STANDARD, clock).withMigrate(migrate));
    }

    @Test
    void databaseOfAnotherProgramIsForeignAlsoWhereMigratingIsSwitchedOff() throws SQLException {
        Scene.execute(file(), "CREATE TABLE task (number INTEGER)", "CREATE TABLE meta (name TEXT, value TEXT)");
        requireRefused(false, Reason.FOREIGN, "another program");
        requireRefused(true, Reason.FOREIGN, "another program");
    }

    @Test
    void fileThatIsOnlyMarkedAsAStoreIsOlderWhereMigratingIsSwitchedOff() throws SQLException {
        Scene.execute(file(), "PRAGMA application_id = " + SqliteFile.APPLICATION_ID);
        requireRefused(false, Reason.OLDER_SCHEMA, "version 0");
        open(true).close();
        open(false).close();
    }
}
