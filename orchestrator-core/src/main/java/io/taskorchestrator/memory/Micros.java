package io.taskorchestrator.memory;

import java.time.Duration;
import java.time.Instant;

/** Times as microseconds, which is what the indexes compare. */
final class Micros {

    private static final long PER_SECOND = 1_000_000L;
    private static final int NANOS = 1_000;

    private Micros() {}

    static long of(Instant instant) {
        return instant.getEpochSecond() * PER_SECOND + instant.getNano() / NANOS;
    }

    static long of(Duration duration) {
        return duration.getSeconds() * PER_SECOND + duration.getNano() / NANOS;
    }

    /** The same instant in whole microseconds; what {@code truncatedTo} does, for the hot path. */
    static Instant truncated(Instant instant) {
        int rest = instant.getNano() % NANOS;
        return rest == 0 ? instant : Instant.ofEpochSecond(instant.getEpochSecond(), instant.getNano() - rest);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }
}
