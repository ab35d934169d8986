package io.taskorchestrator.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.taskorchestrator.store.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A PostgreSQL server of the tests' own, started once for all of them and ended with this process. It does not wait for the
 * disk, except for tests that ask for one that does.
 */
final class PostgresServer {

    private static final PostgresServer SHARED = start();

    private final EmbeddedPostgres server;
    private final DataSource pool;
    private final AtomicInteger schemas = new AtomicInteger();

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.getPostgresDatabase());
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(1);
        this.pool = new HikariDataSource(config);
    }

    private static PostgresServer start() {
        try {
            return new PostgresServer(EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("full_page_writes", "off")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be started", e);
        }
    }

    static PostgresServer shared() {
        return SHARED;
    }

    DataSource source() {
        return pool;
    }

    /** A name that no other test has had. */
    String freshSchema() {
        return "tasks_" + schemas.incrementAndGet();
    }

    /** The URL of a new database, for tests that want one of their own. */
    String freshDatabase() {
        String name = "database_" + schemas.incrementAndGet();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("The database could not be made", e);
        }
        return server.getJdbcUrl("postgres", name);
    }

    /** A store in a schema of its own, whose time is {@code clock}. */
    JdbcTaskStore openFresh(StoreSettings settings, InstantSource clock) {
        return open(freshSchema(), settings, clock);
    }

    /** The same in a schema that nobody uses any more, and that is emptied before: that takes less time than a new one. */
    JdbcTaskStore openEmptied(String schema, StoreSettings settings, InstantSource clock) {
        empty(schema);
        return open(schema, settings, clock);
    }

    private JdbcTaskStore open(String schema, StoreSettings settings, InstantSource clock) {
        JdbcStoreOptions options =
                JdbcStoreOptions.of(clock, new Random(1)).withSettings(settings.withFairness(Duration.ZERO));
        return JdbcTaskStore.open(PostgresDatabase.of(source(), schema, clock, options.settings()), options);
    }

    private void empty(String schema) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> emptying = new ArrayList<>();
            try (ResultSet tables = statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = '"
                    + schema + "' AND tablename NOT IN ('meta', 'schema_version')")) {
                while (tables.next()) {
                    emptying.add("DELETE FROM %s.%s".formatted(schema, tables.getString(1)));
                }
            }
            for (String sql : emptying) {
                statement.executeUpdate(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The schema could not be emptied", e);
        }
    }
}
