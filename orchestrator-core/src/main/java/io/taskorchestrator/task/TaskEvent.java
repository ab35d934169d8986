package io.taskorchestrator.task;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that happened to a task, as the lifecycle tells it.
 *
 * @param type what happened
 * @param attempt the attempt that it is about; 0 before the first
 * @param details more about it by textual name, such as {@code worker_id}, {@code reason} or {@code error_message}
 * @param result a result that leaves the task by this event, or that came too late for it
 */
public record TaskEvent(EventType type, int attempt, Map<String, String> details, Optional<TaskResult> result) {

    /** Copies the details. */
    public TaskEvent {
        details = Map.copyOf(details);
    }

    /** An event without details. */
    public static TaskEvent of(EventType type, int attempt) {
        return new TaskEvent(type, attempt, Map.of(), Optional.empty());
    }

    /** An event with one detail. */
    public static TaskEvent of(EventType type, int attempt, String name, String value) {
        return new TaskEvent(type, attempt, Map.of(name, value), Optional.empty());
    }

    /** This event with one more detail. */
    public TaskEvent with(String name, String value) {
        Map<String, String> more = new HashMap<>(details);
        more.put(name, value);
        return new TaskEvent(type, attempt, more, result);
    }

    /** This event with {@code newResult}. */
    public TaskEvent with(Optional<TaskResult> newResult) {
        return new TaskEvent(type, attempt, details, newResult);
    }
}
