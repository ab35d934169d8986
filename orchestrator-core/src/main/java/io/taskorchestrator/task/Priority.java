package io.taskorchestrator.task;

/** How urgent a task is. Waiting ages it: see the store's {@code aging} setting. */
public enum Priority {
    /** After everything else, but for at most twice the aging time. */
    LOW,
    /** The default. */
    MEDIUM,
    /** Before everything else that was queued at the same time. */
    HIGH;

    /**
     * Reads a name in any case.
     *
     * @throws InvalidInputException naming {@code priority} if there is no such priority
     */
    public static Priority parse(String text) {
        return Names.parse("priority", text, Priority.class);
    }

    /** How many aging times a task of this priority goes ahead of a low one: 0, 1 or 2. */
    public int level() {
        return ordinal();
    }

    /** The name in text: lower case. */
    public String text() {
        return Names.of(this);
    }
}
