package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreListeners;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers of one schema that tell each other where tasks may be ready, and know whether anybody listens. */
class PostgresWakeupsTest {

    private static final int PATIENCE_SECONDS = 60;
    private static final Tx.Hint HINT = new Tx.Hint("default", "/a b", false);

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

    private Wakeups begin(String server) {
        Wakeups wakeups = new Wakeups(source, schema, new WaterMarks());
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
