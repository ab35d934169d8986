package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.IdempotencyKeys.Made;
import io.taskorchestrator.jdbc.IdempotencyKeys.Use;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.TaskId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction fetches of a database that others write, too: at its beginning, with as few journeys as possible for all
 * its units together, and after it has locked what it is going to change.
 *
 * <p>Locks are taken in one order by everybody – names of keys and claims, then tasks by number, then the directories – so that
 * nobody waits in a circle; tasks are picked without waiting at all.
 *
 * <p>Thread model: the thread of the transaction.
 */
final class FetchedState implements TxState {

    /** Marks our advisory locks among those of other programs in the same database: "TasO". */
    static final int LOCKS = 0x5461_734F;

    private static final int DIRECTORIES = 0;
    private static final int FOLDING = 1;
    private static final String LOCK = "SELECT pg_advisory_xact_lock(?, ?)";
    private static final String TRY_LOCK = "SELECT 1 WHERE pg_try_advisory_xact_lock(?, ?)";
    private static final String LOCK_NAMES = """
            SELECT pg_advisory_xact_lock(?, name)
            FROM (SELECT name FROM unnest(?) AS each(name) ORDER BY name) AS names""";
    private static final String FETCH = """
            SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                ARRAY (SELECT nextval('task_number') FROM generate_series(1, ?)),
                ARRAY (SELECT nextval('history_position') FROM generate_series(1, ?))""";
    private static final String USES = """
            SELECT k.used_at, k.caller, k.key, k.request_hash, k.tasks FROM unnest(?, ?) AS asked(caller, key)
            JOIN idempotency_key k ON k.caller = asked.caller AND k.key = asked.key""";
    private static final int MORE = 16;

    private final Session session;
    private final PostgresDatabase database;
    private final LockedTasks tasks;
    private final SeenLines seenLines = new SeenLines(true);
    private final Queue<Long> numbers = new ArrayDeque<>();
    private final Queue<Long> positions = new ArrayDeque<>();
    private final Map<KeyOf, Use> uses = new HashMap<>();
    private final Map<Claim.Scope, Instant> asked = new TreeMap<>(Comparator.comparing(Claim.Scope::toString));
    private final boolean claims;
    private Instant now = Instant.EPOCH;
    private BulkPicks picks = BulkPicks.NONE;
    private @Nullable Holds holds;
    private boolean directoriesLocked;

    private record KeyOf(String caller, String key) {}

    private FetchedState(Session session, PostgresDatabase database, boolean claims) {
        this.session = session;
        this.database = database;
        this.claims = claims;
        this.tasks = new LockedTasks(database.seen());
    }

    /** Begins a transaction that claims, or does something else, but not both. */
    static FetchedState of(Session session, PostgresDatabase database, Needs needs) throws SQLException {
        FetchedState state = new FetchedState(session, database, !needs.claims().isEmpty());
        state.lockNames(needs);
        state.tasks.lock(session, needs.tasks());
        int drafts = needs.creates().stream()
                .mapToInt(create -> create.command().tasks().size())
                .sum();
        state.ask(drafts, needs.entries());
        if (needs.claims().isEmpty()) {
            state.askForUses(needs);
            state.tasks.read(session);
        } else {
            state.pick(needs.claims());
        }
        return state;
    }

    /** The transaction is committed. */
    void committed() {
        tasks.remember();
    }

    private void pick(List<Call<Claim>> claims) throws SQLException {
        database.beginLook();
        Lines lines = new Lines(session, this, database.agingMicros());
        BulkCandidates candidates = new BulkCandidates(session, tasks, database.marks(), lines, count -> ask(0, count));
        picks = BulkPicks.of(session, candidates, claims, this::now);
        if (picks.incomplete() > 0) {
            ask(0, picks.incomplete());
        }
    }

    private void lockNames(Needs needs) throws SQLException {
        Set<Integer> names = new TreeSet<>();
        for (Call<CreateBatch> create : needs.creates()) {
            create.command()
                    .key()
                    .ifPresent(key -> names.add(name("key", create.caller().name(), key.value())));
        }
        for (Call<Claim> call : needs.claims()) {
            call.command()
                    .claimId()
                    .ifPresent(id -> names.add(name("claim", call.caller().name(), id.toString())));
        }
        if (!names.isEmpty()) {
            session.ask(LOCK_NAMES, row -> true, LOCKS, names.toArray(Integer[]::new));
        }
    }

    /** Names of the same number wait for each other without need, which does no harm. */
    private static int name(String kind, String caller, String name) {
        int hash = (kind + ' ' + caller + ' ' + name).hashCode();
        return hash == DIRECTORIES || hash == FOLDING ? hash + 2 : hash;
    }

    private void fetch(int newTasks, int newEntries) throws SQLException {
        ask(newTasks, newEntries);
        session.flush();
    }

