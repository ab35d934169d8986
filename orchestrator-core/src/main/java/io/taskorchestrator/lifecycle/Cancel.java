package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskText;
import java.util.Optional;

/**
 * Somebody calls a task off. Its status is cancelled at once; if a worker holds it, the lease and with it the directory
 * stay held until the worker has confirmed or the lease has ended.
 *
 * @param task which task
 * @param reason why, at most 8,192 code points; characters that cannot be stored become U+FFFD
 * @param force whether the lease ends at once, without the worker's word
 */
public record Cancel(TaskId task, Optional<String> reason, boolean force) implements TaskCommand {

    /**
     * Checks the cancellation.
     *
     * @throws InvalidInputException naming {@code reason} if it is too long
     */
    public Cancel {
        reason = reason.map(TaskText::repaired);
        reason.ifPresent(text -> TaskText.require("reason", text, 0, TaskLimits.MESSAGE_LENGTH));
    }

    /** A cancellation without a reason. */
    public static Cancel of(TaskId task) {
        return new Cancel(task, Optional.empty(), false);
    }

    /**
     * A cancellation with a reason.
     *
     * @throws InvalidInputException naming {@code reason} if it is longer than 8,192 code points
     */
    public static Cancel of(TaskId task, String reason) {
        return new Cancel(task, Optional.of(reason), false);
    }

    /** This cancellation, forced. */
    public Cancel forced() {
        return new Cancel(task, reason, true);
    }

    @Override
    public Verb verb() {
        return Verb.CANCEL;
    }
}
