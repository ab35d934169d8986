package io.taskorchestrator.jdbc;

import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a PostgreSQL statement that writes one row another one that writes many: where it has a value, the other has a
 * list. Carrying that out costs a fraction of carrying out the first as often.
 *
 * <p>Each statement gets a number when it is seen first, so that the same ones are always sent in the same order: those that
 * are sent together are prepared together.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class ManyRows {

    private static final Pattern VALUE = Pattern.compile("\\?");
    private static final Pattern VALUES = Pattern.compile("\\sVALUES \\(\\?(, \\?)*\\)");
    private static final Pattern CHANGE = Pattern.compile("(?s)(?:UPDATE|DELETE FROM) .*\\?.*");
    /**
     * A value that a column is compared with, not one that it gets: what follows WHERE. It is compared by {@code = ANY (ARRAY[value])}, for
     * which PostgreSQL knows no other way than to look each row up. For {@code =} it may read a whole index and join, if the table was small
     * when it was last counted.
     */
    private static final Pattern KEY = Pattern.compile("= (each\\.value\\d+)(?!.*\\sWHERE\\s)", Pattern.DOTALL);

    private static final Pattern WHERE = Pattern.compile("\\sWHERE\\s");

    private final UnaryOperator<String> names;
    private final Map<String, Form> known = new ConcurrentHashMap<>();

    ManyRows(UnaryOperator<String> names) {
        this.names = names;
    }

    /**
     * A statement in the form for many rows.
     *
     * @param number the smaller, the earlier it was seen
     * @param sql what is sent, which has one parameter for each column
     * @param types the types of the columns; none if the statement has another form, and is sent as it is for each row
     */
    record Form(int number, String sql, List<String> types) {

        /**
         * The columns of these rows. One that ends with nulls leaves them out, or is empty: the database adds them up to the
         * longest column, which is that of the key.
         */
        @Nullable Object[] columns(List<@Nullable Object[]> rows) {
            @Nullable Object[] columns = new Object[types.size()];
            for (int i = 0; i < columns.length; i++) {
                int size = rows.size();
                while (size > 0 && rows.get(size - 1)[i] == null) {
                    size--;
                }
                @Nullable Object[] column = array(types.get(i), size);
                for (int row = 0; row < size; row++) {
                    column[row] = value(types.get(i), rows.get(row)[i]);
                }
                columns[i] = column;
            }
            return columns;
        }

        private static @Nullable Object[] array(String type, int size) {
            return switch (type) {
                case "int8" -> new Long[size];
                case "int4" -> new Integer[size];
                default -> new String[size];
            };
        }

        private static @Nullable Object value(String type, @Nullable Object value) {
            if (value instanceof Number number) {
                return type.equals("int4") ? (Object) Math.toIntExact(number.longValue()) : number.longValue();
            }
            return value;
        }
    }

    /** The form for many rows of {@code sql}, of which the database is asked for the types when it is seen first. */
    Form of(Connection connection, String sql) throws SQLException {
        Form form = known.get(sql);
        if (form == null) {
            String named = names.apply(sql);
            boolean isOfRows =
                    VALUES.matcher(named).find() || CHANGE.matcher(named).matches();
            List<String> types = isOfRows ? types(connection, named) : List.of();
            synchronized (known) {
                form = new Form(known.size(), isOfRows ? many(named, types.size()) : named, types);
                Form other = known.putIfAbsent(sql, form);
                form = other == null ? form : other;
            }
        }
        return form;
    }

    private static List<String> types(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ParameterMetaData values = statement.getParameterMetaData();
            List<String> types = new ArrayList<>();
            for (int i = 1; i <= values.getParameterCount(); i++) {
                types.add(values.getParameterTypeName(i));
            }
            return List.copyOf(types);
        }
    }

    /** With the lists side by side in one select, which is faster than a function in FROM that gives all of them. */
    private static String many(String sql, int columns) {
        StringBuilder lists = new StringBuilder("SELECT ");
        for (int i = 0; i < columns; i++) {
            lists.append(i == 0 ? "" : ", ").append("unnest(?) AS value").append(i);
        }
        if (sql.startsWith("INSERT")) {
            return VALUES.matcher(sql).replaceFirst(' ' + Matcher.quoteReplacement(lists.toString()));
        }
        int[] place = new int[1];
        String named = VALUE.matcher(sql).replaceAll(value -> "each.value" + place[0]++);
        named = KEY.matcher(named).replaceAll("= ANY (ARRAY[$1])");
        String keyword = sql.startsWith("UPDATE") ? "FROM" : "USING";
        return WHERE.matcher(named).replaceFirst(" %s (%s) AS each WHERE ".formatted(keyword, lists));
    }
}
