package io.taskorchestrator.store;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskText;

/**
 * What makes a creation safe to repeat: for 24 hours, if its store need not {@linkplain TaskStore#create forget} it
 * sooner.
 *
 * @param value the caller's key, 1 to 200 code points
 * @param requestHash what the request was, so that the same key for something else is noticed; any text that is equal
 *     for equal requests only
 */
public record IdempotencyKey(String value, String requestHash) {

    private static final int MAX_LENGTH = 200;

    /**
     * Checks the key.
     *
     * @throws InvalidInputException naming {@code Idempotency-Key} if it is empty or too long
     */
    public IdempotencyKey {
        TaskText.require("Idempotency-Key", value, 1, MAX_LENGTH);
    }
}
