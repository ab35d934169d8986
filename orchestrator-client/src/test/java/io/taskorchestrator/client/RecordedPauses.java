package io.taskorchestrator.client;

import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Pauses that are over at once, and move a clock instead. The alarm of a request never rings. */
final class RecordedPauses implements Pauses {

    /** What no pause is as long as. */
    static final Duration ALARM = Duration.ofDays(1);

    final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    final List<Duration> taken = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<Void> after(Duration time) {
        if (time.compareTo(ALARM) >= 0) {
            return new CompletableFuture<>();
        }
        taken.add(time);
        clock.advance(time);
        return CompletableFuture.completedFuture(null);
    }
}
