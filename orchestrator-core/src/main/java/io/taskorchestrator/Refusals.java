package io.taskorchestrator;

import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Refusal;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;

/** Turns refusals into exceptions: the one place where that is done. */
final class Refusals {

    private Refusals() {}

    /**
     * The task after {@code decision}.
     *
     * @throws TaskException if it was refused
     */
    static Task taskOf(TaskId id, Decision decision) {
        if (decision instanceof Decision.Changed changed) {
            return changed.task();
        }
        if (decision instanceof Decision.Unchanged unchanged) {
            return unchanged.task();
        }
        throw exception(id, ((Decision.Refused) decision).refusal());
    }

    private static TaskException exception(TaskId id, Refusal refusal) {
        return switch (refusal.reason()) {
            case NOT_FOUND -> new TaskNotFoundException(id);
            case PROMPT_MISMATCH -> new InvalidInputException("original_prompt", refusal.message());
            default -> new ConflictException(refusal.reason(), refusal.message(), refusal.details());
        };
    }
}
