package io.taskorchestrator.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The numbers of tasks that are in line and should not be, or stand at the wrong place, or should be there and are not. */
final class OutOfPlace {

    private static final String IN_LINE = "SELECT queue, directory, access, priority, queued_at, number FROM ready";
    private static final String READY =
            "SELECT queue, directory, access, priority, queued_at, number FROM task_now WHERE queue_state = 1";
    private static final String EITHER =
            "SELECT number FROM (%s EXCEPT %s) AS extra UNION ALL SELECT number FROM (%s EXCEPT %s) AS missing"
                    .formatted(IN_LINE, READY, READY, IN_LINE);

    private OutOfPlace() {}

    /** In a SQLite file. */
    static List<String> in(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            return in(connection);
        }
    }

    /** In a PostgreSQL database. */
    static List<String> in(String url) throws SQLException {
        try (Connection connection = Servers.connect(url)) {
            return in(connection);
        }
    }

    private static List<String> in(Connection connection) throws SQLException {
        List<String> numbers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(EITHER)) {
            while (rows.next()) {
                numbers.add(rows.getString(1));
            }
        }
        return numbers;
    }
}
