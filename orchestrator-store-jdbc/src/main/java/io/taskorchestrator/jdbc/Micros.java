package io.taskorchestrator.jdbc;

import java.time.Duration;
import java.time.Instant;

/** Times as the tables keep them: microseconds since 1970. */
final class Micros {

    private static final long PER_SECOND = 1_000_000L;
    private static final int NANOS = 1_000;
    private static final long MOST_SECONDS = Long.MAX_VALUE / PER_SECOND / 2;

    private Micros() {}

    static long of(Instant instant) {
        return instant.getEpochSecond() * PER_SECOND + instant.getNano() / NANOS;
    }

    /** The same for any instant: the latest and the earliest that a table can have, for what is beyond them. */
    static long clamped(Instant instant) {
        long seconds = Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, instant.getEpochSecond()));
        return of(Instant.ofEpochSecond(seconds, instant.getNano()));
    }

    /** The first whole microsecond that is not before {@code instant}. */
    static long ceiling(Instant instant) {
        return clamped(instant) + (Micros.truncated(instant).equals(instant) ? 0 : 1);
    }

    static long of(Duration duration) {
        return duration.getSeconds() * PER_SECOND + duration.getNano() / NANOS;
    }

    /** The same instant in whole microseconds. */
    static Instant truncated(Instant instant) {
        int rest = instant.getNano() % NANOS;
        return rest == 0 ? instant : Instant.ofEpochSecond(instant.getEpochSecond(), instant.getNano() - rest);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }

    static Duration duration(long micros) {
        return Duration.ofSeconds(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }
}
