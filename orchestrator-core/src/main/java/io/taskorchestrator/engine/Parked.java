package io.taskorchestrator.engine;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.task.ClaimedTask;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A claim that waits. Its mutable fields are guarded by the parking lot. */
final class Parked {

    final Call<Claim> call;
    final Instant deadline;
    final CompletableFuture<List<ClaimedTask>> answer = new CompletableFuture<>();

    /** Its place in the order of arrival; set by the parking lot. */
    long number;

    /** Whether somebody is asking the store for it now. */
    boolean attempting;

    /** Whether a hint came while somebody was asking. */
    boolean again;

    Parked(Call<Claim> call, Instant deadline) {
        this.call = call;
        this.deadline = deadline;
    }

    Claim.Scope scope() {
        return call.command().scope();
    }
}
