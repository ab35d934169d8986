package io.taskorchestrator.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.taskorchestrator.store.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
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
        JdbcStoreOptions options =
                JdbcStoreOptions.of(clock, new Random(1)).withSettings(settings.withFairness(Duration.ZERO));
        return JdbcTaskStore.open(PostgresDatabase.of(source(), freshSchema(), clock, options.settings()), options);
    }
}
