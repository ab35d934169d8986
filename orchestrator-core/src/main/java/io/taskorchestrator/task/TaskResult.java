package io.taskorchestrator.task;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What a worker delivered. Finished work is never refused for a character: what cannot be stored becomes U+FFFD.
 *
 * @param status the worker's word for it, 1 to 100 code points; {@code failure}, {@code failed} and {@code error} in any
 *     case make it a failure, any other a success
 * @param output at most 4 MiB of UTF-8
 * @param duration how long the worker says it took; 0 to 100,000 days
 * @param details an object of the worker's, at most 1 MiB, echoed as given
 */
public record TaskResult(
        String status, Optional<String> output, Optional<Duration> duration, Optional<JsonText> details) {

    /** A success without output. */
    public static final TaskResult SUCCESS =
            new TaskResult("success", Optional.empty(), Optional.empty(), Optional.empty());

    private static final int LONGEST_STATUS = 100;
    private static final Duration LONGEST_DURATION = Duration.ofDays(100_000);

    /**
     * Checks the result.
     *
     * @throws InvalidInputException naming {@code result.status}, {@code result.output}, {@code result.duration} or
     *     {@code result.details} if it breaks its limit
     */
    public TaskResult {
        status = TaskText.repaired(status);
        TaskText.require("result.status", status, 1, LONGEST_STATUS);
        output = output.map(TaskText::repaired);
        output.ifPresent(text -> TaskText.requireBytes("result.output", text, TaskLimits.OUTPUT_BYTES));
        duration = duration.map(TaskResult::checked);
        details = details.map(json -> new JsonText(TaskText.repaired(json.text())));
        details.ifPresent(json -> json.requireBytes("result.details", TaskLimits.DETAILS_BYTES));
    }

    /**
     * A success with {@code output}.
     *
     * @throws InvalidInputException naming {@code result.output} if it is too large
     */
    public static TaskResult success(String output) {
        return new TaskResult("success", Optional.of(output), Optional.empty(), Optional.empty());
    }

    /** Whether the status says that the work failed. */
    public boolean isFailure() {
        return !status.equals(SUCCESS.status)
                && (status.equalsIgnoreCase("failure")
                        || status.equalsIgnoreCase("failed")
                        || status.equalsIgnoreCase("error"));
    }

    private static Duration checked(Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST_DURATION) > 0) {
            throw new InvalidInputException(
                    "result.duration",
                    "must be 0 to %d milliseconds, but is %s"
                            .formatted(LONGEST_DURATION.toMillis(), TaskLimits.millis(duration)));
        }
        return duration.truncatedTo(ChronoUnit.MICROS);
    }
}
