package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import java.util.Map;

/**
 * Why a command was not allowed, as a value; the orchestrator's interface turns it into an exception.
 *
 * @param reason which rule refused
 * @param message for people
 * @param details for programs: {@code task_id}, {@code status}, and what the rule compared
 */
public record Refusal(RefusalReason reason, String message, Map<String, String> details) {

    /** Copies the details. */
    public Refusal {
        details = Map.copyOf(details);
    }

    /** There is no task with this id. */
    public static Refusal notFound(TaskId id) {
        return new Refusal(RefusalReason.NOT_FOUND, "Task not found: " + id, Map.of("task_id", id.toString()));
    }

    /** The token was never granted for {@code task}, or for an attempt of it that has ended. */
    public static Refusal staleLease(Task task) {
        return of(task, RefusalReason.STALE_LEASE, "The lease token is not that of the task's current attempt");
    }

    static Refusal status(Task task, Verb verb) {
        return of(
                task,
                RefusalReason.WRONG_STATUS,
                "Cannot %s a task that is %s"
                        .formatted(verb.text(), task.status().text()));
    }

    static Refusal of(Task task, RefusalReason reason, String message) {
        return new Refusal(
                reason,
                message,
                Map.of(
                        "task_id", task.id().toString(),
                        "status", task.status().text(),
                        "attempt", Integer.toString(task.state().attempts().number()),
                        "version", Long.toString(task.version())));
    }
}
