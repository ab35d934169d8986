package io.taskorchestrator.http.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What an API key is for. This is the table of roles and permissions. */
public enum Role {
    /** Looks, and changes nothing. */
    READER(Permission.PROBE, Permission.READ),
    /** Looks, and works on tasks. */
    WORKER(Permission.PROBE, Permission.READ, Permission.WORK),
    /** Looks, and creates and steers tasks. */
    PRODUCER(Permission.PROBE, Permission.READ, Permission.PRODUCE),
    /** May do everything. */
    ADMIN(Permission.values());

    private final EnumSet<Permission> permissions;

    Role(Permission... permissions) {
        this.permissions = EnumSet.noneOf(Permission.class);
        this.permissions.addAll(Arrays.asList(permissions));
    }

    /** The role with this name, in any case; empty if there is none. */
    public static Optional<Role> named(String text) {
        return Arrays.stream(values())
                .filter(role -> role.text().equals(text.toLowerCase(Locale.ROOT)))
                .findAny();
    }

    /** Whether a key of this role may make calls of this kind. */
    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    /** Everything that a key of this role may do. */
    public Set<Permission> permissions() {
        return Set.copyOf(permissions);
    }

    /** The name in text: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
