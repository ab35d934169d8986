package io.taskorchestrator.task;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The limits of input that more than one type enforces, and the checks for numbers and times. */
public final class TaskLimits {

    /** Most code points of a prompt, unless the settings say otherwise. */
    public static final int PROMPT_LENGTH = 262_144;

    /** Most bytes of a task's metadata, and of a checkpoint. */
    public static final int JSON_BYTES = 64 * 1024;

    /** Most bytes of a result's output. */
    public static final int OUTPUT_BYTES = 4 * 1024 * 1024;

    /** Most bytes of a result's details. */
    public static final int DETAILS_BYTES = 1024 * 1024;

    /** Most code points of an error message or a reason. */
    public static final int MESSAGE_LENGTH = 8_192;

    /** Most code points of a progress message. */
    public static final int PROGRESS_LENGTH = 2_000;

    /** Most tasks of one batch. */
    public static final int BATCH_SIZE = 1_000;

    /** Most tasks of one claim, and most completions of one call. */
    public static final int CLAIM_LIMIT = 100;

    /** Longest lease that a claim or heartbeat may ask for. */
    public static final Duration LONGEST_LEASE = Duration.ofDays(1);

    /** Longest time that one attempt may be given. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofDays(7);

    /** Longest time that a call may wait for something to happen. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Longest delay before a task is handed out: {@code delay_seconds}. */
    public static final Duration LONGEST_DELAY = Duration.ofDays(366);

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private TaskLimits() {}

    /**
     * Returns {@code value} if it is between {@code min} and {@code max}.
     *
     * @throws InvalidInputException naming {@code field} if it is not
     */
    public static int requireBetween(String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidInputException(field, "must be %d to %d, but is %d".formatted(min, max, value));
        }
        return value;
    }

    /**
     * Returns {@code value} in whole microseconds, which is what every store keeps, if it is between {@code min} and
     * {@code max}; callers give it in seconds.
     *
     * @throws InvalidInputException naming {@code field} if it is not
     */
    public static Duration requireBetween(String field, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new InvalidInputException(
                    field,
                    "must be %d to %d seconds, but is %s".formatted(min.toSeconds(), max.toSeconds(), seconds(value)));
        }
        return value.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Returns {@code value} in whole microseconds, which is what every store keeps.
     *
     * @throws InvalidInputException naming {@code field} if it is before 1970 or after the year 9999
     */
    public static Instant instant(String field, Instant value) {
        if (value.isBefore(EARLIEST) || value.isAfter(LATEST)) {
            throw new InvalidInputException(
                    field, "must be between the years 1970 and 9999, but is %s".formatted(value));
        }
        return value.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * Checks how many tasks are created at once.
     *
     * @throws InvalidInputException naming {@code tasks} if there are none, or more than {@link #BATCH_SIZE}
     */
    public static void requireBatch(int count) {
        if (count < 1 || count > BATCH_SIZE) {
            throw new InvalidInputException("tasks", "must be 1 to %d tasks, but are %d".formatted(BATCH_SIZE, count));
        }
    }

    /**
     * Checks how many tasks are completed at once.
     *
     * @throws InvalidInputException naming {@code completions} if there are none, or more than {@link #CLAIM_LIMIT}
     */
    public static void requireCompletions(int count) {
        if (count < 1 || count > CLAIM_LIMIT) {
            throw new InvalidInputException(
                    "completions", "must be 1 to %d completions, but are %d".formatted(CLAIM_LIMIT, count));
        }
    }

    static String millis(Duration value) {
        boolean fits = value.compareTo(Duration.ofMillis(Long.MAX_VALUE)) <= 0
                && value.compareTo(Duration.ofMillis(Long.MIN_VALUE)) >= 0;
        return fits ? Long.toString(value.toMillis()) : value.toString();
    }

    private static String seconds(Duration value) {
        return value.equals(Duration.ofSeconds(value.toSeconds()))
                ? Long.toString(value.toSeconds())
                : value.toString();
    }
}
