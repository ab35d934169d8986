package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.testkit.SettableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks created in a host's own transaction exist if and only if the host commits. */
class PostgresHostTransactionTest {

    private static final Caller HOST = new Caller("host");

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final JdbcTaskStore store = PostgresServer.shared().openFresh(StoreSettings.STANDARD, clock);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aTaskIsThereOnceTheHostCommitsAndNotBefore() throws SQLException {
        try (Connection connection = transaction()) {
            TaskId id = create(connection, "index the orders").id();
            assertThat(store.find(id, Set.of())).isEmpty();

            connection.commit();

            Task task = store.find(id, Set.of()).orElseThrow();
            assertThat(task.spec().prompt()).isEqualTo("index the orders");
            assertThat(store.history(id, 0, 10)).extracting(HistoryEntry::actor).containsExactly("host");
            assertThat(store.list(TaskQuery.ALL).total()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsLeftWhenTheHostRollsBack() throws SQLException {
        try (Connection connection = transaction()) {
            TaskId id = create(connection, "index the orders").id();

            connection.rollback();

            assertThat(store.find(id, Set.of())).isEmpty();
            assertThat(store.list(TaskQuery.ALL).total()).isZero();
        }
    }

    @Test
    void theHostFindsItsOwnTablesAfterwards() throws SQLException {
        try (Connection connection = transaction();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE lease (number INTEGER) ON COMMIT DROP");
            String before = searchPath(statement);

            create(connection, "index the orders");

            assertThat(searchPath(statement)).isEqualTo(before);
            assertThat(connection.getAutoCommit()).isFalse();
            statement.execute("INSERT INTO lease VALUES (1)");
            connection.commit();
        }
    }

    @Test
    void theHostsTransactionGoesOnAfterARefusal() throws SQLException {
        try (Connection connection = transaction();
                Statement statement = connection.createStatement()) {
            String tooLong = "/" + "漢".repeat(900);
            assertThatThrownBy(() -> create(
                            connection, NewTask.builder(tooLong, "too far down").build()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("work_directory");

            statement.execute("SELECT 1");
            create(connection, "index the orders");
            connection.commit();

            assertThat(store.list(TaskQuery.ALL).total()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatCommitsByItselfIsRefused() throws SQLException {
        try (Connection connection = transaction()) {
            connection.setAutoCommit(true);

            assertThatThrownBy(() -> create(connection, "index the orders"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("commits by itself");
        }
    }

    @Test
    void listenersAreToldWhenTheHostAnnouncesIt() throws SQLException {
        CompletableFuture<DirectoryScope> heard = new CompletableFuture<>();
        store.listen(new StoreListener() {
            @Override
            public void ready(QueueName queue, DirectoryScope directories) {
                heard.complete(directories);
            }

            @Override
            public void changed(TaskChange change) {
                heard.completeExceptionally(new AssertionError("Nobody knows when it was committed: " + change));
            }
        });
        try (Connection connection = transaction()) {
            Task task = create(connection, "index the orders");
            connection.commit();

            store.announce(List.of(task));

            assertThat(heard.join())
                    .isEqualTo(DirectoryScope.exactly(task.spec().directory()));
        }
    }

    @Test
    void aStoreInAFileHasOneWriter(@TempDir Path directory) throws SQLException {
        try (JdbcTaskStore file = SqliteStores.open(directory.resolve("tasks.db"), StoreSettings.STANDARD, clock);
                Connection connection = transaction()) {
            assertThatThrownBy(() -> file.create(
                            connection,
                            HOST,
                            List.of(NewTask.builder("/orders", "any").build()),
                            TaskSettings.STANDARD))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    private Task create(Connection connection, String prompt) throws SQLException {
        return create(connection, NewTask.builder("/orders", prompt).build());
    }

    private Task create(Connection connection, NewTask task) throws SQLException {
        return store.create(connection, HOST, List.of(task), TaskSettings.STANDARD)
                .get(0);
    }

    private static Connection transaction() throws SQLException {
        Connection connection = PostgresServer.shared().source().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static String searchPath(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SHOW search_path")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
