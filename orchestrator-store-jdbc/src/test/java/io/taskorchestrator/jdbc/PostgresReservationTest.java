package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Task;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Directories are promised to tasks that another server is at work on in the same moment. */
class PostgresReservationTest {

    private static final Duration LEASE = Duration.ofMinutes(10);

    private Servers servers;

    @BeforeEach
    void start() {
        servers = Servers.start(1, StoreSettings.STANDARD.withAging(Duration.ZERO));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void claimPassesOverAReservedTaskThatAnotherTransactionHas() throws SQLException {
        JdbcTaskStore store = servers.of(0);
        exclusive();
        ClaimedTask holder = claim();
        Task promised = exclusive();
        assertThat(Scene.claim(store, Claim.by("bob").in("/a"))).isEmpty();
        assertThat(servers.number("SELECT count(*) FROM task_orchestrator.reservation"))
                .isOne();
        Scene.complete(store, holder);
        Task other = Scene.create(store, Scene.task("/a"), 1).get(0);
        try (Connection elsewhere = lock(promised)) {
            assertThat(claim().id()).isEqualTo(other.id());
            elsewhere.rollback();
        }
        assertThat(claim().id()).isEqualTo(promised.id());
    }

    @Test
    void nothingIsPromisedToATaskThatAnotherTransactionMayTakeOutOfLine() throws SQLException {
        exclusive();
        claim();
        Task busy = exclusive();
        try (Connection elsewhere = lock(busy)) {
            assertThat(Scene.claim(servers.of(0), Claim.by("bob").in("/a"))).isEmpty();
            assertThat(servers.number("SELECT count(*) FROM task_orchestrator.reservation"))
                    .isZero();
            elsewhere.rollback();
        }
        assertThat(Scene.claim(servers.of(0), Claim.by("bob").in("/a"))).isEmpty();
        assertThat(servers.number("SELECT count(*) FROM task_orchestrator.reservation"))
                .isOne();
    }

    private Task exclusive() {
        return Scene.create(servers.of(0), Scene.task("/a").directoryAccess(DirectoryAccess.EXCLUSIVE), 1)
                .get(0);
    }

    private ClaimedTask claim() {
        return Scene.claim(servers.of(0), Claim.by("alice").in("/a").lease(LEASE))
                .get(0);
    }

    /** Another server's transaction that is at work on {@code task}. */
    private Connection lock(Task task) throws SQLException {
        Connection connection = Servers.connect(servers.url());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM task WHERE number = (SELECT task FROM task_body WHERE id = '" + task.id()
                    + "') FOR UPDATE");
        }
        return connection;
    }
}
