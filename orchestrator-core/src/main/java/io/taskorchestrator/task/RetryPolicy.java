package io.taskorchestrator.task;

import java.time.Duration;

/**
 * What happens after an attempt that did not succeed.
 *
 * <p>The delay before retry <i>n</i> (from 1) is {@code initialDelay × multiplier^(n-1)}, at most {@code maxDelay}, of
 * which the fraction {@code jitter} is drawn at random. A jitter of 1 is the "full jitter" of M. Brooker, "Exponential
 * Backoff And Jitter" (AWS Architecture Blog, 2015).
 *
 * @param automatic whether a failure that a worker reports goes back to waiting by itself while retries remain
 * @param initialDelay before the first retry; 0 to 7 days
 * @param maxDelay no delay is longer; {@code initialDelay} to 7 days
 * @param multiplier growth from one delay to the next; 1 to 100
 * @param jitter the random part of a delay; 0 (none) to 1 (all of it)
 */
public record RetryPolicy(
        boolean automatic, Duration initialDelay, Duration maxDelay, double multiplier, double jitter) {

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final double MAX_MULTIPLIER = 100.0;

    /** Failures stay failed until somebody retries them; the delays serve expired leases of tasks made automatic. */
    public static final RetryPolicy MANUAL =
            new RetryPolicy(false, Duration.ofSeconds(1), Duration.ofMinutes(5), 2.0, 1.0);

    /** Failures are retried after 1, 2, 4, … seconds, at most 5 minutes, with full jitter. */
    public static final RetryPolicy AUTOMATIC =
            new RetryPolicy(true, MANUAL.initialDelay, MANUAL.maxDelay, MANUAL.multiplier, MANUAL.jitter);

    /**
     * Checks the policy.
     *
     * @throws InvalidInputException naming the field ({@code retry.initial_delay_ms}, …) that is out of its range
     */
    public RetryPolicy {
        requireBetween("retry.initial_delay_ms", initialDelay, Duration.ZERO, LONGEST);
        requireBetween("retry.max_delay_ms", maxDelay, initialDelay, LONGEST);
        requireBetween("retry.multiplier", multiplier, 1.0, MAX_MULTIPLIER);
        requireBetween("retry.jitter", jitter, 0.0, 1.0);
    }

    /** This policy, with {@code automatic} as given. */
    public RetryPolicy withAutomatic(boolean newAutomatic) {
        return new RetryPolicy(newAutomatic, initialDelay, maxDelay, multiplier, jitter);
    }

    /** This policy, with these delays. */
    public RetryPolicy withDelays(Duration newInitialDelay, Duration newMaxDelay) {
        return new RetryPolicy(automatic, newInitialDelay, newMaxDelay, multiplier, jitter);
    }

    /** This policy, with {@code multiplier} as given. */
    public RetryPolicy withMultiplier(double newMultiplier) {
        return new RetryPolicy(automatic, initialDelay, maxDelay, newMultiplier, jitter);
    }

    /** This policy, with {@code jitter} as given. */
    public RetryPolicy withJitter(double newJitter) {
        return new RetryPolicy(automatic, initialDelay, maxDelay, multiplier, newJitter);
    }

    /**
     * The delay before a retry, in whole milliseconds.
     *
     * @param retry which retry, from 1
     * @param random a draw from [0, 1)
     */
    public Duration delay(int retry, double random) {
        double grown = (double) initialDelay.toMillis() * Math.pow(multiplier, retry - 1.0);
        double capped = Math.min(grown, (double) maxDelay.toMillis());
        return Duration.ofMillis((long) (capped * (1.0 - jitter + jitter * random)));
    }

    private static void requireBetween(String field, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new InvalidInputException(
                    field,
                    "must be %d to %d, but is %s".formatted(min.toMillis(), max.toMillis(), TaskLimits.millis(value)));
        }
    }

    private static void requireBetween(String field, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new InvalidInputException(field, "must be %s to %s, but is %s".formatted(min, max, value));
        }
    }
}
