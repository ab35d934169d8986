package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.BulkCandidates.Demand;
import io.taskorchestrator.jdbc.TxState.Picks;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Micros;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Tasks picked for many claims at once: those of scopes in which nothing shared or exclusive is ready, so that no directory has to
 * be looked at. Candidates are selected, locked unless somebody else has them, and looked at again; what others have is made
 * up for by the next candidates, in a few rounds. What is missing then is picked one by one.
 *
 * <p>Thread model: the thread of the transaction.
 */
final class BulkPicks {

    static final BulkPicks NONE = new BulkPicks();

    private static final int MOST_ROUNDS = 3;
    private static final String STILL_HELD = """
            SELECT caller, worker, claim_id, task, attempt, expires_at FROM lease WHERE claim_id = ANY (?) ORDER BY task""";

    private final Map<Identity, List<Held>> held = new HashMap<>();
    /** By the call itself, since two that are equal get different tasks; and in a queue, since one may be made twice. */
    private final IdentityHashMap<Call<Claim>, Queue<Picks>> picks = new IdentityHashMap<>();
    /** The scopes in which something shared or exclusive is ready. */
    private final Set<Claim.Scope> restricted = new HashSet<>();

    private int incomplete;

    /** What makes a claim safe to repeat. */
    private record Identity(String caller, String worker, UUID claimId) {

        static Identity of(Call<Claim> call) {
            return new Identity(
                    call.caller().name(),
                    call.command().worker().value(),
                    call.command().claimId().orElseThrow());
        }
    }

    /** The lease of a task's attempt: whoever holds a later one is somebody else. */
    record Held(long number, int attempt) {

        boolean isStill(TaskRow row) {
            return row.queueState() == QueueState.HELD
                    && row.task().state().attempts().number() == attempt;
        }
    }

    private BulkPicks() {}

    /** Picks for these claims; the time is known once something was read. */
    static BulkPicks of(Session session, BulkCandidates candidates, List<Call<Claim>> claims, Supplier<Instant> now)
            throws SQLException {
        BulkPicks bulk = new BulkPicks();
        bulk.askForHeld(session, claims, now);
        Map<Claim.Scope, List<Call<Claim>>> scopes = byScope(claims);
        candidates.look(scopes);
        bulk.restricted.addAll(scopes.keySet());
        candidates.demands().forEach(demand -> bulk.restricted.remove(demand.scope()));
        List<Call<Claim>> needing = bulk.needing(claims);
        candidates.serve(byScope(needing));
        for (int round = 1; round <= MOST_ROUNDS && candidates.areMissing(); round++) {
            candidates.round();
        }
        bulk.distribute(candidates);
        bulk.incomplete = (int) needing.stream().filter(bulk::isIncomplete).count();
        return bulk;
    }

    private void askForHeld(Session session, List<Call<Claim>> claims, Supplier<Instant> now) throws SQLException {
        String[] ids = claims.stream()
                .flatMap(call -> call.command().claimId().stream())
                .map(UUID::toString)
                .toArray(String[]::new);
        if (ids.length > 0) {
            session.ask(
                    STILL_HELD,
                    row -> {
                        Identity identity = new Identity(row.text(), row.text(), UUID.fromString(row.text()));
                        Held lease = new Held(row.longNumber(), row.number());
                        if (row.longNumber() > Micros.of(now.get())) {
                            held.computeIfAbsent(identity, any -> new ArrayList<>())
                                    .add(lease);
                        }
                        return true;
                    },
                    (Object) ids);
        }
    }

    /** The claims that need something. A second one with the same id waits for what the first gets. */
    private List<Call<Claim>> needing(List<Call<Claim>> claims) {
        List<Call<Claim>> needing = new ArrayList<>(claims.size());
        Set<Identity> identities = new HashSet<>(held.keySet());
        for (Call<Claim> call : claims) {
            if (call.command().claimId().isEmpty() || identities.add(Identity.of(call))) {
                needing.add(call);
            } else {
                add(call, new Picks(List.of(), true));
            }
        }
        return needing;
    }

    private static Map<Claim.Scope, List<Call<Claim>>> byScope(List<Call<Claim>> claims) {
        Map<Claim.Scope, List<Call<Claim>>> scopes = new LinkedHashMap<>();
        for (Call<Claim> call : claims) {
            scopes.computeIfAbsent(call.command().scope(), any -> new ArrayList<>())
                    .add(call);
        }
        return scopes;
    }

    private void distribute(BulkCandidates candidates) {
        for (Demand demand : candidates.demands()) {
            Queue<TaskRow> rows = new ArrayDeque<>(demand.found());
            for (Call<Claim> call : demand.calls()) {
                List<TaskRow> given = new ArrayList<>(1);
                while (given.size() < call.command().limit() && !rows.isEmpty()) {
                    given.add(rows.remove());
                }
                add(call, new Picks(given, demand.isExhausted()));
            }
        }
    }

    private void add(Call<Claim> call, Picks picked) {
        picks.computeIfAbsent(call, any -> new ArrayDeque<>()).add(picked);
    }

    private boolean isIncomplete(Call<Claim> call) {
        Queue<Picks> of = picks.get(call);
        return of == null || !of.element().complete();
    }

    /** How many claims may get something else. */
    int incomplete() {
        return incomplete;
    }

    /** Whether something shared or exclusive was ready where claims with this scope look. */
    boolean sawRestricted(Claim.Scope scope) {
        return restricted.contains(scope);
    }

    /** What this claim was given before, and held when the transaction began. */
    List<Held> stillHeld(Call<Claim> call) {
        return call.command().claimId().isEmpty()
                ? List.of()
                : List.copyOf(held.getOrDefault(Identity.of(call), List.of()));
    }

    /** What was picked for this claim; asked once for each. */
    Picks of(Call<Claim> call) {
        Queue<Picks> of = picks.get(call);
        return of == null || of.isEmpty() ? Picks.NONE : of.remove();
    }

    void granted(Call<Claim> call, TaskRow row) {
        if (call.command().claimId().isPresent()) {
            Held lease = new Held(row.number(), row.task().state().attempts().number());
            held.computeIfAbsent(Identity.of(call), any -> new ArrayList<>()).add(lease);
        }
    }
}
