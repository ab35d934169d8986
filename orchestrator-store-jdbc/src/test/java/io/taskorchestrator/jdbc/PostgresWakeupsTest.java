package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreListeners;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Servers of one schema that tell each other where tasks may be ready, and know whether anybody listens. */
class PostgresWakeupsTest {

    private static final int PATIENCE_SECONDS = 60;
    private static final Tx.Hint HINT = new Tx.Hint("default", "/a b", false);

    /** How many channels this connection hears, and locks it has. */
    private static final String HELD = "SELECT (SELECT count(*) FROM pg_listening_channels())"
            + " + (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory')";

    private final DataSource source = PostgresServer.shared().source();
    private final String schema = PostgresServer.shared().freshSchema();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<News> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(News::close);
    }

    @Test
    void serverThatIsAloneTellsNobodyAndLearnsAtOnceOfAnother() throws SQLException, InterruptedException {
        try (Wakeups first = begin("1")) {
            assertThat(first.othersListen()).as("Before anybody has looked").isTrue();
            untilAlone(first);
            try (Wakeups second = begin("2")) {
                until(first::othersListen);
                first.tellOthers(Map.of(HINT, 0L));
                assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("2 hears default /a b");
                look(second);
                assertThat(second.othersListen()).isTrue();
            }
            untilAlone(first);
        }
    }

    @Test
    void whoListensInAnotherSchemaIsNobody() throws SQLException {
        try (Wakeups elsewhere = new Wakeups(source, PostgresServer.shared().freshSchema(), new WaterMarks());
                Wakeups here = begin("1")) {
            elsewhere.start("2", news("2"));
            untilAlone(elsewhere);
            untilAlone(here);
        }
    }

    @Test
    void hostsConnectionThatFailsIsGivenBackWithoutWhatItHeard() throws SQLException, InterruptedException {
        BlockingQueue<Long> held = new LinkedBlockingQueue<>();
        try (Wakeups wakeups = begin("1", HostSource.over(source, (connection, method, arguments) -> {
            if (method.getName().equals("unwrap")) {
                return hearing(connection, true);
            }
            if (method.getName().equals("close")) {
                held.add(Session.direct(connection).first(HELD, Columns::longNumber));
            }
            return HostSource.call(connection, method, arguments);
        }))) {
            assertThat(held.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
            assertThat(wakeups.othersListen()).isTrue();
        }
    }

    @Test
    void connectionOnWhichNothingIsHeardForLongIsReplacedIfItDoesNotAnswer() throws SQLException, InterruptedException {
        BlockingQueue<Connection> heardOn = new LinkedBlockingQueue<>();
        try (Wakeups wakeups = begin("1", HostSource.over(source, (connection, method, arguments) -> {
            if (method.getName().equals("unwrap")) {
                heardOn.add(connection);
                return hearing(connection, false);
            }
            return method.getName().equals("isValid") ? false : HostSource.call(connection, method, arguments);
        }))) {
            assertThat(heardOn.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
            assertThat(heardOn.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("Another connection")
                    .isNotNull();
            assertThat(wakeups.othersListen()).isTrue();
        }
    }

    @Test
    void whateverAHostsSourceThrowsServersHearAgainLater() throws SQLException, InterruptedException {
        Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>(
                List.of(new IllegalStateException("not now"), new IllegalStateException("not now")));
        DataSource failing = HostSource.over(DataSource.class, source, (target, method, arguments) -> {
            RuntimeException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            return HostSource.call(target, method, arguments);
        });
        try (Wakeups first = begin("1", failing);
                Wakeups second = begin("2")) {
            first.tellOthers(Map.of(HINT, 0L)); // one of the failures may be for this
            until(failures::isEmpty);
            until(() -> {
                second.tellOthers(Map.of(HINT, 0L));
                String told = heard.poll();
                return told != null && told.startsWith("1 hears");
            });
            until(() -> {
                first.tellOthers(Map.of(HINT, 0L));
                String told = heard.poll();
                return told != null && told.startsWith("2 hears");
            });
        }
    }

    /** A connection on which nothing is ever heard, at once; or one that fails. */
    private static PGConnection hearing(Connection connection, boolean fails) throws SQLException {
        return HostSource.over(
                PGConnection.class, connection.unwrap(PGConnection.class), (postgres, method, arguments) -> {
                    if (!method.getName().equals("getNotifications")) {
                        return HostSource.call(postgres, method, arguments);
                    }
                    if (fails) {
                        throw new SQLException("Something else is wrong");
                    }
                    return null;
                });
    }

    private Wakeups begin(String server) {
        return begin(server, source);
    }

    private Wakeups begin(String server, DataSource from) {
        Wakeups wakeups = new Wakeups(from, schema, new WaterMarks());
        wakeups.start(server, news(server));
        return wakeups;
    }

    private News news(String server) {
        StoreListeners listeners = new StoreListeners(failure -> {
            throw new AssertionError(failure);
        });
        listeners.register(new StoreListener() {
            @Override
            public void ready(QueueName queue, DirectoryScope directories) {
                heard.add("%s hears %s %s"
                        .formatted(
                                server, queue.value(), directories.directory().path()));
            }

            @Override
            public void changed(TaskChange change) {
                throw new AssertionError("Nothing was changed");
            }
        });
        News news = new News(listeners);
        news.start();
        opened.add(news);
        return news;
    }

    /** Looks, until the server's own connection has said that it is the server's own. */
    private void untilAlone(Wakeups wakeups) throws SQLException {
        until(() -> {
            look(wakeups);
            return !wakeups.othersListen();
        });
    }

    private void look(Wakeups wakeups) throws SQLException {
        try (Session session = Session.direct(source.getConnection())) {
            wakeups.askWhoListens(session);
        }
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void until(Condition condition) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("In time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
