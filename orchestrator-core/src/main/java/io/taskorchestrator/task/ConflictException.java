package io.taskorchestrator.task;

import java.io.Serial;
import java.util.Map;

/**
 * A call that is well-formed but not allowed now. The task is as it was, but for what a refusal records: a late result
 * is kept in the history, and a worker that ends a cancelled task confirms the cancellation by it.
 */
public final class ConflictException extends TaskException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;
    private final transient Map<String, String> details;

    /**
     * Creates the error.
     *
     * @param reason which rule refused
     * @param message for people
     * @param details for programs, such as the current {@code status}
     */
    public ConflictException(RefusalReason reason, String message, Map<String, String> details) {
        super(message, null);
        this.reason = reason;
        this.details = Map.copyOf(details);
    }

    /** Which rule refused. */
    public RefusalReason reason() {
        return reason;
    }

    /** Data for programs by textual name, such as {@code status}, {@code attempt} or {@code version}. */
    public Map<String, String> details() {
        return details;
    }
}
