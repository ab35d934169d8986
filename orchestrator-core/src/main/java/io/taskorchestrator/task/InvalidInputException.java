package io.taskorchestrator.task;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Input that breaks a limit. Nothing was changed. */
public final class InvalidInputException extends TaskException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /**
     * Creates the error from everything that is wrong.
     *
     * @param violations at least one, in the order in which they were found
     * @throws IllegalArgumentException if {@code violations} is empty
     */
    public InvalidInputException(List<Violation> violations) {
        super(violations.stream().map(v -> v.field() + ": " + v.message()).collect(Collectors.joining("; ")), null);
        if (violations.isEmpty()) {
            throw new IllegalArgumentException("An invalid input has at least one violation");
        }
        this.violations = List.copyOf(violations);
    }

    /**
     * Creates the error from the one thing that is wrong.
     *
     * @param field the field by its textual name
     * @param message the limit, and what was given
     */
    public InvalidInputException(String field, String message) {
        this(List.of(new Violation(field, message)));
    }

    /** Everything that is wrong, in the order in which it was found; never empty. */
    public List<Violation> violations() {
        return violations;
    }
}
