package io.taskorchestrator.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its prepared statements, which are kept by their text: texts are constants, or one of few that a query's
 * filters make.
 *
 * <p>A session can defer its writes: they are collected by statement and sent together before the next reading and before the
 * commit, which saves a journey to the database for each. The order of writes by different statements is then lost; what
 * writes about the same task again says so by {@link #about}.
 *
 * <p>Thread model: one thread at a time.
 */
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final UnaryOperator<String> names;
    private final boolean defersWrites;
    private final Set<PreparedStatement> deferred = new LinkedHashSet<>();
    private final Set<Long> writtenAbout = new HashSet<>();
    private long writes;

    private Session(Connection connection, UnaryOperator<String> names, boolean defersWrites) {
        this.connection = connection;
        this.names = names;
        this.defersWrites = defersWrites;
    }

    /** A session that writes at once. */
    static Session direct(Connection connection) {
        return new Session(connection, UnaryOperator.identity(), false);
    }

    /** A session that writes at once, and finds its tables by {@code names}. */
    static Session direct(Connection connection, UnaryOperator<String> names) {
        return new Session(connection, names, false);
    }

    /** A session that collects what is written, and finds its tables by {@code names}. */
    static Session deferring(Connection connection, UnaryOperator<String> names) {
        return new Session(connection, names, true);
    }

    /** Makes something of the current row. */
    interface RowReader<T> {
        T read(Columns row) throws SQLException;
    }

    /** How many updates were carried out since the session began, so that one can tell whether something was written. */
    long writes() {
        return writes;
    }

    /** Carries out an insert, update or delete. */
    void update(String sql, @Nullable Object... values) throws SQLException {
        writes++;
        PreparedStatement statement = bound(sql, values);
        if (defersWrites) {
            statement.addBatch();
            deferred.add(statement);
        } else {
            statement.executeUpdate();
        }
    }

    /** Carries out an insert, update or delete after all that was written before. */
    void updateInOrder(String sql, @Nullable Object... values) throws SQLException {
        flush();
        update(sql, values);
        flush();
    }

    /** What is written from here on about this task comes after what was written about it before. */
    void about(long task) throws SQLException {
        if (defersWrites && !writtenAbout.add(task)) {
            flush();
            writtenAbout.add(task);
        }
    }

    /** Sends what was deferred. */
    void flush() throws SQLException {
        for (PreparedStatement statement : deferred) {
            statement.executeBatch();
        }
        deferred.clear();
        writtenAbout.clear();
    }

    /** Carries out statements that have neither values nor rows. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All rows. */
    <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        flush();
        List<T> rows = new ArrayList<>();
        try (ResultSet result = bound(sql, values).executeQuery()) {
            Columns columns = new Columns(result);
            while (result.next()) {
                rows.add(reader.read(columns.first()));
            }
        }
        return rows;
    }

    /** The first row; null if there is none. */
    <T> @Nullable T first(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        flush();
        try (ResultSet result = bound(sql, values).executeQuery()) {
            return result.next() ? reader.read(new Columns(result)) : null;
        }
    }

    /** Whether there is a row. */
    boolean exists(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> Boolean.TRUE, values) != null;
    }

    /** What {@code reader} makes of one row after the other, until it says false. */
    void each(String sql, RowReader<Boolean> reader, @Nullable Object... values) throws SQLException {
        flush();
        try (ResultSet result = bound(sql, values).executeQuery()) {
            Columns columns = new Columns(result);
            while (result.next() && reader.read(columns.first())) {
                // The reader has done it.
            }
        }
    }

    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Commits; where this fails, the session is of no use any more. */
    void commit() throws SQLException {
        flush();
        connection.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        for (PreparedStatement statement : deferred) {
            statement.clearBatch();
        }
        deferred.clear();
        writtenAbout.clear();
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    public void close() throws SQLException {
        try {
            leave();
        } finally {
            connection.close();
        }
    }

    /** Closes what is the session's own, but not the connection. */
    void leave() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }

    private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(names.apply(sql));
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        if (value instanceof Long number) {
            statement.setLong(place, number);
        } else if (value instanceof String text) {
            statement.setString(place, text);
        } else if (value instanceof Integer number) {
            statement.setInt(place, number);
        } else if (value == null) {
            statement.setNull(place, Types.NULL);
        } else if (value instanceof Object[] array) {
            statement.setArray(place, connection.createArrayOf(typeOf(array), array));
        } else {
            throw new IllegalArgumentException("No column has the type of " + value);
        }
    }

    private static String typeOf(Object[] array) {
        return array instanceof Long[] ? "bigint" : array instanceof Integer[] ? "integer" : "text";
    }
}
