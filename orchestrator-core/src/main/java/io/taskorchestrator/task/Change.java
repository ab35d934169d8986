package io.taskorchestrator.task;

import java.util.Optional;

/**
 * What a patch does to one field.
 *
 * @param kind keep it, set it, or go back to the default
 * @param value the new value; present if and only if it is set
 */
public record Change<T>(Kind kind, Optional<T> value) {

    /** The three things that a patch can do to a field. */
    public enum Kind {
        /** The field stays. */
        KEEP,
        /** The field gets a value. */
        SET,
        /** The field goes back to its default. */
        RESET
    }

    /** Leaves the field as it is. */
    public static <T> Change<T> keep() {
        return new Change<>(Kind.KEEP, Optional.empty());
    }

    /** Sets the field. */
    public static <T> Change<T> to(T value) {
        return new Change<>(Kind.SET, Optional.of(value));
    }

    /** Takes the field back to its default. */
    public static <T> Change<T> reset() {
        return new Change<>(Kind.RESET, Optional.empty());
    }

    /** Whether the field is touched at all. */
    public boolean isGiven() {
        return kind != Kind.KEEP;
    }

    /** What the field is after this change. */
    public T apply(T current, T standard) {
        return kind == Kind.KEEP ? current : value.orElse(standard);
    }
}
