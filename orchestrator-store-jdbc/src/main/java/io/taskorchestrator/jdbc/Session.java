package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.ManyRows.Form;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A connection with its prepared statements. Those that were used last are kept by their text: a constant, one of few that a query's
 * filters make, or what was sent together, of which there are many.
 *
 * <p>A session to a database at the other end of a wire saves journeys: what is written is collected, each statement for all
 * its rows, and sent together with the next reading or with the commit ({@link ManyRows}); and several readings can be sent
 * together ({@link #ask}). The order of writes by different statements is then lost; what writes about the same task again says so
 * by {@link #about}.
 *
 * <p>Thread model: one thread at a time.
 */
final class Session implements AutoCloseable {

    /** In characters: more is sent before it becomes one value, since a database and a heap take only so large a one. */
    private static final int MOST_COLLECTED = 8 << 20;

    /** Each one takes memory here and at the other end of the wire. */
    private static final int MOST_STATEMENTS = 100;

    private static final String COMMIT = "COMMIT";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(MOST_STATEMENTS, 0.75f, true);
    private final UnaryOperator<String> names;
    private final @Nullable ManyRows collected;
    private final Map<String, List<@Nullable Object[]>> deferred = new HashMap<>();
    private final List<Step> journey = new ArrayList<>();
    private final Set<Long> writtenAbout = new HashSet<>();
    private @Nullable Long subject;
    private long collectedCharacters;
    private long writes;

    /** A statement with its values that is going to be sent, and what reads its rows, if it has some. */
    private record Step(
            String sql,
            List<@Nullable Object> values,
            @Nullable RowReader<Boolean> reader) {}

    private Session(Connection connection, UnaryOperator<String> names, @Nullable ManyRows collected) {
        this.connection = connection;
        this.names = names;
        this.collected = collected;
    }

    /** A session that sends each statement at once. */
    static Session direct(Connection connection) {
        return direct(connection, UnaryOperator.identity());
    }

    /** A session that sends each statement at once, and finds its tables by {@code names}. */
    static Session direct(Connection connection, UnaryOperator<String> names) {
        return new Session(connection, names, null);
    }

    /** A session that collects what is to be sent, and finds its tables by {@code names}. */
    static Session deferring(Connection connection, UnaryOperator<String> names, ManyRows collected) {
        return new Session(connection, names, collected);
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
        if (collected == null) {
            bound(names.apply(sql), values).executeUpdate();
        } else {
            deferred.computeIfAbsent(sql, any -> new ArrayList<>()).add(values);
            for (Object value : values) {
                collectedCharacters += value instanceof String text ? text.length() : 0;
            }
            if (collectedCharacters > MOST_COLLECTED) {
                flush();
            }
        }
    }

    /** Carries out an insert, update or delete after all that was written before. */
    void updateInOrder(String sql, @Nullable Object... values) throws SQLException {
        flush();
        update(sql, values);
        flush();
    }

    /**
     * What is written from here on, until another task is named, is about this one, and comes after what was written about it before.
     */
    void about(long task) throws SQLException {
        if (collected != null) {
            if (writtenAbout.contains(task)) {
                flush();
            }
            subject = task;
            writtenAbout.add(task);
        }
    }

    /** Sends what was deferred. */
    void flush() throws SQLException {
        collectWrites();
        send();
    }

    private void collectWrites() throws SQLException {
        if (collected == null || deferred.isEmpty()) {
            return;
        }
        Map<Form, List<@Nullable Object[]>> writing = new TreeMap<>(Comparator.comparingInt(Form::number));
        for (Map.Entry<String, List<@Nullable Object[]>> entry : deferred.entrySet()) {
            writing.put(collected.of(connection, entry.getKey()), entry.getValue());
        }
        forgetCollected();
        writing.forEach((form, rows) -> {
            if (form.types().isEmpty()) {
                rows.forEach(values -> journey.add(new Step(form.sql(), Arrays.asList(values), null)));
            } else {
                journey.add(new Step(form.sql(), Arrays.asList(form.columns(rows)), null));
            }
        });
    }

    private void forgetCollected() {
        deferred.clear();
        collectedCharacters = 0;
        writtenAbout.clear();
        if (subject != null) {
            writtenAbout.add(subject); // of which more may be written
        }
    }

    /** Sends everything that waits to be sent, and reads the answers. */
    private void send() throws SQLException {
        if (journey.isEmpty()) {
            return;
        }
        List<Step> steps = List.copyOf(journey);
        journey.clear();
        List<@Nullable Object> values = new ArrayList<>();
        steps.forEach(step -> values.addAll(step.values()));
        PreparedStatement statement =
                bound(steps.stream().map(Step::sql).collect(Collectors.joining(";\n")), values.toArray());
        statement.execute();
        for (Step step : steps) {
            if (step.reader() != null) {
                read(statement, step.reader());
            }
            statement.getMoreResults();
        }
    }

    private static void read(PreparedStatement statement, RowReader<Boolean> reader) throws SQLException {
        try (ResultSet result = statement.getResultSet()) {
            Columns columns = new Columns(result);
            while (result.next() && reader.read(columns.first())) {
                // The reader has done it.
            }
        }
    }

    /** Carries out statements that have neither values nor rows. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All rows. */
    <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        List<T> rows = new ArrayList<>();
        each(sql, row -> rows.add(reader.read(row)), values);
        return rows;
    }

    /**
     * All rows of what no collected write has changed. These writes are not sent with it, as {@link #list} does: each mix of statements
     * that are sent together is a text of its own, which is kept.
     */
    <T> List<T> listApart(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        if (collected == null) {
            return list(sql, reader, values);
        }
        List<T> rows = new ArrayList<>();
        journey.add(new Step(names.apply(sql), Arrays.asList(values), row -> rows.add(reader.read(row))));
        send();
        return rows;
    }

    /** The first row; null if there is none. */
    <T> @Nullable T first(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        List<T> rows = new ArrayList<>(1);
        each(
                sql,
                row -> {
                    rows.add(reader.read(row));
                    return false;
                },
                values);
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** Whether there is a row. */
    boolean exists(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> Boolean.TRUE, values) != null;
    }

    /** What {@code reader} makes of one row after the other, until it says false. */
    void each(String sql, RowReader<Boolean> reader, @Nullable Object... values) throws SQLException {
        ask(sql, reader, values);
        send();
    }

    /**
     * The same, but {@code reader} gets the rows at the latest when the next thing is read that is not asked for in this way. Each
     * statement sees what was done and committed before it is carried out, also if it is sent together with others.
     */
    void ask(String sql, RowReader<Boolean> reader, @Nullable Object... values) throws SQLException {
        if (collected == null) {
            PreparedStatement statement = bound(names.apply(sql), values);
            statement.execute();
            read(statement, reader);
        } else {
            collectWrites();
            journey.add(new Step(names.apply(sql), Arrays.asList(values), reader));
        }
    }

    /** Begins a transaction, which begins with {@code settings}. */
    void begin(String... settings) throws SQLException {
        subject = null;
        writtenAbout.clear();
        connection.setAutoCommit(false);
        for (String setting : settings) {
            journey.add(new Step(setting, List.of(), null));
        }
        if (collected == null) {
            send();
        }
    }

    /** Sends what was deferred, and commits; where this fails, the session is of no use any more. */
    void commit() throws SQLException {
        if (collected != null) {
            collectWrites();
            journey.add(new Step(COMMIT, List.of(), null));
            send();
        }
        connection.setAutoCommit(true); // which commits, unless that was sent
    }

    void rollback() throws SQLException {
        forgetCollected();
        journey.clear();
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
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
            if (statements.size() > MOST_STATEMENTS) {
                forgetOldest();
            }
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private void forgetOldest() throws SQLException {
        Iterator<PreparedStatement> oldest = statements.values().iterator();
        PreparedStatement statement = oldest.next();
        oldest.remove();
        statement.close();
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
