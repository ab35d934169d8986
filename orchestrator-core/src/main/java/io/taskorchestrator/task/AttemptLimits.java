package io.taskorchestrator.task;

import java.time.Duration;

/**
 * How often and how long a task may be tried.
 *
 * @param maxRetries how often an unsuccessful attempt may go back to waiting; 0 to 100
 * @param timeout longest time that one attempt may run; 1 second to 7 days
 * @param retry what happens after an attempt that did not succeed
 */
public record AttemptLimits(int maxRetries, Duration timeout, RetryPolicy retry) {

    private static final int MOST_RETRIES = 100;

    /**
     * Checks the limits.
     *
     * @throws InvalidInputException naming {@code max_retries} or {@code timeout_seconds} if it is out of its range
     */
    public AttemptLimits {
        TaskLimits.requireBetween("max_retries", maxRetries, 0, MOST_RETRIES);
        timeout = TaskLimits.requireBetween(
                "timeout_seconds", timeout, Duration.ofSeconds(1), TaskLimits.LONGEST_TIMEOUT);
    }
}
