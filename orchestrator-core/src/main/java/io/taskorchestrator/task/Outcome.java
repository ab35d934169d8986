package io.taskorchestrator.task;

import java.time.Instant;
import java.util.Optional;

/**
 * How a task ended.
 *
 * @param result what the worker delivered, with a success or with a failure
 * @param errorMessage why it failed, at most 8,192 code points
 * @param reason why it was cancelled, at most 8,192 code points
 * @param completedAt when it was completed or failed
 * @param cancelledAt when it was cancelled
 * @param deleteRequested whether it is to be removed as soon as its lease ends
 */
public record Outcome(
        Optional<TaskResult> result,
        Optional<String> errorMessage,
        Optional<String> reason,
        Optional<Instant> completedAt,
        Optional<Instant> cancelledAt,
        boolean deleteRequested) {

    /** Not ended. */
    public static final Outcome NONE = new Outcome(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    /** Completed at {@code now} with {@code result}. */
    public static Outcome completed(TaskResult result, Instant now) {
        return new Outcome(
                Optional.of(result), Optional.empty(), Optional.empty(), Optional.of(now), Optional.empty(), false);
    }

    /** Failed at {@code now}. */
    public static Outcome failed(String errorMessage, Optional<TaskResult> result, Instant now) {
        return new Outcome(
                result, Optional.of(errorMessage), Optional.empty(), Optional.of(now), Optional.empty(), false);
    }

    /** Cancelled at {@code now}. */
    public static Outcome cancelled(Optional<String> reason, Instant now) {
        return new Outcome(Optional.empty(), Optional.empty(), reason, Optional.empty(), Optional.of(now), false);
    }

    /** This outcome, to be removed as soon as the lease ends. */
    public Outcome withDeleteRequested() {
        return new Outcome(result, errorMessage, reason, completedAt, cancelledAt, true);
    }
}
