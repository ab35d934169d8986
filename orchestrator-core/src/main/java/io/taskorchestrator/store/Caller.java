package io.taskorchestrator.store;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskText;

/**
 * On whose behalf a call is made. Idempotency keys and claim ids of different callers never meet.
 *
 * @param name 1 to 100 code points
 */
public record Caller(String name) {

    /** Somebody without a name of his own; in the history a worker then appears under its worker id. */
    public static final Caller ANONYMOUS = new Caller("anonymous");

    /** The orchestrator itself. */
    public static final Caller SYSTEM = new Caller("system");

    private static final int MAX_LENGTH = 100;

    /**
     * Checks the name.
     *
     * @throws InvalidInputException naming {@code caller} if it is empty or too long
     */
    public Caller {
        TaskText.require("caller", name, 1, MAX_LENGTH);
    }
}
