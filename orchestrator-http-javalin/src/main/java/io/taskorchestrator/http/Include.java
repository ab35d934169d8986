package io.taskorchestrator.http;

import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPart;
import java.util.Set;

/**
 * Which of its large parts an answer shows of a task: what {@code include} asks for.
 *
 * @param prompt whether the answer to an action has the prompt; items of lists always do
 * @param parts which of the others
 */
record Include(boolean prompt, Set<TaskPart> parts) {

    /** What is shown to who does not ask. */
    static final Include USUAL = new Include(false, Set.of());

    private static final Include RESULT = new Include(false, Set.of(TaskPart.RESULT));
    private static final Include ALL = new Include(true, Set.of(TaskPart.values()));

    /** What {@code query} asks for. */
    static Include of(Query query) {
        return query.read("include", Include::parse).orElse(USUAL);
    }

    private static Include parse(String text) {
        return switch (text) {
            case "result" -> RESULT;
            case "all" -> ALL;
            default -> throw new InvalidInputException("include", "must be result or all");
        };
    }

    /** The form of the answer to an action. */
    JsonForm<Task> action() {
        return prompt ? TaskJson.item(parts) : TaskJson.action(parts);
    }
}
