package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.testkit.SettableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No statement of the writer looks at more rows than it needs: each finds them through an index. */
class SqlitePlanTest {

    /** Tables that have a row for each worker or less, and selections of a few rows: they may be read as a whole. */
    private static final Set<String> SMALL = Set.of(
            "counter",
            "reservation",
            "r",
            "lease",
            "l",
            "worker_seen",
            "head0",
            "head1",
            "head2",
            "first",
            "whole",
            "entry",
            "e",
            "CONSTANT ROW");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            classes = {
                FreedDirectories.class,
                HistoryTable.class,
                IdempotencyKeys.class,
                KeptState.class,
                Lines.class,
                Reservations.class,
                Spanning.class,
                TaskCache.class,
                TaskReading.class,
                TaskRows.class,
                Upkeep.class
            })
    void statementsUseAnIndex(Class<?> type) throws SQLException, IllegalAccessException {
        Path file = directory.resolve("tasks.db");
        SqliteStores.open(file, StoreSettings.STANDARD, new SettableClock(Instant.EPOCH))
                .close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (String sql : Statements.of(type)) {
                for (String step : plan(connection, sql)) {
                    boolean scans = step.startsWith("SCAN ")
                            && !step.contains(" USING ")
                            && !step.contains("subquery")
                            && !SMALL.contains(step.substring("SCAN ".length()));
                    boolean sorts = step.contains("TEMP B-TREE") && !sql.contains("history_result");
                    assertThat(scans || sorts).as("%s%nin %s", step, sql).isFalse();
                }
            }
        }
    }

    @Test
    void pagesOfAListAreReadInTheirOrder() throws SQLException {
        Path file = directory.resolve("tasks.db");
        SqliteStores.open(file, StoreSettings.STANDARD, new SettableClock(Instant.EPOCH))
                .close();
        List<TaskQuery> queries = new ArrayList<>(List.of(TaskQuery.builder().build()));
        for (TaskStatus status : TaskStatus.values()) {
            queries.add(TaskQuery.builder().status(status).build());
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (TaskQuery query : queries) {
                String sql = new Listing(Session.direct(connection), query, "")
                        .select(Long.MAX_VALUE, 1)
                        .text();
                assertThat(plan(connection, sql))
                        .as(sql)
                        .allMatch(step ->
                                !step.startsWith("SCAN ") || step.equals("SCAN run") || step.startsWith("SCAN lease"))
                        .noneMatch(step -> step.contains("TEMP B-TREE") || step.startsWith("MATERIALIZE"));
            }
        }
    }

    private static List<String> plan(Connection connection, String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }
}
