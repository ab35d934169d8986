package io.taskorchestrator.engine;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** A claim that waits. Its mutable fields are guarded by the parking lot. */
final class Parked {

    final Call<Claim> call;
    final Instant deadline;

    /** What a repeat of this claim has too; empty if it cannot be repeated. */
    final Optional<Key> key;

    /** What its caller has; perhaps more than the tasks. */
    final CompletableFuture<?> answer;

    private final Predicate<List<ClaimedTask>> give;

    /** Its place in the order of arrival; set by the parking lot. */
    long number;

    /** Whether somebody is asking the store for it now, or will when the claims before it with the same key are done. */
    boolean attempting;

    /** Whether a hint came while somebody was asking. */
    boolean again;

    /** What makes two claims the same. */
    record Key(Caller caller, WorkerId worker, UUID claimId) {}

    private Parked(Call<Claim> call, Instant deadline, CompletableFuture<?> answer, Predicate<List<ClaimedTask>> give) {
        Claim claim = call.command();
        this.call = call;
        this.deadline = deadline;
        this.key = claim.claimId().map(id -> new Key(call.caller(), claim.worker(), id));
        this.answer = answer;
        this.give = give;
    }

    /** A claim that begins to wait at {@code now}, to be answered with what {@code form} makes of its tasks. */
    static <T> Parked of(
            Call<Claim> call, Instant now, Function<List<ClaimedTask>, T> form, CompletableFuture<T> answer) {
        return new Parked(
                call, now.plus(call.command().maxWait()), answer, tasks -> answer.complete(form.apply(tasks)));
    }

    Claim.Scope scope() {
        return call.command().scope();
    }

    /** Whether the wait is over; one of no length is, wherever the clock goes. */
    boolean isOver(Instant now) {
        return call.command().maxWait().isZero() || !now.isBefore(deadline);
    }

    /** Answers with these tasks; returns false if somebody has answered already, or nobody waits any more. */
    boolean give(List<ClaimedTask> tasks) {
        return give.test(tasks);
    }
}
