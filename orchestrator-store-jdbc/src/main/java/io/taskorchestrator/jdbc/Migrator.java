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
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Brings a schema up to date: numbered SQL files, each applied once, in order, in a transaction of its own, and remembered with
 * its checksum. Anything that it does not know – a later file, or another text of one that was applied – it refuses.
 *
 * <p>The files are plain SQL under the names that Flyway uses, for hosts that migrate their databases themselves.
 */
final class Migrator {

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS schema_version (
                version    INTEGER PRIMARY KEY,
                name       TEXT    NOT NULL,
                checksum   TEXT    NOT NULL,
                applied_at TEXT    NOT NULL
            )""";
    private static final String APPLIED = "SELECT version, name, checksum FROM schema_version ORDER BY version";
    private static final String REMEMBER =
            "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)";

    private final String folder;
    private final List<String> names;

    /**
     * Creates a migrator.
     *
     * @param folder where the files are, beside this class
     * @param names the files, in order; the first has the number 1
     */
    Migrator(String folder, List<String> names) {
        this.folder = folder;
        this.names = List.copyOf(names);
    }

    private record Applied(String name, String checksum) {}

    /** The number of the last file. */
    int latest() {
        return names.size();
    }

    /**
     * Applies what is missing.
     *
     * @param store how the database is called in an error
     * @throws StoreOpenException if the schema is newer than this program, or another one
     */
    Migrated migrate(Connection connection, String store, Instant now) throws SQLException {
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
     * Sees that nothing is missing; changes nothing.
     *
     * @param store how the database is called in an error
     * @throws StoreOpenException if the schema is older or newer than this program, or another one
     */
    Migrated require(Connection connection, String store) throws SQLException {
        int version = known(connection, store).size();
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
        if (!applied.isEmpty() && applied.lastKey() > latest()) {
            throw new StoreOpenException(
                    Reason.NEWER_SCHEMA,
                    "%s has schema version %d, but this program knows versions up to %d; use a newer version of it"
                            .formatted(store, applied.lastKey(), latest()),
                    null);
        }
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
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                PreparedStatement remember = connection.prepareStatement(REMEMBER)) {
            statement.executeUpdate(sql);
            remember.setInt(1, version);
            remember.setString(2, names.get(version - 1));
            remember.setString(3, checksum(sql));
            remember.setString(4, now.toString());
            remember.executeUpdate();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
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
