package io.taskorchestrator.task;

import java.util.Optional;

/**
 * What workers last told.
 *
 * @param progress how far the current or last attempt was
 * @param checkpoint what the next attempt should know, at most 64 KiB; survives retries
 */
public record Report(Optional<Progress> progress, Optional<JsonText> checkpoint) {

    /** Nothing told. */
    public static final Report NONE = new Report(Optional.empty(), Optional.empty());

    /** This report with what a heartbeat brought; what it did not bring stays. */
    public Report updated(Optional<Progress> newProgress, Optional<JsonText> newCheckpoint) {
        if (newProgress.isEmpty() && newCheckpoint.isEmpty()) {
            return this;
        }
        return new Report(newProgress.or(() -> progress), newCheckpoint.or(() -> checkpoint));
    }

    /** This report without its progress, for a new attempt. */
    public Report forNewAttempt() {
        return progress.isEmpty() ? this : new Report(Optional.empty(), checkpoint);
    }
}
