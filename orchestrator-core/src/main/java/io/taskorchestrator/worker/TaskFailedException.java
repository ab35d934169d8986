package io.taskorchestrator.worker;

import io.taskorchestrator.task.TaskResult;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler to fail its task with more than a message. */
public final class TaskFailedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean retryable;
    private final transient @Nullable TaskResult result;

    private TaskFailedException(String message, boolean retryable, @Nullable TaskResult result) {
        super(message);
        this.retryable = retryable;
        this.result = result;
    }

    /**
     * A failure after which a retry makes sense.
     *
     * @param message why; of a long one the first 8,192 code points are told
     */
    public TaskFailedException(String message) {
        this(message, true, null);
    }

    /** A failure after which no retry makes sense: the task ends failed, also where its retries are automatic. */
    public static TaskFailedException notRetryable(String message) {
        return new TaskFailedException(message, false, null);
    }

    /** This failure, with what came out all the same. */
    public TaskFailedException with(TaskResult newResult) {
        TaskFailedException failure = new TaskFailedException(String.valueOf(getMessage()), retryable, newResult);
        failure.setStackTrace(getStackTrace());
        return failure;
    }

    /** Whether a retry makes sense. */
    public boolean isRetryable() {
        return retryable;
    }

    /** What came out all the same. */
    public Optional<TaskResult> result() {
        return Optional.ofNullable(result);
    }
}
