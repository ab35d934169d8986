package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.time.Instant;

/**
 * Where a task stands for the queue: what the column {@code queue_state} says, but that of a task with a lease may be behind and say that
 * it is ready. Ready ones are found by the table {@code ready}, held ones by their leases, the others by partial indexes.
 */
enum QueueState {
    /** Finished, and held by nobody: waits for the end of its retention. */
    FINISHED(0),
    /** Waiting, and due. */
    READY(1),
    /** Waiting for its {@code run_at}. */
    DELAYED(2),
    /** With a live lease. */
    HELD(3);

    private final int code;

    QueueState(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static QueueState ofCode(int code) {
        return switch (code) {
            case 0 -> FINISHED;
            case 1 -> READY;
            case 2 -> DELAYED;
            case 3 -> HELD;
            default -> throw new IllegalStateException("The column queue_state has an unknown number: " + code);
        };
    }

    /** Where {@code task} belongs at {@code now}. */
    static QueueState of(Task task, Instant now) {
        if (task.state().lease().isPresent()) {
            return HELD;
        }
        if (task.status() != TaskStatus.WAITING) {
            return FINISHED;
        }
        return task.state().schedule().isDue(now) ? READY : DELAYED;
    }
}
