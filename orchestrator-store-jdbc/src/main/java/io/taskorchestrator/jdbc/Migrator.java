package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Brings a schema up to date: numbered SQL files, each applied once, in order, whole or not at all, and remembered with its
 * checksum. Anything that it does not know – a later file, or another text of one that was applied – it refuses.
 *
 * <p>The files are plain SQL under the names that Flyway uses, for hosts that migrate their databases themselves. The last
 * statement of each writes its number into the schema, so that a schema says its version whoever has applied them, and a file of
 * which only a part was applied has not said it.
 */
final class Migrator {

    /** Where this migrator remembers what it has applied; another one remembers it elsewhere. */
    private static final String ACCOUNT = "schema_version";

    /** What the first file makes first, and last. */
    private static final String FIRST_TABLE = "task";

    private static final String LAST_TABLE = "meta";

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS schema_version (
                version    INTEGER PRIMARY KEY,
                name       TEXT    NOT NULL,
                checksum   TEXT    NOT NULL,
                applied_at TEXT    NOT NULL
            )""";
    private static final String APPLIED = "SELECT version, name, checksum FROM schema_version ORDER BY version";
    private static final String SAID = "SELECT value FROM meta WHERE name = 'schema'";
    private static final String REMEMBER =
            "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)";

    private final String folder;
    private final List<String> names;
    private final String hasTable;

    /**
     * Creates a migrator.
     *
     * @param folder where the files are, beside this class
     * @param names the files, in order; the first has the number 1
     * @param hasTable the query that finds a row if the schema has a table of a name
     */
    Migrator(String folder, List<String> names, String hasTable) {
        this.folder = folder;
        this.names = List.copyOf(names);
        this.hasTable = hasTable;
    }

    private record Applied(String name, String checksum) {}

    /** The number of the last file. */
    int latest() {
        return names.size();
    }

    /**
     * Applies what is missing: each file in a transaction of its own, or all in that of {@code connection}, if it is within one. If a
     * file fails, what was applied before it is committed.
     *
     * @param store how the database is called in an error
     * @throws StoreOpenException if the schema is newer than this program, another one, or somebody else's to migrate
     */
    Migrated migrate(Connection connection, String store, Instant now) throws SQLException {
        if (!has(connection, ACCOUNT) && has(connection, FIRST_TABLE)) {
            throw new StoreOpenException(
                    Reason.OTHER_SCHEMA,
                    "%s was made by another migrator, which alone can bring it up to date; switch migrating off"
                            .formatted(store),
                    null);
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(TABLE);
        }
        SortedMap<Integer, Applied> applied = known(connection, store);
        for (int version = 1; version <= latest(); version++) {
            if (!applied.containsKey(version)) {
                apply(connection, version, text(names.get(version - 1)), now);
            }
        }
        return new Migrated(applied.size(), latest());
    }

    /**
     * Sees that nothing is missing, whoever has applied the files; changes nothing.
     *
     * @param store how the database is called in an error
     * @throws StoreOpenException if the schema is older or newer than this program, another one, or not whole
     */
    Migrated require(Connection connection, String store) throws SQLException {
        int version = has(connection, ACCOUNT) ? known(connection, store).size() : said(connection, store);
        if (version < latest()) {
            throw older(store, version);
        }
        return new Migrated(version, version);
    }

    /** Says that a schema must be brought up to date first. */
    StoreOpenException older(String store, int version) {
        return new StoreOpenException(
                Reason.OLDER_SCHEMA,
                "%s has schema version %d, but this program needs %d; it must be migrated first"
                        .formatted(store, version, latest()),
                null);
    }

    /** What was applied, after it was seen to be what this program knows. */
    private SortedMap<Integer, Applied> known(Connection connection, String store) throws SQLException {
        SortedMap<Integer, Applied> applied = applied(connection);
        requireNotNewer(applied.isEmpty() ? 0 : applied.lastKey(), store);
        applied.forEach((version, earlier) -> {
            if (!earlier.checksum().equals(checksum(text(names.get(version - 1))))) {
                throw new StoreOpenException(
                        Reason.OTHER_SCHEMA,
                        "%s was made with another %s than the one of this program".formatted(store, earlier.name()),
                        null);
            }
        });
        return applied;
    }

    private void requireNotNewer(int version, String store) {
        if (version > latest()) {
            throw new StoreOpenException(
                    Reason.NEWER_SCHEMA,
                    "%s has schema version %d, but this program knows versions up to %d; use a newer version of it"
                            .formatted(store, version, latest()),
                    null);
        }
    }

    /** The version that the schema says it has, which another migrator has made; 0 if nobody has. */
    private int said(Connection connection, String store) throws SQLException {
        if (!has(connection, FIRST_TABLE)) {
            return 0;
        }
        if (has(connection, LAST_TABLE)) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(SAID)) {
                if (rows.next()) {
                    int version = rows.getInt(1);
                    requireNotNewer(version, store);
                    return version;
                }
            }
        }
        throw new StoreOpenException(
                Reason.OTHER_SCHEMA,
                "%s is not whole: %s was not applied to its end".formatted(store, names.get(0)),
                null);
    }

    private boolean has(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(hasTable)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static SortedMap<Integer, Applied> applied(Connection connection) throws SQLException {
        SortedMap<Integer, Applied> applied = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(APPLIED)) {
            while (rows.next()) {
                applied.put(rows.getInt(1), new Applied(rows.getString(2), rows.getString(3)));
            }
        }
        return applied;
    }

    private void apply(Connection connection, int version, String sql, Instant now) throws SQLException {
        boolean alone = connection.getAutoCommit();
        connection.setAutoCommit(false);
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement();
                PreparedStatement remember = connection.prepareStatement(REMEMBER)) {
            statement.executeUpdate(sql);
            remember.setInt(1, version);
            remember.setString(2, names.get(version - 1));
            remember.setString(3, checksum(sql));
            remember.setString(4, now.toString());
            remember.executeUpdate();
        } catch (SQLException e) {
            connection.rollback(before);
            connection.commit();
            throw e;
        } finally {
            connection.setAutoCommit(alone); // which commits, unless the transaction goes on
        }
    }

    private String text(String name) {
        try (InputStream in = Migrator.class.getResourceAsStream(folder + "/" + name)) {
            if (in == null) {
                throw new IllegalStateException("The migration is missing in the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("The migration cannot be read: " + name, e);
        }
    }

    private static String checksum(String sql) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(sql.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
