package io.taskorchestrator.task;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a worker said it was.
 *
 * @param percent 0 to 100, if it knows
 * @param message what it is doing, at most 2,000 code points, if it says
 * @param at when the store heard of it
 */
public record Progress(Optional<Integer> percent, Optional<String> message, Instant at) {

    /**
     * Checks the progress; characters of the message that cannot be stored become U+FFFD.
     *
     * @throws InvalidInputException naming {@code progress.percent} or {@code progress.message} if it breaks its limit
     */
    public Progress {
        percent.ifPresent(value -> TaskLimits.requireBetween("progress.percent", value, 0, 100));
        message = message.map(TaskText::repaired);
        message.ifPresent(text -> TaskText.require("progress.message", text, 0, TaskLimits.PROGRESS_LENGTH));
    }

    /** This progress, heard of at {@code now}. */
    public Progress at(Instant now) {
        return new Progress(percent, message, now);
    }
}
