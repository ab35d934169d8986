package io.taskorchestrator;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that never steps, whatever happens to the system's: for waits and deadlines, of which only differences count. Time in
 * which the machine is suspended may not count.
 *
 * <p>Thread model: immutable.
 */
public final class SteadyClock implements InstantSource {

    private final long origin = System.nanoTime();

    private SteadyClock() {}

    /** A clock that shows the epoch now. */
    public static SteadyClock atEpoch() {
        return new SteadyClock();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(System.nanoTime() - origin);
    }
}
