package io.taskorchestrator.store;

import java.time.Duration;
import java.time.Instant;

/**
 * Times as stores keep and compare them: whole microseconds, instants since 1970. A finer part is dropped. A part for whoever
 * writes a store.
 *
 * <p>Thread model: stateless.
 */
public final class Micros {

    private static final long PER_SECOND = 1_000_000L;
    private static final int NANOS = 1_000;
    private static final long MOST_SECONDS = Long.MAX_VALUE / PER_SECOND / 2;

    private Micros() {}

    /**
     * The microseconds since 1970. Meant for the years that a task can have; instants beyond some 290,000 years overflow.
     */
    public static long of(Instant instant) {
        return instant.getEpochSecond() * PER_SECOND + instant.getNano() / NANOS;
    }

    /** The same for any instant: the latest and the earliest that a store can have, for what is beyond them. */
    public static long clamped(Instant instant) {
        long seconds = Math.max(-MOST_SECONDS, Math.min(MOST_SECONDS, instant.getEpochSecond()));
        return of(Instant.ofEpochSecond(seconds, instant.getNano()));
    }

    /** The first whole microsecond that is not before {@code instant}. */
    public static long ceiling(Instant instant) {
        return clamped(instant) + (Micros.truncated(instant).equals(instant) ? 0 : 1);
    }

    /** The whole microseconds of {@code duration}, of up to some 290,000 years. */
    public static long of(Duration duration) {
        return duration.getSeconds() * PER_SECOND + duration.getNano() / NANOS;
    }

    /** The same instant in whole microseconds; what {@code truncatedTo} does, for the hot path. */
    public static Instant truncated(Instant instant) {
        int rest = instant.getNano() % NANOS;
        return rest == 0 ? instant : Instant.ofEpochSecond(instant.getEpochSecond(), instant.getNano() - rest);
    }

    /** The instant so many microseconds after 1970. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }

    /** So many microseconds. */
    public static Duration duration(long micros) {
        return Duration.ofSeconds(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }
}
