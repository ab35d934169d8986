package io.taskorchestrator.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its prepared statements, which are kept by their text: texts are constants, or one of few that a query's
 * filters make.
 *
 * <p>Thread model: one thread at a time.
 */
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long writes;

    Session(Connection connection) {
        this.connection = connection;
    }

    /** Makes something of the current row. */
    interface RowReader<T> {
        T read(Columns row) throws SQLException;
    }

    /** How many updates were carried out since the session began, so that one can tell whether something was written. */
    long writes() {
        return writes;
    }

    /** Carries out an insert, update or delete; returns how many rows it changed. */
    int update(String sql, @Nullable Object... values) throws SQLException {
        writes++;
        return bound(sql, values).executeUpdate();
    }

    /** All rows. */
    <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
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
        connection.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
        connection.close();
    }

    private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        if (value instanceof Long number) {
            statement.setLong(place, number);
        } else if (value instanceof String text) {
            statement.setString(place, text);
        } else if (value instanceof Integer number) {
            statement.setInt(place, number);
        } else if (value == null) {
            statement.setNull(place, Types.NULL);
        } else {
            throw new IllegalArgumentException("No column has the type of " + value);
        }
    }
}
