package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.testkit.SettableClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of one call are committed together, however many they are, and though some of them are refused. */
class OneTransactionTest {

    private static final int COUNT = 100;
    private static final Claim CLAIM =
            Claim.by("alice").lease(Duration.ofMinutes(1)).limit(COUNT);
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** SQLite's file format: sizes of the headers of a write-ahead log and of each of its frames. */
    private static final int LOG_HEADER = 32;

    private static final int FRAME_HEADER = 24;

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(START);

    private static List<ClaimedTask> working(TaskStore store) {
        Scene.create(store, Scene.task(), COUNT);
        return Scene.claim(store, CLAIM);
    }

    /** Completes all tasks in one call, which also has a completion of a task that there is not. */
    private static void completeAll(TaskStore store, List<ClaimedTask> tasks) {
        List<TaskCommand> completions = new ArrayList<>();
        tasks.forEach(task -> completions.add(Complete.of(task.id(), task.token(), TaskResult.SUCCESS)));
        completions.add(COUNT / 2, Complete.of(TaskId.of(new UUID(7, 7)), new LeaseToken(1, 2, 3), TaskResult.SUCCESS));

        List<Decided> decided = Scene.apply(store, completions.toArray(TaskCommand[]::new));

        assertThat(decided)
                .filteredOn(each -> each.decision() instanceof Decision.Changed)
                .hasSize(COUNT);
    }

    @Test
    void aHundredCompletionsAreOneCommitOfTheSqliteFile() throws IOException {
        Path file = directory.resolve("tasks.db");
        try (JdbcTaskStore store = SqliteStores.open(file, StoreSettings.STANDARD, clock)) {
            List<ClaimedTask> tasks = working(store);
            int before = commits(file);

            completeAll(store, tasks);

            assertThat(commits(file)).isEqualTo(before + 1);
        }
    }

    /** How many transactions the write-ahead log has: the last frame of each tells the size of the database. */
    private static int commits(Path file) throws IOException {
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(file.resolveSibling("tasks.db-wal")));
        int page = log.getInt(8);
        long salt = log.getLong(16);
        int commits = 0;
        for (int frame = LOG_HEADER; frame + FRAME_HEADER <= log.limit(); frame += FRAME_HEADER + page) {
            if (log.getLong(frame + 8) == salt && log.getInt(frame + 4) != 0) {
                commits++;
            }
        }
        return commits;
    }

    @Test
    void aHundredCompletionsAreOneTransactionOfThePostgresDatabase() throws SQLException {
        String schema = PostgresServer.shared().freshSchema();
        try (JdbcTaskStore store = PostgresServer.shared().openEmptied(schema, StoreSettings.STANDARD, clock);
                Connection connection = PostgresServer.shared().source().getConnection();
                Statement statement = connection.createStatement()) {
            completeAll(store, working(store));

            try (ResultSet row = statement.executeQuery(
                    "SELECT count(*), count(DISTINCT xmin::text) FROM %s.task WHERE status = 2".formatted(schema))) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(COUNT);
                assertThat(row.getInt(2)).isEqualTo(1);
            }
        }
    }
}
