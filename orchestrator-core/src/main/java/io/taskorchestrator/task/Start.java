package io.taskorchestrator.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a new task is handed out at the earliest: at once, at an instant, or after a delay on the store's clock.
 *
 * @param runAt the instant, if one is given
 * @param delay the delay, if one is given; 0 to 366 days
 */
public record Start(Optional<Instant> runAt, Optional<Duration> delay) {

    /** At once. */
    public static final Start NOW = new Start(Optional.empty(), Optional.empty());

    /**
     * Checks the start.
     *
     * @throws InvalidInputException naming {@code run_at} or {@code delay_seconds} if it is out of its range, or if both
     *     are given
     */
    public Start {
        runAt = runAt.map(instant -> TaskLimits.instant("run_at", instant));
        delay = delay.map(
                value -> TaskLimits.requireBetween("delay_seconds", value, Duration.ZERO, TaskLimits.LONGEST_DELAY));
        if (runAt.isPresent() && delay.isPresent()) {
            throw new InvalidInputException("delay_seconds", "must not be given together with run_at");
        }
    }

    /** Not before {@code runAt}. */
    public static Start at(Instant runAt) {
        return new Start(Optional.of(runAt), Optional.empty());
    }

    /** Not before {@code delay} has passed. */
    public static Start after(Duration delay) {
        return new Start(Optional.empty(), Optional.of(delay));
    }

    /** The instant that this means for a task created at {@code now}; empty for at once. */
    public Optional<Instant> resolve(Instant now) {
        return delay.isPresent() ? delay.map(now::plus) : runAt;
    }
}
