package io.taskorchestrator.task;

import java.time.Instant;
import java.util.Optional;

/**
 * How often a task came back to waiting.
 *
 * @param count after an unsuccessful attempt
 * @param releasesInARow handed back by workers, since an attempt last ended otherwise
 * @param lastAt when {@code count} last grew
 */
public record Retries(int count, int releasesInARow, Optional<Instant> lastAt) {

    /** Never. */
    public static final Retries NONE = new Retries(0, 0, Optional.empty());

    /** One more after an unsuccessful attempt, at {@code now}. */
    public Retries counted(Instant now) {
        return new Retries(count + 1, 0, Optional.of(now));
    }

    /** One more release in a row. */
    public Retries released() {
        return new Retries(count, releasesInARow + 1, lastAt);
    }

    /** The row of releases is broken. */
    public Retries withoutReleases() {
        return releasesInARow == 0 ? this : new Retries(count, 0, lastAt);
    }
}
