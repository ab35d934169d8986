package io.taskorchestrator.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.Driver;

/**
 * Connections to a PostgreSQL server that is given by its URL.
 *
 * <p>A connection that hangs is given up after a minute, so that a lost network ends in an error and not in silence.
 */
final class PostgresPool {

    /** What URLs begin with. */
    static final String SCHEME = "jdbc:postgresql:";

    private static final int MOST = 10;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private PostgresPool() {}

    /**
     * Opens a pool.
     *
     * @throws IllegalArgumentException if {@code url} is no URL of a PostgreSQL database
     * @throws StoreOpenException if the server does not answer, or does not let us in
     */
    static HikariDataSource open(String url) {
        if (!url.startsWith(SCHEME)) {
            throw new IllegalArgumentException("The URL of a PostgreSQL database begins with " + SCHEME);
        }
        if (Driver.parseURL(url, null) == null) {
            throw new IllegalArgumentException(
                    "This is no URL of a PostgreSQL database; it looks like jdbc:postgresql://host:port/database");
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setPoolName("task-orchestrator");
        config.setMaximumPoolSize(MOST);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LONGEST_WAIT.toMillis());
        config.setInitializationFailTimeout(1);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.addDataSourceProperty("ApplicationName", "task-orchestrator");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "60");
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            Throwable cause = e.getCause() instanceof SQLException ? e.getCause() : e;
            throw new StoreOpenException(
                    Reason.UNREACHABLE, "The PostgreSQL database cannot be used: %s".formatted(cause.getMessage()), e);
        }
    }
}
