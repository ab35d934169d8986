package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.testkit.SettableClock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server passes over because it remembers where lines begin: for how long, and what that is good for. */
class PostgresWaterMarksTest {

    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration BLINK = Duration.ofMillis(1);
    private static final Claim NEXT = Claim.by("alice").in("/a").lease(LEASE);
    private static final int CHURN = 40_000;
    private static final int TOGETHER = 100;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final String schema = PostgresServer.shared().freshSchema();
    private final DataSource source = PostgresServer.shared().source();
    private final List<JdbcTaskStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(JdbcTaskStore::close);
    }

    @Test
    void whatAnotherServerPutsBackIsPassedOverForASecondWhereNobodyHearsOfIt() {
        JdbcTaskStore deaf = open(deafSource());
        JdbcTaskStore other = open(source);
        List<Task> tasks = createFive(other);
        ClaimedTask first = claim(other);
        assertThat(claim(deaf).id()).isEqualTo(tasks.get(1).id()); // and sees where the line begins
        Scene.apply(other, Release.of(first.id(), first.token()));
        assertThat(claim(deaf).id())
                .as("The first is not seen")
                .isEqualTo(tasks.get(2).id());
        clock.advance(WaterMarks.BELIEVED.minus(BLINK));
        assertThat(claim(deaf).id())
                .as("The first is not seen")
                .isEqualTo(tasks.get(3).id());
        clock.advance(BLINK);
        assertThat(claim(deaf).id()).as("A second later").isEqualTo(first.id());
    }

    @Test
    void whatAnotherServerPutsBackIsSeenAsSoonAsItIsHeard() throws InterruptedException {
        JdbcTaskStore hearing = open(source);
        JdbcTaskStore other = open(source);
        createFive(other);
        ClaimedTask first = claim(other);
        claim(hearing); // and sees where the line begins
        CountDownLatch heard = new CountDownLatch(1);
        hearing.listen(new StoreListener() {
            @Override
            public void ready(QueueName queue, DirectoryScope directories) {
                if (directories.directory().path().equals("/a")) {
                    heard.countDown();
                }
            }

            @Override
            public void changed(TaskChange change) {
                // Only what this server does itself.
            }
        });
        Scene.apply(other, Release.of(first.id(), first.token()));
        assertThat(heard.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(claim(hearing).id()).isEqualTo(first.id());
    }

    @Test
    void whatAServerPutsBackItselfIsSeenAtOnce() {
        JdbcTaskStore store = open(deafSource());
        createFive(store);
        ClaimedTask first = claim(store);
        claim(store); // and sees where the line begins
        Scene.apply(store, Release.of(first.id(), first.token()));
        assertThat(claim(store).id()).isEqualTo(first.id());
    }

    @Test
    void claimThatBeginsAtTheMarkReadsLittleThoughAnOldSnapshotKeepsDeadEntries() throws SQLException {
        JdbcTaskStore store = open(source);
        try (Connection old = source.getConnection();
                Connection looking = source.getConnection();
                Statement looks = looking.createStatement()) {
            holdSnapshot(old);
            churn(store);
            Scene.create(store, Scene.task("/a"), 10);
            looks.execute("SET search_path TO " + schema);
            long mark = number(looks, "SELECT min(queued_at) FROM ready");
            long fromTheMark = buffers(looks, mark);
            long fromTheBeginning = buffers(looks, Long.MIN_VALUE);
            looks.execute("RESET search_path");
            assertThat(fromTheMark).isLessThan(30);
            assertThat(fromTheBeginning).isGreaterThan(20 * fromTheMark);
            old.rollback();
        }
    }

    /** Five tasks, one after the other. */
    private List<Task> createFive(JdbcTaskStore store) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.addAll(Scene.create(store, Scene.task("/a"), 1));
            clock.advance(BLINK);
        }
        return tasks;
    }

    private static ClaimedTask claim(JdbcTaskStore store) {
        return Scene.claim(store, NEXT).get(0);
    }

    private void churn(JdbcTaskStore store) {
        for (int done = 0; done < CHURN; done += 10 * TOGETHER) {
            Scene.create(store, Scene.task("/a"), 10 * TOGETHER);
            clock.advance(BLINK);
            for (int i = 0; i < 10; i++) {
                Scene.apply(
                        store,
                        Scene.claim(store, NEXT.limit(TOGETHER)).stream()
                                .map(each -> Complete.of(each.id(), each.token(), TaskResult.success("done")))
                                .toArray(TaskCommand[]::new));
            }
        }
    }

    private static void holdSnapshot(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("SELECT 1 FROM pg_class LIMIT 1");
        }
    }

    /** How many pages the head of a line costs that begins at {@code start}. */
    private static long buffers(Statement statement, long start) throws SQLException {
        String head = "EXPLAIN (ANALYZE, BUFFERS) SELECT number, directory, priority, queued_at FROM ready"
                + " WHERE queue = 'default' AND directory = '/a' AND access = 0 AND priority = 1"
                + " AND queued_at >= %d ORDER BY queued_at, number LIMIT 1";
        long most = 0;
        try (ResultSet rows = statement.executeQuery(head.formatted(start))) {
            while (rows.next()) {
                Matcher matcher = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?")
                        .matcher(rows.getString(1));
                if (matcher.find()) {
                    most = Math.max(most, count(matcher.group(1)) + count(matcher.group(2)));
                }
            }
        }
        return most;
    }

    private static long count(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Connections through which nothing is heard, as through some poolers. */
    private DataSource deafSource() {
        return new Faults(source, () -> Faults.Fate.NONE).deaf();
    }

    private JdbcTaskStore open(DataSource connections) {
        JdbcStoreOptions options =
                JdbcStoreOptions.of(clock, new Random(stores.size())).withSettings(StoreSettings.STANDARD);
        JdbcTaskStore store =
                JdbcTaskStore.open(PostgresDatabase.of(connections, schema, clock, options.settings()), options);
        stores.add(store);
        return store;
    }
}
