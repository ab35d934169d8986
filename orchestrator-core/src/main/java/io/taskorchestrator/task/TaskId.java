package io.taskorchestrator.task;

import java.util.UUID;

/**
 * The id of a task: a UUID, version 7 when this library mints it. Ordered as its text is (unsigned), so ids minted by
 * one process sort by creation.
 *
 * @param value the UUID
 */
public record TaskId(UUID value) implements Comparable<TaskId> {

    private static final int TEXT_LENGTH = 36;

    /** Wraps {@code value}. */
    public static TaskId of(UUID value) {
        return new TaskId(value);
    }

    /**
     * Reads the textual form, 36 characters with dashes, in either case.
     *
     * @throws InvalidInputException naming {@code task_id} if {@code text} is not a UUID
     */
    public static TaskId parse(String text) {
        return new TaskId(parseUuid("task_id", text));
    }

    /**
     * Reads a UUID strictly: 36 characters, with dashes, in either case.
     *
     * @throws InvalidInputException naming {@code field} if {@code text} is not a UUID
     */
    public static UUID parseUuid(String field, String text) {
        if (text.length() == TEXT_LENGTH) {
            try {
                UUID uuid = UUID.fromString(text);
                if (uuid.toString().equalsIgnoreCase(text)) {
                    return uuid;
                }
            } catch (IllegalArgumentException e) {
                throw notAUuid(field, text);
            }
        }
        throw notAUuid(field, text);
    }

    @Override
    public int compareTo(TaskId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.toString();
    }

    private static InvalidInputException notAUuid(String field, String text) {
        return new InvalidInputException(
                field,
                "must be a UUID such as 550e8400-e29b-41d4-a716-446655440000, but is '%s'"
                        .formatted(TaskText.shortened(text, 60)));
    }
}
