package io.taskorchestrator.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The current worker's hold on a task. Two clocks bound it: the lease itself, which heartbeats renew, detects a dead
 * worker; the deadline caps one attempt, however alive its worker is.
 *
 * @param claimId the claim that it was granted to, if that had an id
 * @param fenced whether calls must show its token: so unless the claim asked for neither a lease time nor an id
 * @param length how long it lasts from the claim, and from each heartbeat that asks for nothing else
 * @param expiresAt when it ends unless it is renewed; never after {@code deadline}
 * @param deadline when it ends in any case: the start of the attempt plus the task's time limit
 */
public record Lease(Optional<UUID> claimId, boolean fenced, Duration length, Instant expiresAt, Instant deadline) {

    /** This lease, ending at {@code wanted} or at its deadline, whichever is first. */
    public Lease renewed(Instant wanted) {
        return new Lease(claimId, fenced, length, wanted.isBefore(deadline) ? wanted : deadline, deadline);
    }
}
