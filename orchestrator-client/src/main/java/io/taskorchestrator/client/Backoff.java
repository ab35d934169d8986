package io.taskorchestrator.client;

import java.time.Duration;

/**
 * How long to wait before the next try: a random time between nothing and a bound that doubles with each failure. So those
 * who failed together do not come back together. It is the "full jitter" of Marc Brooker, "Exponential Backoff And Jitter",
 * AWS Architecture Blog, March 2015.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Backoff {

    private static final Duration FIRST_BOUND = Duration.ofMillis(50);
    private static final Duration LARGEST_BOUND = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 20;

    private final Dice dice;

    Backoff(Dice dice) {
        this.dice = dice;
    }

    /** The time to wait after {@code failures} failures in a row, 1 or more. */
    Duration delay(int failures) {
        Duration bound = FIRST_BOUND.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration smaller = bound.compareTo(LARGEST_BOUND) < 0 ? bound : LARGEST_BOUND;
        return Duration.ofNanos((long) (dice.fraction() * smaller.toNanos()));
    }
}
