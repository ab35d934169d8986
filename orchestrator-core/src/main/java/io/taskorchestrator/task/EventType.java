package io.taskorchestrator.task;

/** What a history entry tells. */
public enum EventType {
    /** The task was created. */
    CREATED,
    /** An attempt began. */
    CLAIMED,
    /** The task was completed; {@code late: true} if its lease had ended before. */
    COMPLETED,
    /** The task failed for good. */
    FAILED,
    /** An attempt failed and the task goes back to waiting by itself. */
    RETRY_SCHEDULED,
    /** A worker handed the task back. */
    RELEASED,
    /** A lease or time limit ran out. */
    EXPIRED,
    /** The task was called off. */
    CANCELLED,
    /** The worker of a cancelled task has stopped, or its lease has ended. */
    CANCEL_CONFIRMED,
    /** Somebody sent a finished task back to waiting. */
    RETRIED,
    /** A waiting task was changed. */
    UPDATED,
    /** A result came too late to count; it is kept here. */
    LATE_RESULT,
    /** The task is to be removed as soon as its lease ends. */
    DELETE_REQUESTED,
    /** Somebody removed the task; its history goes with it, so only listeners see this. */
    DELETED;

    /**
     * Reads a name in any case.
     *
     * @throws InvalidInputException naming {@code type} if there is no such type
     */
    public static EventType parse(String text) {
        return Names.parse("type", text, EventType.class);
    }

    /** The name in text: lower case. */
    public String text() {
        return Names.of(this);
    }
}
