package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import java.time.Duration;

/**
 * A worker hands its task back, or confirms that it has stopped working on a cancelled one.
 *
 * @param task which task
 * @param holder who calls
 * @param delay how long the task is not handed out; 0 to 366 days
 * @param undelivered whether the claim's answer never reached its worker: such a release does not count in the row of
 *     releases after which the next one is a failure
 */
public record Release(TaskId task, Holder holder, Duration delay, boolean undelivered) implements TaskCommand {

    /**
     * Checks the release.
     *
     * @throws InvalidInputException naming {@code delay_seconds} if it is out of its range
     */
    public Release {
        delay = TaskLimits.requireBetween("delay_seconds", delay, Duration.ZERO, TaskLimits.LONGEST_DELAY);
    }

    /** A release without delay, by the bearer of {@code token}. */
    public static Release of(TaskId task, LeaseToken token) {
        return new Release(task, Holder.of(token), Duration.ZERO, false);
    }

    /** The undoing of a claim whose answer could not be delivered. */
    public static Release undelivered(TaskId task, LeaseToken token) {
        return new Release(task, Holder.of(token), Duration.ZERO, true);
    }

    @Override
    public Verb verb() {
        return Verb.RELEASE;
    }
}
