package io.taskorchestrator.task;

/**
 * Who works on a task, in the worker's own words.
 *
 * @param value 1 to 100 code points
 */
public record WorkerId(String value) {

    private static final int MAX_LENGTH = 100;

    /**
     * Checks the id.
     *
     * @throws InvalidInputException naming {@code worker_id} if it is empty or too long
     */
    public WorkerId {
        TaskText.require("worker_id", value, 1, MAX_LENGTH);
    }

    /**
     * Wraps {@code value}.
     *
     * @throws InvalidInputException as the constructor
     */
    public static WorkerId of(String value) {
        return new WorkerId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
