package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskText;
import java.util.Optional;

/**
 * A worker has failed.
 *
 * @param task which task
 * @param holder who calls
 * @param errorMessage why, at most 8,192 code points; characters that cannot be stored become U+FFFD
 * @param retryable whether trying again makes sense; {@code false} ends the task at once
 * @param result what came out all the same
 */
public record Fail(TaskId task, Holder holder, String errorMessage, boolean retryable, Optional<TaskResult> result)
        implements TaskCommand {

    /**
     * Checks the failure.
     *
     * @throws InvalidInputException naming {@code error_message} if it is too long
     */
    public Fail {
        errorMessage = TaskText.require("error_message", TaskText.repaired(errorMessage), 0, TaskLimits.MESSAGE_LENGTH);
    }

    /**
     * A failure that may be retried, by the bearer of {@code token}.
     *
     * @throws InvalidInputException naming {@code error_message} if it is longer than 8,192 code points
     */
    public static Fail of(TaskId task, LeaseToken token, String errorMessage) {
        return new Fail(task, Holder.of(token), errorMessage, true, Optional.empty());
    }

    @Override
    public Verb verb() {
        return Verb.FAIL;
    }
}
