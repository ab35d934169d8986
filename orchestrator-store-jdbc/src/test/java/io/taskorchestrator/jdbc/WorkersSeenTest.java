package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkersSeenTest {

    private static final int MOST = 10_000;
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final WorkersSeen workers = new WorkersSeen();
    private Session session;

    @BeforeEach
    void open() throws SQLException {
        session = Session.direct(DriverManager.getConnection("jdbc:sqlite::memory:"));
        session.execute("CREATE TABLE worker_seen (queue, directory, recursive, asked_at,"
                + " PRIMARY KEY (queue, directory, recursive))");
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
    }

    @Test
    void whereMoreAreAskedForThanAreRememberedMarksAreNotWrittenMoreOften() throws SQLException {
        List<Claim.Scope> scopes = IntStream.rangeClosed(0, MOST)
                .mapToObj(i -> Claim.by("alice").in("/" + i).scope())
                .toList();
        assertThat(ask(scopes, START)).isGreaterThanOrEqualTo(MOST);
        assertThat(ask(scopes, START.plusSeconds(9))).isZero();
        assertThat(ask(scopes, START.plusSeconds(10))).isGreaterThanOrEqualTo(MOST);
        assertThat(ask(scopes, START.plusSeconds(11))).isZero();
    }

    /** How many of them were written down. */
    private int ask(List<Claim.Scope> scopes, Instant now) throws SQLException {
        int written = 0;
        for (Claim.Scope scope : scopes) {
            if (workers.isNews(scope, now)) {
                workers.mark(session, scope, now);
                written++;
            }
        }
        return written;
    }
}
