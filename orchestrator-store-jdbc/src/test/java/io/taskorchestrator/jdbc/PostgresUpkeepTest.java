package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.testkit.SettableClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a server does by itself, beside servers that are stuck and with a clock that is wrong. */
class PostgresUpkeepTest {

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration DELAY = Duration.ofMinutes(5);

    /** How much the server's clock is ahead of the database's. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final SettableClock databases = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SettableClock servers = new SettableClock(databases.instant().plus(AHEAD));
    /** Of its own, since the locks of directories are those of a whole database. */
    private final String url = PostgresServer.shared().freshDatabase();

    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final PostgresDatabase database;
    private final JdbcTaskStore store;

    PostgresUpkeepTest() {
        source.setUrl(url);
        StoreSettings settings = StoreSettings.STANDARD.withAging(Duration.ZERO);
        database = PostgresDatabase.of(source, JdbcTaskStore.DEFAULT_SCHEMA, databases, settings);
        store = JdbcTaskStore.open(
                database, JdbcStoreOptions.of(servers, new Random(1)).withSettings(settings));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void leasesEndThoughAServerThatIsGoneStillHoldsTheDirectories() throws SQLException {
        Scene.create(store, Scene.task("/a"), 1);
        Scene.create(store, Scene.task("/b").directoryAccess(DirectoryAccess.EXCLUSIVE), 1);
        ClaimedTask one = claim("/a");
        ClaimedTask other = claim("/b");
        databases.advance(LEASE);
        try (Connection gone = Servers.connect(url);
                Statement statement = gone.createStatement()) {
            gone.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(%d, 0)".formatted(FetchedState.LOCKS));
            tick();
        }
        assertThat(statusOf(one)).isEqualTo(TaskStatus.WAITING);
        assertThat(statusOf(other)).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void databaseGivesUpATransactionFromWhichNothingComesAnyMore() throws SQLException {
        String setting = "SELECT current_setting('idle_in_transaction_session_timeout')";
        try (Session writing = database.writing();
                Session reading = database.reader()) {
            assertThat(writing.first(setting, Columns::text)).isEqualTo("30s");
            assertThat(reading.first(setting, Columns::text)).isEqualTo("30s");
            writing.commit();
            reading.commit();
            assertThat(writing.first(setting, Columns::text))
                    .as("The connection is as it was")
                    .isEqualTo("0");
            assertThat(reading.first(setting, Columns::text)).isEqualTo("0");
        }
    }

    @Test
    void whatIsDueNextIsToldByTheServersClock() {
        Scene.create(store, Scene.task().delay(DELAY), 1);
        assertThat(tick()).contains(servers.instant().plus(DELAY));
    }

    @Test
    void reservationForWhichNobodyAsksIsDueByTheServersClockAndEnds() throws SQLException {
        DirectoryAccess exclusive = DirectoryAccess.EXCLUSIVE;
        Scene.create(store, Scene.task("/a").directoryAccess(exclusive), 1);
        claim("/a");
        Scene.create(store, Scene.task("/a").directoryAccess(exclusive), 1);
        databases.advance(Duration.ofSeconds(1));
        assertThat(Scene.claim(store, Claim.by("bob").in("/a"))).isEmpty();
        assertThat(reservations()).isEqualTo("1");
        Duration unasked = Duration.ofSeconds(60);
        assertThat(tick()).contains(servers.instant().plus(unasked));
        databases.advance(unasked);
        tick();
        assertThat(reservations()).isEqualTo("0");
    }

    @Test
    void leaseThatIsOverButLockedBySomebodyElseIsLookedAtAgainSoonAndNotAtOnce() throws SQLException {
        Scene.create(store, Scene.task("/a"), 1);
        ClaimedTask claimed = claim("/a");
        databases.advance(LEASE);
        try (Connection elsewhere = Servers.connect(url);
                Statement statement = elsewhere.createStatement()) {
            elsewhere.setAutoCommit(false);
            statement.execute("SELECT 1 FROM task FOR UPDATE");
            assertThat(tick())
                    .hasValueSatisfying(due -> assertThat(due)
                            .isAfter(servers.instant())
                            .isBefore(servers.instant().plusSeconds(1)));
            elsewhere.rollback();
        }
        tick();
        assertThat(statusOf(claimed)).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void purgedTasksLeaveNothingInTheTables() throws SQLException {
        Scene.create(store, Scene.task("/a").maxRetries(100), 3);
        Scene.create(store, Scene.task("/b"), 1);
        for (int i = 0; i < 40; i++) {
            ClaimedTask claimed = claim("/a");
            Optional<TaskResult> result = Optional.of(TaskResult.success("half"));
            Scene.apply(
                    store,
                    new Fail(claimed.id(), Holder.of(claimed.token()), "no", true, result),
                    Retry.of(claimed.id()));
        }
        for (int i = 0; i < 3; i++) {
            Scene.complete(store, claim("/a"));
        }
        databases.advance(StoreSettings.STANDARD.retention());
        tick();
        assertThat(Servers.texts(url, "SELECT task || ' ' || type FROM task_orchestrator.history"))
                .containsExactly("4 created");
        assertThat(Servers.texts(url, "SELECT task FROM task_orchestrator.history_result"))
                .isEmpty();
        assertThat(Servers.texts(url, "SELECT number FROM task_orchestrator.task"))
                .containsExactly("4");
    }

    private Optional<Instant> tick() {
        return Scene.await(store.tick(100));
    }

    private ClaimedTask claim(String directory) {
        return Scene.claim(store, Claim.by("alice").in(directory).lease(LEASE)).get(0);
    }

    private TaskStatus statusOf(ClaimedTask claimed) {
        return store.find(claimed.id(), Set.of()).map(Task::status).orElseThrow();
    }

    private String reservations() throws SQLException {
        return Servers.texts(url, "SELECT count(*) FROM task_orchestrator.reservation")
                .get(0);
    }
}
