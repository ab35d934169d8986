package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.TaskTable.Author;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.lifecycle.Refusal;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.LeaseTokens;
import io.taskorchestrator.task.LeaseToken;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries out commands. */
final class Commanding {

    private Commanding() {}

    /** For each command whether its token was never granted. Checking takes its time, so it is done before the transaction. */
    static boolean[] forged(List<Call<TaskCommand>> calls, LeaseTokens tokens) {
        boolean[] forged = new boolean[calls.size()];
        for (int i = 0; i < forged.length; i++) {
            TaskCommand command = calls.get(i).command();
            Optional<LeaseToken> token = command.holder().token();
            forged[i] = token.isPresent() && !tokens.isGenuine(command.task(), token.get());
        }
        return forged;
    }

    static List<Decided> apply(Tx tx, List<Call<TaskCommand>> calls, boolean[] forged) throws SQLException {
        List<Decided> decided = new ArrayList<>(forged.length);
        for (int i = 0; i < forged.length; i++) {
            Instant now = tx.now();
            decided.add(new Decided(apply(tx, calls.get(i), forged[i], now), now));
        }
        return decided;
    }

    private static Decision apply(Tx tx, Call<TaskCommand> call, boolean forged, Instant now) throws SQLException {
        TaskCommand command = call.command();
        TaskRow row = tx.state().tasks().byId(tx.session(), command.task());
        if (row == null) {
            return new Decision.Refused(Refusal.notFound(command.task()), Optional.empty());
        }
        if (forged) {
            return new Decision.Refused(Refusal.staleLease(row.task()), Optional.empty());
        }
        Decision decision = Lifecycle.decide(row.task(), command, now);
        Optional<Decision.Changed> change = Optional.empty();
        if (decision instanceof Decision.Changed changed) {
            change = Optional.of(changed);
        } else if (decision instanceof Decision.Refused refused) {
            change = refused.recorded();
        }
        if (change.isPresent()) {
            String actor = Call.actor(call.caller(), command, change.get().task());
            TaskTable.change(
                    tx, row, change.get(), new Author(actor, call.caller().name()), now);
        }
        return decision;
    }
}
