package io.taskorchestrator.task;

/**
 * How an attempt ended.
 *
 * @param attempt which attempt
 * @param cause by what
 */
public record AttemptEnd(int attempt, Cause cause) {

    /** What ends an attempt. */
    public enum Cause {
        /** The worker called complete, also where the result made it a failure. */
        COMPLETE,
        /** The worker called fail. */
        FAIL,
        /** The worker handed the task back. */
        RELEASE,
        /** The lease or the time limit ran out. */
        EXPIRE,
        /** The task was called off. */
        CANCEL
    }
}