    /** Asks for the time and for numbers, with what the session asks for next. */
    private void ask(int newTasks, int newEntries) throws SQLException {
        session.ask(
                FETCH,
                row -> {
                    long time = row.longNumber();
                    now = now.equals(Instant.EPOCH) ? database.time(time) : now;
                    numbers.addAll(row.longNumbers());
                    positions.addAll(row.longNumbers());
                    return true;
                },
                newTasks,
                newEntries);
    }

    private void askForUses(Needs needs) throws SQLException {
        List<Call<CreateBatch>> keyed = needs.creates().stream()
                .filter(create -> create.command().key().isPresent())
                .toList();
        if (!keyed.isEmpty()) {
            String[] callers = keyed.stream().map(each -> each.caller().name()).toArray(String[]::new);
            String[] keys = keyed.stream()
                    .map(each -> each.command().key().orElseThrow().value())
                    .toArray(String[]::new);
            session.ask(USES, this::read, callers, keys);
        }
    }

    /** A use of a key, unless its time is over. */
    private boolean read(Columns row) throws SQLException {
        boolean counts = row.longNumber() > Micros.of(now) - IdempotencyKeys.KEPT_MICROS;
        KeyOf key = new KeyOf(row.text(), row.text());
        if (counts) {
            uses.put(key, IdempotencyKeys.use(row));
        }
        return true;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    /**
     * Where tasks are claimed, all claims of shared and exclusive tasks in the database come one after the other from here on,
     * and the reading that follows sees what the one before has committed.
     */
    @Override
    public Holds holds() throws SQLException {
        Holds known = holds;
        if (known == null) {
            if (claims) {
                lockDirectories();
            }
            known = Holds.read(session);
            holds = known;
        }
        return known;
    }

    @Override
    public void changesReservations() throws SQLException {
        lockDirectories();
    }

    private void lockDirectories() throws SQLException {
        if (!directoriesLocked) {
            session.ask(LOCK, row -> true, LOCKS, DIRECTORIES);
            directoriesLocked = true;
        }
    }

    /** That there are none may have changed since: nobody knows what others do. */
    @Override
    public Restricted restricted(Claim.Scope scope) {
        return picks.sawRestricted(scope) ? Restricted.SOME : Restricted.UNKNOWN;
    }

    @Override
    public List<Integer> priorities() {
        return Codes.PRIORITIES;
    }

    @Override
    public void entered(Spot spot) {
        seenLines.forget();
    }

    @Override
    public LineStarts starts() {
        return database.marks();
    }

    @Override
    public SeenLines seenLines() {
        return seenLines;
    }

    @Override
    public long nextTask() throws SQLException {
        if (numbers.isEmpty()) {
            fetch(MORE, 0);
        }
        return numbers.remove();
    }

    @Override
    public long nextPosition() throws SQLException {
        if (positions.isEmpty()) {
            fetch(0, MORE);
        }
        return positions.remove();
    }

    @Override
    public void asked(Claim.Scope scope) {
        int bytes = scope.directories().directory().path().getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= PostgresDatabase.DIRECTORY_BYTES && database.workers().isNews(scope, now)) {
            asked.put(scope, now);
        }
    }

    @Override
    public @Nullable Use use(Caller caller, IdempotencyKey key) {
        return uses.get(new KeyOf(caller.name(), key.value()));
    }

    @Override
    public void used(Caller caller, IdempotencyKey key, List<TaskId> made) throws SQLException {
        uses.put(new KeyOf(caller.name(), key.value()), new Use(key.requestHash(), made));
        IdempotencyKeys.add(session, caller, key, new Made(made, now));
    }

    @Override
    public List<TaskRow> stillHeld(Call<Claim> call) throws SQLException {
        List<TaskRow> rows = new ArrayList<>();
        for (BulkPicks.Held lease : picks.stillHeld(call)) {
            TaskRow known = tasks.known(lease.number());
            TaskRow row = known != null ? known : TaskReading.byNumber(session, lease.number());
            if (row != null && lease.isStill(row)) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Override
    public Picks picks(Call<Claim> call) {
        return picks.of(call);
    }

    @Override
    public void granted(Call<Claim> call, TaskRow row) {
        picks.granted(call, row);
    }

    @Override
    public void tidy() throws SQLException {
        if (database.mayFold(now)) {
            database.wakeups().askWhoListens(session);
            if (session.exists(TRY_LOCK, LOCKS, FOLDING)) {
                Tally.fold(session, now);
            }
        }
    }

    @Override
    public String skippingLocked() {
        return " FOR UPDATE SKIP LOCKED";
    }

    /** Marks are written last and in one order, so that servers whose workers ask for the same do not wait in a circle. */
    @Override
    public void finish(Tally tally) throws SQLException {
        tally.append(session);
        for (Map.Entry<Claim.Scope, Instant> entry : asked.entrySet()) {
            database.workers().mark(session, entry.getKey(), entry.getValue());
        }
    }
}
