package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.WorkerId;
import java.util.Optional;

/**
 * Who says that he holds a task, and how he proves it.
 *
 * @param token the proof; without one a call is accepted only while the lease was granted to a claim that asked for
 *     neither a lease time nor a claim id
 * @param worker the worker's name; without a token it must be the holder's, if given
 */
public record Holder(Optional<LeaseToken> token, Optional<WorkerId> worker) {

    /** Somebody who proves nothing and says no name. */
    public static final Holder UNKNOWN = new Holder(Optional.empty(), Optional.empty());

    /** The bearer of {@code token}. */
    public static Holder of(LeaseToken token) {
        return new Holder(Optional.of(token), Optional.empty());
    }

    /** Somebody without a token who says he is {@code worker}. */
    public static Holder named(WorkerId worker) {
        return new Holder(Optional.empty(), Optional.of(worker));
    }
}
