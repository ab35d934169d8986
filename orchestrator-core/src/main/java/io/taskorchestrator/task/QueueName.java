package io.taskorchestrator.task;

import java.util.regex.Pattern;

/**
 * The name of a queue: what kind of worker a task is for.
 *
 * @param value 1 to 100 characters out of {@code A-Z a-z 0-9 _ . -}
 */
public record QueueName(String value) implements Comparable<QueueName> {

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    /** The queue of tasks and claims that name none. */
    public static final QueueName DEFAULT = new QueueName("default");

    /**
     * Checks the name.
     *
     * @throws InvalidInputException naming {@code queue} if it is empty, too long or has another character
     */
    public QueueName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new InvalidInputException(
                    "queue",
                    "must have 1 to 100 characters out of A-Z, a-z, 0-9, '_', '.' and '-', but is '%s'"
                            .formatted(TaskText.shortened(value, 120)));
        }
    }

    /**
     * Wraps {@code value}.
     *
     * @throws InvalidInputException as the constructor
     */
    public static QueueName of(String value) {
        return new QueueName(value);
    }

    @Override
    public int compareTo(QueueName other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof QueueName name && value.equals(name.value));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
