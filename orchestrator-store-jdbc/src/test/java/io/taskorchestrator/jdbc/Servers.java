package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Several stores in one PostgreSQL database, as several servers have it: each has connections and randomness of its own. */
final class Servers implements AutoCloseable {

    private final String url;
    private final List<JdbcTaskStore> stores = new ArrayList<>();

    private Servers(String url) {
        this.url = url;
    }

    /** Opens {@code count} stores in a database that nobody else has. */
    static Servers start(int count, StoreSettings settings) {
        return start(PostgresServer.shared().freshDatabase(), count, settings);
    }

    /** Opens {@code count} stores in this database. */
    static Servers start(String url, int count, StoreSettings settings) {
        Servers servers = new Servers(url);
        for (int i = 0; i < count; i++) {
            servers.stores.add(JdbcTaskStore.openPostgres(
                    servers.url,
                    JdbcStoreOptions.of(InstantSource.system(), new Random(i)).withSettings(settings)));
        }
        return servers;
    }

    String url() {
        return url;
    }

    /** A store for the caller of this number. */
    JdbcTaskStore of(int caller) {
        return stores.get(Math.floorMod(caller, stores.size()));
    }

    /** The first column of all rows, as text. */
    List<String> texts(String query) throws SQLException {
        return texts(url, query);
    }

    /** The first column of all rows, as text. */
    static List<String> texts(String url, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** The first column of the only row. */
    long number(String query) throws SQLException {
        return Long.parseLong(texts(query).get(0));
    }

    /** A connection that sees the tables of a store. */
    static Connection connect(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setSchema(JdbcTaskStore.DEFAULT_SCHEMA);
        return connection;
    }

    @Override
    public void close() {
        stores.forEach(JdbcTaskStore::close);
    }
}
