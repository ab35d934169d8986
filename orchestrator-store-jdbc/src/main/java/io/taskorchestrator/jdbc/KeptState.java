package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.TaskId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the only writer of a database keeps in memory beside the tables, so that it need not read it for each unit. All of it
 * follows from the tables, and is read from them when a store opens and after a transaction that failed.
 *
 * <p>Thread model: the writer's thread.
 */
final class KeptState implements TxState {

    private static final String HAS_RESTRICTED = "SELECT 1 FROM ready WHERE access > 0 LIMIT 1";
    /** By jumping from queue to queue. */
    private static final String HAS_PRIORITY = """
            WITH RECURSIVE each (queue) AS (
                SELECT (SELECT queue FROM ready ORDER BY queue LIMIT 1)
                UNION ALL
                SELECT (SELECT r.queue FROM ready r WHERE r.queue > e.queue ORDER BY r.queue LIMIT 1)
                FROM each e WHERE e.queue IS NOT NULL)
            SELECT 1 FROM each e
            WHERE EXISTS (SELECT 1 FROM ready r WHERE r.queue = e.queue AND r.access IN (0, 1, 2) AND r.priority = ?)
            LIMIT 1""";

    private static final String LAST_NUMBER = "SELECT number FROM last_number WHERE name = ?";
    private static final String SAVE_NUMBER = "UPDATE last_number SET number = ? WHERE name = ?";
    private static final String STILL_HELD = """
            SELECT task FROM lease WHERE claim_id = ? AND caller = ? AND worker = ? AND expires_at > ? ORDER BY task""";

    private final Session session;
    private final InstantSource clock;
    private final Holds holds;
    private final WorkersSeen workers = new WorkersSeen();
    private final TaskCache tasks = new TaskCache();
    private boolean mayHaveRestricted;
    /** Of which tasks were in line when this was read, or came into line since. */
    private List<Integer> priorities;

    private long lastTask;
    private long lastPosition;
    private long savedTask;
    private long savedPosition;

    private KeptState(Session session, InstantSource clock) throws SQLException {
        this.session = session;
        this.clock = clock;
        this.holds = Holds.read(session);
        this.lastTask = lastNumber("task");
        this.lastPosition = lastNumber("history");
        this.savedTask = lastTask;
        this.savedPosition = lastPosition;
        this.mayHaveRestricted = session.exists(HAS_RESTRICTED);
        List<Integer> found = new ArrayList<>();
        for (int priority : Codes.PRIORITIES) {
            if (session.exists(HAS_PRIORITY, priority)) {
                found.add(priority);
            }
        }
        this.priorities = List.copyOf(found);
    }

    static KeptState read(Session session, InstantSource clock) throws SQLException {
        return new KeptState(session, clock);
    }

    private long lastNumber(String name) throws SQLException {
        Long number = session.first(LAST_NUMBER, Columns::longNumber, name);
        if (number == null) {
            throw new SQLException("The table last_number has lost its row '%s'".formatted(name));
        }
        return number;
    }

    @Override
    public Instant now() {
        return Micros.truncated(clock.instant());
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public Holds holds() {
        return holds;
    }

    @Override
    public void changesReservations() {
        // Nobody else writes.
    }

    @Override
    public Restricted restricted(Claim.Scope scope) {
        return mayHaveRestricted ? Restricted.UNKNOWN : Restricted.NONE;
    }

    @Override
    public List<Integer> priorities() {
        return priorities;
    }

    @Override
    public void entered(Spot spot) {
        mayHaveRestricted |= spot.access() > 0;
        if (!priorities.contains(spot.priority())) {
            priorities = Codes.PRIORITIES.stream()
                    .filter(priority -> priority == spot.priority() || priorities.contains(priority))
                    .toList();
        }
    }

    @Override
    public LineStarts starts() {
        return LineStarts.UNKNOWN;
    }

    @Override
    public SeenLines seenLines() {
        return new SeenLines(false);
    }

    @Override
    public long nextTask() {
        return ++lastTask;
    }

    @Override
    public long nextPosition() {
        return ++lastPosition;
    }

    @Override
    public void asked(Claim.Scope scope) throws SQLException {
        Instant now = now();
        if (workers.isNews(scope, now)) {
            workers.mark(session, scope, now);
        }
    }

    @Override
    public IdempotencyKeys.@Nullable Use use(Caller caller, IdempotencyKey key) throws SQLException {
        return IdempotencyKeys.find(session, caller, key, now());
    }

    @Override
    public void used(Caller caller, IdempotencyKey key, List<TaskId> made) throws SQLException {
        IdempotencyKeys.add(session, caller, key, new IdempotencyKeys.Made(made, now()));
    }

    @Override
    public List<TaskRow> stillHeld(Call<Claim> call) throws SQLException {
        Claim claim = call.command();
        if (claim.claimId().isEmpty()) {
            return List.of();
        }
        List<Long> numbers = session.list(
                STILL_HELD,
                Columns::longNumber,
                claim.claimId().get().toString(),
                call.caller().name(),
                claim.worker().value(),
                Micros.of(now()));
        List<TaskRow> held = new ArrayList<>(numbers.size());
        for (long number : numbers) {
            TaskRow row = tasks.byNumber(session, number);
            if (row != null) {
                held.add(row);
            }
        }
        return held;
    }

    @Override
    public Picks picks(Call<Claim> call) {
        return Picks.NONE;
    }

    @Override
    public void granted(Call<Claim> call, TaskRow row) {
        // The lease tells it.
    }

    @Override
    public void tidy() throws SQLException {
        Tally.dropOldHours(session, now());
    }

    @Override
    public String skippingLocked() {
        return "";
    }

    @Override
    public void finish(Tally tally) throws SQLException {
        tally.add(session);
        if (lastTask != savedTask) {
            session.update(SAVE_NUMBER, lastTask, "task");
            savedTask = lastTask;
        }
        if (lastPosition != savedPosition) {
            session.update(SAVE_NUMBER, lastPosition, "history");
            savedPosition = lastPosition;
        }
    }
}
