package io.taskorchestrator.http.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that stands still until the test moves it, forward or back. */
final class SettableTime implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration step) {
        now = now.plus(step);
    }
}
