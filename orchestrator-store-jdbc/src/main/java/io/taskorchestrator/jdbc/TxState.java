package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.task.TaskId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction needs to know besides what it reads itself; here lies what the databases do differently. Where one
 * process alone writes, most of it is kept in memory from one transaction to the next ({@link KeptState}); where many do, it
 * is fetched for each, for all units together ({@link FetchedState}).
 *
 * <p>Thread model: the thread of the transaction.
 */
interface TxState {

    /** The store's time, in whole microseconds. */
    Instant now();

    Tasks tasks();

    /** Who holds which directory; as long as the transaction lasts, nobody else adds holds if it is one that claims. */
    Holds holds() throws SQLException;

    /** Comes before a reservation is ended, so that those who do so and those who claim do not wait in a circle. */
    void changesReservations() throws SQLException;

    /** Whether shared or exclusive tasks are ready where claims with this scope look. */
    Restricted restricted(Claim.Scope scope);

    /** Priorities outside of which no task is in line, from the lowest on. Most stores have tasks of one only. */
    List<Integer> priorities();

    /** A task has come into line here. */
    void entered(Spot spot);

    LineStarts starts();

    /** What was seen of lines within the transaction; nothing where looking again costs less than to know more than one needs. */
    SeenLines seenLines();

    /** The number of a new task. */
    long nextTask() throws SQLException;

    /** The position of a new history entry. */
    long nextPosition() throws SQLException;

    /** Somebody asks for tasks of this scope. */
    void asked(Claim.Scope scope) throws SQLException;

    /** What this key was used for in the last 24 hours; null if it was not. Nobody else uses it before the transaction ends. */
    IdempotencyKeys.@Nullable Use use(Caller caller, IdempotencyKey key) throws SQLException;

    /** The key was used for this. */
    void used(Caller caller, IdempotencyKey key, List<TaskId> made) throws SQLException;

    /** What this claim was given before and still holds; a lease whose time is over ends at the next tick. */
    List<TaskRow> stillHeld(Call<Claim> call) throws SQLException;

    /** Tasks that were picked for this claim when the transaction began. */
    Picks picks(Call<Claim> call);

    /** The claim is given this task. */
    void granted(Call<Claim> call, TaskRow row);

    /** What is known of shared and exclusive tasks without looking for them. */
    enum Restricted {
        /** None is ready. Most stores never have any. */
        NONE,
        /** Some were when the transaction began. */
        SOME,
        UNKNOWN
    }

    /**
     * What was picked.
     *
     * @param rows the tasks
     * @param complete whether there is nothing else for the claim
     */
    record Picks(List<TaskRow> rows, boolean complete) {

        static final Picks NONE = new Picks(List.of(), false);
    }

    /** Does what keeps the tables small. */
    void tidy() throws SQLException;

    /** Appended to a select, leaves out rows that somebody else is at work on and keeps the others for this transaction. */
    String skippingLocked();

    /** Writes what was collected; the commit comes next. */
    void finish(Tally tally) throws SQLException;
}
