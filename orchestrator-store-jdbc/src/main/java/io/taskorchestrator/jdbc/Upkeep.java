package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.TaskTable.Author;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Expire;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.TaskStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a store does by itself: expires leases, makes delayed tasks ready, purges finished ones, forgets old keys. */
final class Upkeep {

    private static final String EXPIRED =
            "SELECT task, expires_at FROM lease WHERE expires_at <= ? ORDER BY expires_at LIMIT ?";
    private static final String DUE = """
            SELECT number, run_at FROM task WHERE queue_state = 2 AND run_at <= ? ORDER BY run_at LIMIT ?""";
    private static final String FINISHED = """
            SELECT number FROM task
            WHERE queue_state = 0 AND status = ? AND coalesce(completed_at, cancelled_at) <= ?
            ORDER BY coalesce(completed_at, cancelled_at) LIMIT ?%s""";

    private static final String NEXT_EXPIRY = "SELECT expires_at FROM lease ORDER BY expires_at LIMIT 1";
    private static final String NEXT_DUE = "SELECT run_at FROM task WHERE queue_state = 2 ORDER BY run_at LIMIT 1";
    private static final String NEXT_FINISHED = """
            SELECT coalesce(completed_at, cancelled_at) FROM task WHERE queue_state = 0 AND status = ?
            ORDER BY coalesce(completed_at, cancelled_at) LIMIT 1""";
    private static final String NEXT_KEY = "SELECT used_at FROM idempotency_key ORDER BY used_at LIMIT 1";

    /** What is due but was left to somebody else, who is at work on it, is looked at again after this time. */
    private static final Duration BUSY = Duration.ofMillis(100);

    private static final Author SYSTEM = new Author(Caller.SYSTEM.name(), Caller.SYSTEM.name());
    private static final List<TaskStatus> FINAL =
            List.of(TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED);

    private final StoreSettings settings;

    Upkeep(StoreSettings settings) {
        this.settings = settings;
    }

    /**
     * What one step did.
     *
     * @param count how many things
     * @param nextDue how long it is until something is due next, from the store's time on; nothing or less if the limit was
     *     reached, and empty if nothing is scheduled
     */
    record Done(int count, Optional<Duration> nextDue) {}

    /** Does what is due, at most {@code limit} things. */
    Done step(Tx tx, int limit) throws SQLException {
        Instant now = tx.now();
        int done = ring(tx, limit, now);
        for (TaskStatus status : FINAL) {
            done += purge(tx, status, limit - done, now);
        }
        done += IdempotencyKeys.dropDue(tx, now, limit - done);
        Long asked = Holds.firstAsked(tx.session());
        if (asked != null && Micros.of(now) - asked >= Reservations.UNASKED_MICROS) {
            Reservations.endUnasked(tx, now);
        }
        tx.state().tidy();
        Optional<Duration> nextDue = nextDue(tx).map(due -> Duration.between(now, due));
        return new Done(done, done < limit ? nextDue.map(Upkeep::unlessBusy) : nextDue);
    }

    private static Duration unlessBusy(Duration wait) {
        return wait.compareTo(Duration.ZERO) > 0 ? wait : BUSY;
    }

    /** A task whose time has come. */
    private record Due(long number, long at) {

        private static Due read(Columns row) throws SQLException {
            return new Due(row.longNumber(), row.longNumber());
        }
    }

    /** Expires leases and makes delayed tasks ready, in the order in which they were due. */
    private static int ring(Tx tx, int limit, Instant now) throws SQLException {
        Session session = tx.session();
        List<Due> due = new ArrayList<>(session.list(EXPIRED, Due::read, Micros.of(now), limit));
        due.addAll(session.list(DUE, Due::read, Micros.of(now), limit));
        due.sort(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
        List<Due> first = due.subList(0, Math.min(due.size(), limit));
        tx.state().tasks().expect(session, first.stream().map(Due::number).toList());
        int done = 0;
        for (Due each : first) {
            TaskRow row = tx.state().tasks().byNumber(session, each.number());
            if (row != null) {
                ring(tx, row, now);
                done++;
            }
        }
        return done;
    }

    private static void ring(Tx tx, TaskRow row, Instant now) throws SQLException {
        if (row.queueState() == QueueState.DELAYED) {
            TaskTable.settle(tx, row, now);
        } else if (Lifecycle.decide(row.task(), new Expire(row.task().id()), now) instanceof Decision.Changed changed) {
            TaskTable.change(tx, row, changed, SYSTEM, now);
        }
    }

    private int purge(Tx tx, TaskStatus status, int limit, Instant now) throws SQLException {
        if (limit <= 0) {
            return 0;
        }
        List<Long> numbers = tx.session()
                .list(
                        FINISHED.formatted(tx.state().skippingLocked()),
                        Columns::longNumber,
                        Codes.of(status),
                        Micros.of(now) - retention(status),
                        limit);
        for (long number : numbers) {
            TaskRow row = TaskReading.smallByNumber(tx.session(), number);
            if (row != null) {
                TaskTable.remove(tx, row);
            }
        }
        return numbers.size();
    }

    private long retention(TaskStatus status) {
        return Micros.of(status == TaskStatus.FAILED ? settings.failedRetention() : settings.retention());
    }

    private Optional<Instant> nextDue(Tx tx) throws SQLException {
        Session session = tx.session();
        List<Long> due = new ArrayList<>();
        add(due, session.first(NEXT_EXPIRY, Columns::longNumber), 0);
        add(due, session.first(NEXT_DUE, Columns::longNumber), 0);
        for (TaskStatus status : FINAL) {
            add(due, session.first(NEXT_FINISHED, Columns::longNumber, Codes.of(status)), retention(status));
        }
        add(due, session.first(NEXT_KEY, Columns::longNumber), IdempotencyKeys.KEPT_MICROS);
        add(due, Holds.firstAsked(session), Reservations.UNASKED_MICROS);
        return due.stream().min(Comparator.naturalOrder()).map(Micros::instant);
    }

    private static void add(List<Long> due, @Nullable Long from, long delay) {
        if (from != null) {
            due.add(from + delay);
        }
    }
}
