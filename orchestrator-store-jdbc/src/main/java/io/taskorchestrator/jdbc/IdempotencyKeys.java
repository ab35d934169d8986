package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.TaskId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The idempotency keys of the last 24 hours, with what they made. */
final class IdempotencyKeys {

    static final long KEPT_MICROS = Micros.of(Duration.ofHours(24));

    private static final String FIND =
            "SELECT request_hash, tasks FROM idempotency_key WHERE caller = ? AND key = ? AND used_at > ?";
    private static final String PUT = """
            INSERT INTO idempotency_key (caller, key, request_hash, used_at, tasks) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (caller, key) DO UPDATE SET
                request_hash = excluded.request_hash, used_at = excluded.used_at, tasks = excluded.tasks""";
    private static final String OLD =
            "SELECT caller, key FROM idempotency_key WHERE used_at <= ? ORDER BY used_at LIMIT ?%s";
    private static final String DELETE = "DELETE FROM idempotency_key WHERE caller = ? AND key = ?";

    private IdempotencyKeys() {}

    /**
     * What a key was used for.
     *
     * @param requestHash the request
     * @param ids the tasks that it made
     */
    record Use(String requestHash, List<TaskId> ids) {}

    /** What was made, and when. */
    record Made(List<TaskId> ids, Instant at) {}

    /** What this key was used for in the last 24 hours; null if it was not. */
    static @Nullable Use find(Session session, Caller caller, IdempotencyKey key, Instant now) throws SQLException {
        return session.first(FIND, IdempotencyKeys::use, caller.name(), key.value(), Micros.of(now) - KEPT_MICROS);
    }

    /** What a key was used for; the request and the tasks come next. */
    static Use use(Columns row) throws SQLException {
        return new Use(
                row.text(),
                Arrays.stream(row.text().split(" ", -1)).map(TaskReading::id).toList());
    }

    static void add(Session session, Caller caller, IdempotencyKey key, Made made) throws SQLException {
        session.update(
                PUT,
                caller.name(),
                key.value(),
                key.requestHash(),
                Micros.of(made.at()),
                made.ids().stream().map(TaskId::toString).collect(Collectors.joining(" ")));
    }

    /** Drops keys whose time is over, at most {@code most}, but not those that are being used again; returns how many. */
    static int dropDue(Tx tx, Instant now, int most) throws SQLException {
        record Old(String caller, String key) {}
        Session session = tx.session();
        List<Old> old = session.list(
                OLD.formatted(tx.state().skippingLocked()),
                row -> new Old(row.text(), row.text()),
                Micros.of(now) - KEPT_MICROS,
                most);
        for (Old each : old) {
            session.update(DELETE, each.caller(), each.key());
        }
        return old.size();
    }
}
