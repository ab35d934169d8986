package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkerId;
import io.taskorchestrator.testkit.SettableClock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another server does between two statements of a transaction. */
class PostgresConcurrencyTest {

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String WAITING =
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_locks"
                    + " WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()))";

    /** Whatever isolation a host has chosen for its connections. */
    @ParameterizedTest
    @ValueSource(strings = {"TRANSACTION_READ_COMMITTED", "TRANSACTION_REPEATABLE_READ", "TRANSACTION_SERIALIZABLE"})
    void claimSeesTheLeaseThatWasGrantedWhileItWaited(String isolation) throws SQLException {
        String url = PostgresServer.shared().freshDatabase();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setTransactionIsolation(isolation);
        JdbcStoreOptions options = JdbcStoreOptions.of(Instant::now, new Random(1));
        try (HikariDataSource source = new HikariDataSource(config);
                JdbcTaskStore store = JdbcTaskStore.openPostgres(source, JdbcTaskStore.DEFAULT_SCHEMA, options);
                Connection other = Servers.connect(url);
                Statement statement = other.createStatement()) {
            exclusive(store, "/a");
            Task below = exclusive(store, "/a/b");
            other.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(%d, 0)".formatted(FetchedState.LOCKS));
            CompletableFuture<List<List<ClaimedTask>>> claim = store.claim(List.of(new Call<>(
                            Scene.CALLER, Claim.by("alice").in("/a/b").lease(LEASE))))
                    .toCompletableFuture();
            while (number(statement, WAITING) == 0) {
                Thread.onSpinWait();
            }
            claim(statement, "/a");
            other.commit();
            assertThat(Scene.await(claim)).containsExactly(List.of());
            statement.execute("DELETE FROM lease");
            other.commit();
            assertThat(Scene.claim(store, Claim.by("alice").in("/a/b").lease(LEASE)))
                    .extracting(ClaimedTask::id)
                    .containsExactly(below.id());
        }
    }

    /** A claim does not change the task's own row, so this is not seen from that. */
    @Test
    void commandSeesTheClaimThatWasMadeWhileItWaited() throws SQLException {
        try (Servers servers = Servers.start(1, StoreSettings.STANDARD);
                Connection other = Servers.connect(servers.url());
                Statement statement = other.createStatement()) {
            JdbcTaskStore store = servers.of(0);
            Task task = exclusive(store, "/a"); // which the server has seen by that
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM task FOR UPDATE");
            claim(statement, "/a");
            CompletableFuture<List<Decided>> cancelled = store.apply(
                            List.of(new Call<>(Scene.CALLER, Cancel.of(task.id()))))
                    .toCompletableFuture();
            while (number(statement, WAITING) == 0) {
                Thread.onSpinWait();
            }
            other.commit();
            Scene.await(cancelled);
            Task after = store.find(task.id(), Set.of()).orElseThrow();
            assertThat(after.status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(after.state().attempts().worker()).contains(new WorkerId("bob"));
            assertThat(after.state().lease()).isPresent();
        }
    }

    @Test
    void keyThatIsUsedAgainWhileOldOnesAreDroppedIsKept() throws SQLException {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
        String schema = PostgresServer.shared().freshSchema();
        JdbcStoreOptions options = JdbcStoreOptions.of(clock, new Random(1));
        PostgresDatabase database =
                PostgresDatabase.of(PostgresServer.shared().source(), schema, clock, StoreSettings.STANDARD);
        try (JdbcTaskStore store = JdbcTaskStore.open(database, options);
                Connection other = PostgresServer.shared().source().getConnection();
                Statement statement = other.createStatement()) {
            CreateBatch batch = new CreateBatch(
                    Scene.batch(Scene.task(), 1).tasks(), Optional.of(new IdempotencyKey("key", "hash")));
            Scene.await(store.create(new Call<>(Scene.CALLER, batch)));
            clock.advance(Duration.ofHours(25));
            other.setAutoCommit(false);
            statement.executeUpdate("UPDATE %s.idempotency_key SET used_at = used_at + 90000000000".formatted(schema));
            Scene.await(store.tick(100));
            other.commit();
            assertThat(number(statement, "SELECT count(*) FROM %s.idempotency_key".formatted(schema)))
                    .isOne();
            other.rollback();
        }
    }

    /** What the claim of another server, by bob, writes to the tables of the task in this directory, but for its history. */
    private static void claim(Statement statement, String directory) throws SQLException {
        statement.execute("DELETE FROM ready WHERE directory = '%s'".formatted(directory));
        statement.execute("""
                INSERT INTO lease SELECT number, 1, 'test', 'bob', NULL, directory, access, 0, 1, 0,
                    9000000000000000, 9000000000000000, version + 1, 0, history_size, last_entry
                FROM task WHERE directory = '%s'""".formatted(directory));
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Task exclusive(JdbcTaskStore store, String directory) {
        return Scene.create(store, Scene.task(directory).directoryAccess(DirectoryAccess.EXCLUSIVE), 1)
                .get(0);
    }
}
