package io.taskorchestrator.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is in a file, row by row, as text. */
final class SqliteTables {

    private static final String TABLES =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_version' ORDER BY name";
    private static final String SCHEMA =
            "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY type, name";

    private SqliteTables() {}

    /** The names of the columns of each table, but that of the migrator. */
    static SortedMap<String, List<String>> columns(Path file) throws SQLException {
        SortedMap<String, List<String>> columns = new TreeMap<>();
        for (String table : texts(file, TABLES)) {
            columns.put(table, texts(file, "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid"));
        }
        return columns;
    }

    /** All rows of the tables, with these columns of theirs. */
    static SortedMap<String, List<String>> rows(Path file, SortedMap<String, List<String>> columns)
            throws SQLException {
        SortedMap<String, List<String>> rows = new TreeMap<>();
        for (String table : columns.keySet()) {
            String quoted = columns.get(table).stream()
                    .map(column -> "quote(" + column + ")")
                    .collect(Collectors.joining(" || ' ' || "));
            rows.put(table, texts(file, "SELECT " + quoted + " FROM " + table + " ORDER BY 1"));
        }
        return rows;
    }

    /** The statements of which the schema was made, but that of the migrator. */
    static List<String> schema(Path file) throws SQLException {
        return texts(file, SCHEMA).stream()
                .filter(text -> !text.contains("schema_version"))
                .toList();
    }

    /** The first column of all rows. */
    static List<String> texts(Path file, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
