package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A worker's wish for the next tasks.
 *
 * <pre>{@code
 * Claim claim = Claim.by("agent-7").below("/projects").lease(Duration.ofMinutes(2)).waiting(Duration.ofSeconds(30));
 * }</pre>
 *
 * @param worker who asks
 * @param scope what he can work on
 * @param limit how many tasks at most; 1 to 100
 * @param lease how long the lease lasts unless renewed, 1 second to 24 hours; without it the lease lasts as long as the
 *     task's time limit
 * @param claimId makes the claim safe to repeat: the same caller, worker and id get the same tasks while their leases
 *     live
 * @param maxWait how long to wait for a task if there is none; 0 to 60 seconds
 */
public record Claim(
        WorkerId worker, Scope scope, int limit, Optional<Duration> lease, Optional<UUID> claimId, Duration maxWait)
        implements Command {

    /**
     * Which tasks a claim can be given.
     *
     * @param queue which kind of worker asks
     * @param directories for which directories
     */
    public record Scope(QueueName queue, DirectoryScope directories) {

        /** The default queue, anywhere. */
        public static final Scope ANYWHERE = new Scope(QueueName.DEFAULT, DirectoryScope.ANYWHERE);
    }

    /**
     * Checks the claim.
     *
     * @throws InvalidInputException naming {@code limit}, {@code lease_seconds} or {@code wait_seconds} if it is out of
     *     its range
     */
    public Claim {
        TaskLimits.requireBetween("limit", limit, 1, TaskLimits.CLAIM_LIMIT);
        lease = checkedLease(lease);
        maxWait = TaskLimits.requireBetween("wait_seconds", maxWait, Duration.ZERO, TaskLimits.LONGEST_WAIT);
    }

    /**
     * A claim by {@code worker} for one task from anywhere in the default queue, without waiting.
     *
     * @throws InvalidInputException naming {@code worker_id} if that has not 1 to 100 code points
     */
    public static Claim by(String worker) {
        return new Claim(WorkerId.of(worker), Scope.ANYWHERE, 1, Optional.empty(), Optional.empty(), Duration.ZERO);
    }

    /**
     * This claim, for exactly {@code directory}.
     *
     * @throws InvalidInputException naming {@code work_directory} if that is not an absolute path
     */
    public Claim in(String directory) {
        return with(new Scope(scope.queue(), DirectoryScope.exactly(WorkDirectory.of(directory))));
    }

    /**
     * This claim, for {@code directory} and everything below it.
     *
     * @throws InvalidInputException naming {@code work_directory} if that is not an absolute path
     */
    public Claim below(String directory) {
        return with(new Scope(scope.queue(), DirectoryScope.below(WorkDirectory.of(directory))));
    }

    /** This claim, for another queue. */
    public Claim from(QueueName queue) {
        return with(new Scope(queue, scope.directories()));
    }

    /** This claim, for other tasks. */
    public Claim with(Scope newScope) {
        return new Claim(worker, newScope, limit, lease, claimId, maxWait);
    }

    /**
     * This claim, for at most {@code newLimit} tasks.
     *
     * @throws InvalidInputException naming {@code limit} if it is not 1 to 100
     */
    public Claim limit(int newLimit) {
        return new Claim(worker, scope, newLimit, lease, claimId, maxWait);
    }

    /**
     * This claim, with a lease that lasts {@code newLease} unless renewed. The lease is then fenced: calls must show its
     * token.
     *
     * @throws InvalidInputException naming {@code lease_seconds} if it is not 1 second to 24 hours
     */
    public Claim lease(Duration newLease) {
        return new Claim(worker, scope, limit, Optional.of(newLease), claimId, maxWait);
    }

    /** This claim, safe to repeat under {@code newClaimId}. The lease is then fenced: calls must show its token. */
    public Claim id(UUID newClaimId) {
        return new Claim(worker, scope, limit, lease, Optional.of(newClaimId), maxWait);
    }

    /**
     * This claim, waiting up to {@code newWait} for a task.
     *
     * @throws InvalidInputException naming {@code wait_seconds} if it is not 0 to 60 seconds
     */
    public Claim waiting(Duration newWait) {
        return new Claim(worker, scope, limit, lease, claimId, newWait);
    }

    /** Whether calls on the lease must show its token. */
    public boolean isFenced() {
        return lease.isPresent() || claimId.isPresent();
    }

    @Override
    public Verb verb() {
        return Verb.CLAIM;
    }

    static Optional<Duration> checkedLease(Optional<Duration> lease) {
        return lease.map(value ->
                TaskLimits.requireBetween("lease_seconds", value, Duration.ofSeconds(1), TaskLimits.LONGEST_LEASE));
    }
}
