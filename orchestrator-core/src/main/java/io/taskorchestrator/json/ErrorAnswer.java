package io.taskorchestrator.json;

import io.taskorchestrator.task.Violation;
import java.util.List;
import java.util.Map;

/**
 * The {@code error} of an answer: what went wrong, for programs and for people.
 *
 * @param code which kind of error, such as {@code CONFLICT}
 * @param message for people
 * @param details for programs: text and numbers by name
 * @param violations all that was wrong with the input, if that was it
 */
public record ErrorAnswer(String code, String message, Map<String, ?> details, List<Violation> violations) {

    /** Copies the details and the violations. */
    public ErrorAnswer {
        details = Map.copyOf(details);
        violations = List.copyOf(violations);
    }
}
