package io.taskorchestrator.store;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskSpec;
import java.util.List;
import java.util.Optional;

/**
 * Tasks to be created together, with nothing left open.
 *
 * @param tasks 1 to 1,000 tasks
 * @param key what makes the creation safe to repeat
 */
public record CreateBatch(List<Draft> tasks, Optional<IdempotencyKey> key) {

    /**
     * A task to be created.
     *
     * @param spec what it asks for
     * @param start when it is handed out at the earliest
     */
    public record Draft(TaskSpec spec, Start start) {}

    /**
     * Checks and copies the batch.
     *
     * @throws InvalidInputException naming {@code tasks} if there are none, or too many
     */
    public CreateBatch {
        tasks = List.copyOf(tasks);
        TaskLimits.requireBatch(tasks.size());
    }
}
