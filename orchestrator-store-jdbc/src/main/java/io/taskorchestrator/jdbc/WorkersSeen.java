package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.Routing;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When somebody last asked for tasks of which queue and directories, so that a task for which nobody asks can say so.
 * A mark is written at most every 10 seconds; the oldest ones beyond a bound are dropped.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class WorkersSeen {

    private static final long WRITE_EVERY_MICROS = Micros.of(Duration.ofSeconds(10));
    private static final int MOST_SCOPES = 10_000;

    private static final String MARK = """
            INSERT INTO worker_seen (queue, directory, recursive, asked_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (queue, directory, recursive) DO UPDATE SET asked_at = excluded.asked_at""";
    private static final String DROP_OLDEST = """
            DELETE FROM worker_seen WHERE asked_at <= (
                SELECT asked_at FROM worker_seen ORDER BY asked_at DESC LIMIT 1 OFFSET %d)""".formatted(MOST_SCOPES);
    private static final String ASKED =
            "SELECT asked_at FROM worker_seen WHERE queue = ? AND directory = ? AND recursive = ?";

    /** When which mark was last written, as far as that is remembered; the one that was written first stands first. */
    private final Map<Claim.Scope, Long> written = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Claim.Scope, Long> eldest) {
            return size() > MOST_SCOPES;
        }
    };

    private int writtenSinceDrop;

    /** Whether it is to be written down that somebody asks for tasks of this scope. */
    synchronized boolean isNews(Claim.Scope scope, Instant now) {
        Long last = written.get(scope);
        if (last == null && written.size() >= MOST_SCOPES) {
            // The first one is forgotten for it, once it is time to write that one again.
            last = written.values().iterator().next();
        }
        return last == null || Math.abs(Micros.of(now) - last) >= WRITE_EVERY_MICROS;
    }

    /** Writes down that somebody asks for tasks of this scope. */
    synchronized void mark(Session session, Claim.Scope scope, Instant now) throws SQLException {
        session.update(
                MARK,
                scope.queue().value(),
                scope.directories().directory().path(),
                scope.directories().recursive() ? 1 : 0,
                Micros.of(now));
        written.remove(scope);
        written.put(scope, Micros.of(now));
        if (++writtenSinceDrop > MOST_SCOPES / 10) {
            session.update(DROP_OLDEST);
            writtenSinceDrop = 0;
        }
    }

    /** A transaction was undone: what it has written down is to be written again. */
    synchronized void forget() {
        written.clear();
    }

    /** When somebody last asked for tasks like this, up to 10 seconds earlier than it was; empty if nobody ever did. */
    static Optional<Instant> lastAsked(Session session, Routing routing) throws SQLException {
        String queue = routing.queue().value();
        String directory = routing.directory().path();
        Long latest = session.first(ASKED, Columns::longNumber, queue, directory, 0);
        latest = later(latest, session.first(ASKED, Columns::longNumber, queue, directory, 1));
        for (String above : Paths.above(directory)) {
            latest = later(latest, session.first(ASKED, Columns::longNumber, queue, above, 1));
        }
        return Optional.ofNullable(latest).map(Micros::instant);
    }

    private static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
        return one == null || (other != null && other > one) ? other : one;
    }
}
