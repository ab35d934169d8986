package io.taskorchestrator.http.access;

/**
 * Who makes a call.
 *
 * @param name the name of the API key, which is also written into the history of tasks
 * @param role what it may do
 */
public record Identity(String name, Role role) {

    /** Everybody, on a server without API keys. No key has this name. */
    public static final Identity ANONYMOUS = new Identity("anonymous", Role.ADMIN);

    /** Whether this is somebody without a key. */
    public boolean isAnonymous() {
        return equals(ANONYMOUS);
    }

    /** Whether they may make calls of this kind. */
    public boolean may(Permission permission) {
        return role.may(permission);
    }
}
