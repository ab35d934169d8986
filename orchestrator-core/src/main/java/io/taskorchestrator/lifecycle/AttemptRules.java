package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Retries;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Schedule;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.TaskText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How an attempt ends without success, and what becomes of its task: back to waiting, or failed. */
final class AttemptRules {

    /** After this many releases in a row the next one counts as a failure, so that nothing loops for ever. */
    static final int RELEASES_IN_A_ROW = 20;

    private AttemptRules() {}

    /**
     * A failed attempt.
     *
     * @param cause what ended it
     * @param message why
     * @param retryable whether trying again makes sense
     * @param result what came out all the same
     */
    record Failure(AttemptEnd.Cause cause, String message, boolean retryable, Optional<TaskResult> result) {

        Failure {
            message = TaskText.shortened(message, TaskLimits.MESSAGE_LENGTH);
        }
    }

    /** A reported failure: retried by itself under an automatic policy, else final. */
    static Decision.Changed fail(Task task, Failure failure, Instant now) {
        boolean again = failure.retryable() && task.spec().limits().retry().automatic() && hasRetries(task);
        if (!again) {
            TaskEvent event = Lifecycle.event(task, EventType.FAILED).with(Events.ERROR_MESSAGE, failure.message());
            return Lifecycle.changed(task, failed(task, failure, now), event);
        }
        TaskState after = waitingAgain(task, failure.cause(), now);
        if (failure.result().isPresent()) {
            after = after.with(
                    LateResults.remember(after.attempts(), after.attempts().number()));
        }
        TaskEvent event = Lifecycle.event(task, EventType.RETRY_SCHEDULED)
                .with(Events.ERROR_MESSAGE, failure.message())
                .with(Events.RUN_AT, after.schedule().runAt().orElse(now).toString())
                .with(failure.result());
        return Lifecycle.changed(task, after, event);
    }

    /** The lease or the time limit has run out: another attempt while retries remain. */
    static Decision expire(Task task, Instant now) {
        Optional<Lease> lease = task.state().lease();
        if (lease.isEmpty() || now.isBefore(lease.get().expiresAt())) {
            return new Decision.Unchanged(task);
        }
        if (task.status() == TaskStatus.CANCELLED) {
            return confirm(task, AttemptEnd.Cause.CANCEL, now);
        }
        String message = lease.get().expiresAt().isBefore(lease.get().deadline())
                ? "lease expired"
                : "timed out after %d s".formatted(task.spec().timeout().toSeconds());
        TaskEvent expired = Lifecycle.event(task, EventType.EXPIRED).with(Events.ERROR_MESSAGE, message);
        if (hasRetries(task)) {
            return Lifecycle.changed(task, waitingAgain(task, AttemptEnd.Cause.EXPIRE, now), expired);
        }
        Failure failure = new Failure(AttemptEnd.Cause.EXPIRE, message, false, Optional.empty());
        TaskEvent failed = Lifecycle.event(task, EventType.FAILED).with(Events.ERROR_MESSAGE, message);
        return new Decision.Changed(task.changed(failed(task, failure, now)), List.of(expired, failed));
    }

    /** The worker hands the task back: no retry counted, unless it has been handed back too often in a row. */
    static Decision.Changed release(Task task, Release release, Instant now) {
        TaskState state = task.state();
        Retries retries = state.attempts().retries();
        if (!release.undelivered() && retries.releasesInARow() >= RELEASES_IN_A_ROW) {
            String message = "released more than %d times in a row".formatted(RELEASES_IN_A_ROW);
            return fail(task, new Failure(AttemptEnd.Cause.RELEASE, message, true, Optional.empty()), now);
        }
        Schedule schedule = state.schedule().updated(now);
        if (!release.delay().isZero()) {
            schedule = schedule.delayed(now.plus(release.delay()));
        }
        Attempts attempts = state.attempts()
                .with(release.undelivered() ? retries : retries.released())
                .ended(AttemptEnd.Cause.RELEASE);
        TaskState after =
                new TaskState(TaskStatus.WAITING, schedule, attempts, Optional.empty(), state.report(), Outcome.NONE);
        return Lifecycle.changed(task, after, Lifecycle.event(task, EventType.RELEASED));
    }

    /** The lease of a cancelled task ends; if it was to be removed, it is. */
    static Decision.Changed confirm(Task task, AttemptEnd.Cause cause, Instant now) {
        TaskState state = task.state();
        TaskState after = state.with(state.schedule().updated(now))
                .with(state.attempts().ended(cause))
                .withoutLease();
        TaskEvent confirmed = Lifecycle.event(task, EventType.CANCEL_CONFIRMED);
        List<TaskEvent> events = state.outcome().deleteRequested()
                ? List.of(confirmed, Lifecycle.event(task, EventType.DELETED))
                : List.of(confirmed);
        return new Decision.Changed(task.changed(after), events);
    }

    static boolean hasRetries(Task task) {
        return task.state().attempts().retries().count() < task.spec().limits().maxRetries();
    }

    private static TaskState failed(Task task, Failure failure, Instant now) {
        TaskState state = task.state();
        Attempts attempts = state.attempts();
        return new TaskState(
                TaskStatus.FAILED,
                state.schedule().updated(now),
                attempts.with(attempts.retries().withoutReleases()).ended(failure.cause()),
                Optional.empty(),
                state.report(),
                Outcome.failed(failure.message(), failure.result(), now));
    }

    /** Waiting again with one retry counted, and under an automatic policy not before its backoff. */
    private static TaskState waitingAgain(Task task, AttemptEnd.Cause cause, Instant now) {
        TaskState state = task.state();
        Retries retries = state.attempts().retries().counted(now);
        RetryPolicy policy = task.spec().limits().retry();
        Schedule schedule = state.schedule().updated(now);
        if (policy.automatic()) {
            schedule = schedule.delayed(now.plus(policy.delay(retries.count(), draw(task.id(), retries.count()))));
        }
        return new TaskState(
                TaskStatus.WAITING,
                schedule,
                state.attempts().with(retries).ended(cause),
                Optional.empty(),
                state.report(),
                Outcome.NONE);
    }

    /**
     * A number in [0, 1) that is the same for the same task and retry, and looks random across tasks, so that backoffs
     * spread although this is a pure function. The mixing is that of SplitMix64 (Steele, Lea and Flood, "Fast
     * Splittable Pseudorandom Number Generators", OOPSLA 2014).
     */
    static double draw(TaskId id, int retry) {
        long z = id.value().getMostSignificantBits()
                ^ id.value().getLeastSignificantBits() + retry * 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
    }
}
