package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of the PostgreSQL store says what is so. */
class PostgresDocumentTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", "."), "..", "docs", "postgresql.md");
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    @Test
    void itsQueriesRunInPsqlAsTheyStand() throws IOException, SQLException {
        SettableClock clock = new SettableClock(Instant.EPOCH);
        String schema = PostgresServer.shared().freshSchema();
        JdbcStoreOptions options = JdbcStoreOptions.of(clock, new Random(1))
                .withSettings(StoreSettings.STANDARD.withFairness(Duration.ZERO));
        List<String> queries = SQL.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
        try (JdbcTaskStore store =
                        JdbcTaskStore.openPostgres(PostgresServer.shared().source(), schema, options);
                Connection connection = PostgresServer.shared().source().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            store.create(
                    connection,
                    new Caller("shop"),
                    List.of(NewTask.builder("/orders", "Pack a lamp").build()),
                    TaskSettings.STANDARD);
            statement.execute("SET LOCAL search_path TO " + schema);
            for (String query : queries) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    assertThat(rows.next()).as(query).isEqualTo(!query.contains("leases"));
                }
            }
            connection.rollback();
        }
        assertThat(queries).hasSize(3);
    }
}
