package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.jdbc.TaskTable.Author;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.LeaseTokens;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Task;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands out tasks. */
final class Claiming {

    private final long agingMicros;

    Claiming(StoreSettings settings) {
        this.agingMicros = Micros.of(settings.aging());
    }

    /**
     * A task that a claim was given, or holds already.
     *
     * @param task as it was when the claim was answered
     * @param at when that was
     */
    record Picked(Task task, Instant at) {}

    List<List<Picked>> claim(Tx tx, List<Call<Claim>> claims) throws SQLException {
        Instant now = tx.now();
        List<List<Picked>> answers = new ArrayList<>(claims.size());
        for (Call<Claim> call : claims) {
            answers.add(claim(tx, call, now));
        }
        return answers;
    }

    private List<Picked> claim(Tx tx, Call<Claim> call, Instant now) throws SQLException {
        Claim claim = call.command();
        tx.state().asked(claim.scope());
        List<TaskRow> held = tx.state().stillHeld(call);
        if (!held.isEmpty()) {
            return held.stream().map(row -> new Picked(row.task(), now)).toList();
        }
        List<Picked> granted = new ArrayList<>(1);
        TxState.Picks picks = tx.state().picks(call);
        for (TaskRow row : picks.rows()) {
            grant(tx, call, row, granted);
        }
        if (!picks.complete()) {
            pickOneByOne(tx, call, granted);
        }
        return granted;
    }

    private void pickOneByOne(Tx tx, Call<Claim> call, List<Picked> granted) throws SQLException {
        Claim claim = call.command();
        Lines lines = new Lines(tx.session(), tx.state(), agingMicros);
        while (granted.size() < claim.limit()) {
            Candidate next = pick(tx, claim.scope(), lines, tx.now());
            if (next == null) {
                break;
            }
            TaskRow row = tx.state().tasks().first(tx.session(), Lines.line(claim.scope(), next), next);
            if (row == null || !next.isStill(row)) {
                // Somebody else was faster.
                lines.leaveOut(next.number());
                tx.state().seenLines().left(next.number());
            } else {
                grant(tx, call, row, granted);
            }
        }
    }

    private static void grant(Tx tx, Call<Claim> call, TaskRow row, List<Picked> granted) throws SQLException {
        Claim claim = call.command();
        Instant now = tx.now();
        tx.state().seenLines().left(row.number());
        if (Lifecycle.decide(row.task(), claim, now) instanceof Decision.Changed changed) {
            String actor = Call.actor(call.caller(), claim, changed.task());
            TaskRow after = TaskTable.change(
                    tx, row, changed, new Author(actor, call.caller().name()), now);
            tx.state().granted(call, after);
            granted.add(new Picked(after.task(), now));
        } else {
            takeOutOfLine(tx, row, now);
        }
    }

    /** The clock has stepped back since the task came into line: it is not due yet. */
    private static void takeOutOfLine(Tx tx, TaskRow row, Instant now) throws SQLException {
        if (QueueState.of(row.task(), now) == QueueState.READY) {
            throw new IllegalStateException("A ready task was refused to a claim: " + row.task());
        }
        TaskTable.settle(tx, row, now);
    }

    /** The task that a claim with this scope gets now; null if there is none. It stays in line. */
    private @Nullable Candidate pick(Tx tx, Claim.Scope scope, Lines lines, Instant now) throws SQLException {
        if (!lines.hasRestricted(scope)) {
            return lines.firstUnrestricted(scope);
        }
        Reservations.endUnasked(tx, now);
        Holds holds = tx.holds();
        Candidate promised = Reservations.firstFree(tx, scope, lines, now);
        Firsts first = lines.first(scope, holds);
        while (Reservations.reserve(tx, first.busy(), agingMicros, now)) {
            first = lines.first(scope, holds);
        }
        Candidate open = first.open();
        return promised != null && promised.precedes(open) ? promised : open;
    }

    /** The answer to a claim. Minting the tokens takes its time, so it is done outside the transaction. */
    static List<List<ClaimedTask>> withTokens(List<List<Picked>> picked, LeaseTokens tokens) {
        List<List<ClaimedTask>> answers = new ArrayList<>(picked.size());
        for (List<Picked> answer : picked) {
            List<ClaimedTask> claimed = new ArrayList<>(answer.size());
            for (Picked each : answer) {
                Task task = each.task();
                Instant end = task.state().lease().orElseThrow().expiresAt();
                claimed.add(new ClaimedTask(
                        task,
                        tokens.mint(task.id(), task.state().attempts().number()),
                        Duration.between(each.at(), end)));
            }
            answers.add(claimed);
        }
        return answers;
    }
}
