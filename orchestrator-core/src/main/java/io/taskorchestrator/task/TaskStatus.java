package io.taskorchestrator.task;

/** Where a task stands. These five are all that users see. */
public enum TaskStatus {
    /** Not yet handed out, or on its way to another attempt. */
    WAITING,
    /** A worker holds its lease. */
    WORKING,
    /** Done, with a result. */
    COMPLETED,
    /** Given up, with an error message. */
    FAILED,
    /** Called off. A worker may still hold its lease until it has confirmed. */
    CANCELLED;

    /**
     * Reads a name in any case.
     *
     * @throws InvalidInputException naming {@code status} if there is no such status
     */
    public static TaskStatus parse(String text) {
        return Names.parse("status", text, TaskStatus.class);
    }

    /** Whether nothing happens to a task in this status by itself: completed, failed or cancelled. */
    public boolean isFinished() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** The name in text: lower case. */
    public String text() {
        return Names.of(this);
    }
}
