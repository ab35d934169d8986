package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * A worker is alive: its lease is renewed, up to the deadline of the attempt.
 *
 * @param task which task
 * @param holder who calls
 * @param lease how long the lease lasts from now, 1 second to 24 hours, also if that is shorter than what is left; without it
 *     as long as the claim asked for
 * @param progress how far the worker is; its instant is set by the store
 * @param checkpoint what the next attempt should know, at most 64 KiB
 */
public record Heartbeat(
        TaskId task,
        Holder holder,
        Optional<Duration> lease,
        Optional<Progress> progress,
        Optional<JsonText> checkpoint)
        implements TaskCommand {

    /**
     * Checks the heartbeat.
     *
     * @throws InvalidInputException naming {@code lease_seconds} or {@code checkpoint} if it breaks its limit
     */
    public Heartbeat {
        lease = Claim.checkedLease(lease);
        checkpoint.ifPresent(json -> json.requireBytes("checkpoint", TaskLimits.JSON_BYTES));
    }

    /** A heartbeat that tells nothing else. */
    public static Heartbeat of(TaskId task, LeaseToken token) {
        return new Heartbeat(task, Holder.of(token), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** This heartbeat, with progress. */
    public Heartbeat progress(Progress newProgress) {
        return new Heartbeat(task, holder, lease, Optional.of(newProgress), checkpoint);
    }

    /**
     * This heartbeat, with a checkpoint.
     *
     * @throws InvalidInputException naming {@code checkpoint} if it is larger than 64 KiB
     */
    public Heartbeat checkpoint(JsonText newCheckpoint) {
        return new Heartbeat(task, holder, lease, progress, Optional.of(newCheckpoint));
    }

    /**
     * This heartbeat, asking for another lease time.
     *
     * @throws InvalidInputException naming {@code lease_seconds} if it is not 1 second to 24 hours
     */
    public Heartbeat lease(Duration newLease) {
        return new Heartbeat(task, holder, Optional.of(newLease), progress, checkpoint);
    }

    @Override
    public Verb verb() {
        return Verb.HEARTBEAT;
    }
}
