package io.taskorchestrator.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until it is moved, forward or back.
 *
 * <p>Thread model: safe for use by many threads.
 */
public final class SettableClock implements InstantSource {

    private final AtomicReference<Instant> now;

    /** Creates a clock that stands at {@code start}. */
    public SettableClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Moves the clock by {@code step}; a negative one moves it back. */
    public void advance(Duration step) {
        now.updateAndGet(time -> time.plus(step));
    }

    /** Puts the clock to {@code time}. */
    public void set(Instant time) {
        now.set(time);
    }
}
