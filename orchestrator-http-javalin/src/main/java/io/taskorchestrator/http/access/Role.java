package io.taskorchestrator.http.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an API key is for. */
public enum Role {
    /** Looks, and changes nothing. */
    READER,
    /** Looks, and works on tasks. */
    WORKER,
    /** Looks, and creates and steers tasks. */
    PRODUCER,
    /** May do everything. */
    ADMIN;

    /** The role with this name, in any case; empty if there is none. */
    public static Optional<Role> named(String text) {
        return Arrays.stream(values())
                .filter(role -> role.text().equals(text.toLowerCase(Locale.ROOT)))
                .findAny();
    }

    /** Whether a key of this role may make calls of this kind: the table of roles and permissions. */
    public boolean may(Permission permission) {
        return switch (permission) {
            case PROBE, READ -> true;
            case WORK -> this == WORKER || this == ADMIN;
            case PRODUCE -> this == PRODUCER || this == ADMIN;
            case ADMINISTER -> this == ADMIN;
        };
    }

    /** The name in text: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
