package io.taskorchestrator.task;

import java.time.Instant;
import java.util.Optional;

/**
 * What has happened to a task so far. It changes only through the {@code lifecycle} package.
 *
 * @param status where the task stands
 * @param schedule when it came, and when it is due
 * @param attempts how often it was tried, and by whom
 * @param lease who holds it now; also present on a cancelled task whose worker has not yet confirmed
 * @param report what workers last told of their progress
 * @param outcome how it ended
 */
public record TaskState(
        TaskStatus status,
        Schedule schedule,
        Attempts attempts,
        Optional<Lease> lease,
        Report report,
        Outcome outcome) {

    /** The state of a new task. */
    public static TaskState waiting(Schedule schedule) {
        return new TaskState(TaskStatus.WAITING, schedule, Attempts.NONE, Optional.empty(), Report.NONE, Outcome.NONE);
    }

    /** This state with another status, changed at {@code now}. */
    public TaskState with(TaskStatus newStatus, Instant now) {
        return new TaskState(newStatus, schedule.updated(now), attempts, lease, report, outcome);
    }

    /** This state with another schedule. */
    public TaskState with(Schedule newSchedule) {
        return new TaskState(status, newSchedule, attempts, lease, report, outcome);
    }

    /** This state with other attempts. */
    public TaskState with(Attempts newAttempts) {
        return new TaskState(status, schedule, newAttempts, lease, report, outcome);
    }

    /** This state held by {@code newLease}. */
    public TaskState with(Lease newLease) {
        return new TaskState(status, schedule, attempts, Optional.of(newLease), report, outcome);
    }

    /** This state held by nobody. */
    public TaskState withoutLease() {
        return new TaskState(status, schedule, attempts, Optional.empty(), report, outcome);
    }

    /** This state with another report. */
    public TaskState with(Report newReport) {
        return new TaskState(status, schedule, attempts, lease, newReport, outcome);
    }

    /** This state with another outcome. */
    public TaskState with(Outcome newOutcome) {
        return new TaskState(status, schedule, attempts, lease, report, newOutcome);
    }

    /** When the task was finished (completed, failed or cancelled); empty while it is not. */
    public Optional<Instant> finishedAt() {
        return outcome.completedAt().or(outcome::cancelledAt);
    }
}
