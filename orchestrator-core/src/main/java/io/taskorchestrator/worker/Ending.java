package io.taskorchestrator.worker;

import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskText;
import java.time.Duration;
import java.util.Optional;

/** How a handler ended. */
sealed interface Ending {

    /** It returned. */
    record Succeeded(TaskResult result) implements Ending {}

    /**
     * It threw.
     *
     * @param message why, at most as long as an error message may be
     * @param retryable whether a retry makes sense
     * @param result what came out all the same
     */
    record Failed(String message, boolean retryable, Optional<TaskResult> result) implements Ending {

        public Failed {
            message = TaskText.shortened(message, TaskLimits.MESSAGE_LENGTH);
        }

        /** The failure that {@code thrown} says, by its message or, if it has none, by its kind. */
        static Failed by(Throwable thrown) {
            if (thrown instanceof TaskFailedException failure) {
                return new Failed(messageOf(failure), failure.isRetryable(), failure.result());
            }
            return new Failed(messageOf(thrown), true, Optional.empty());
        }

        private static String messageOf(Throwable thrown) {
            String message = thrown.getMessage();
            return message == null || message.isBlank() ? thrown.getClass().getName() : message;
        }
    }

    /**
     * It did not begin.
     *
     * @param delay how long the task shall not be handed out again
     */
    record NotBegun(Duration delay) implements Ending {}
}
