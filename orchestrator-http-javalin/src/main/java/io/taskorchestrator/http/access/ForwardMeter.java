package io.taskorchestrator.http.access;

import io.github.bucket4j.TimeMeter;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock's time that only goes forward: when the clock is set back, this stands still for that one step, and then goes on
 * with the clock. Otherwise no bucket would refill until the clock has made up for the step.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class ForwardMeter implements TimeMeter {

    private static final long NANOS = 1_000_000_000L;

    private final InstantSource clock;
    private long last;
    private long setBack;

    ForwardMeter(InstantSource clock) {
        this.clock = clock;
        this.last = nanos(clock.instant());
    }

    @Override
    public synchronized long currentTimeNanos() {
        long now = nanos(clock.instant());
        if (now < last) {
            setBack += last - now;
        }
        last = now;
        return now + setBack;
    }

    @Override
    public boolean isWallClockBased() {
        return true;
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS + time.getNano();
    }
}
