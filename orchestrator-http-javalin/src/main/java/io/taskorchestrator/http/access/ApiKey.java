package io.taskorchestrator.http.access;

import io.taskorchestrator.store.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * A key by which a client identifies itself. Only its SHA-256 is kept: who reads our memory does not have the key.
 *
 * <p>Two keys are equal only if they are the same object. Thread model: immutable.
 */
public final class ApiKey {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    /** What a header can carry unquoted; no comma, which separates entries. */
    private static final Pattern KEY = Pattern.compile("[!-+\\--~]{1,512}");

    private final Identity identity;
    private final byte[] digest;

    private ApiKey(Identity identity, byte[] digest) {
        this.identity = identity;
        this.digest = digest;
    }

    /**
     * Reads {@code name:role:key}. The name has 1 to 64 letters, digits and {@code . _ @ -}; the key 1 to 512 visible ASCII
     * characters, colons among them, but no comma.
     *
     * @throws InvalidAccessException if the entry is something else; it says which part is wrong, and quotes none
     */
    public static ApiKey parse(String entry) {
        String[] parts = entry.split(":", 3);
        if (parts.length < 3) {
            throw new InvalidAccessException("is not of the form name:role:key");
        }
        if (!NAME.matcher(parts[0]).matches()) {
            throw new InvalidAccessException(
                    "has a name that is not 1 to 64 letters, digits and . _ @ - (name:role:key)");
        }
        if (parts[0].equals(Identity.ANONYMOUS.name())) {
            throw new InvalidAccessException("has the name " + parts[0] + ", which is that of clients without a key");
        }
        if (parts[0].equals(Caller.SYSTEM.name())) {
            throw new InvalidAccessException("has the name " + parts[0] + ", which is the server's own in histories");
        }
        Role role = Role.named(parts[1])
                .orElseThrow(() -> new InvalidAccessException(
                        "has a role that is not reader, worker, producer or admin (name:role:key)"));
        if (!KEY.matcher(parts[2]).matches()) {
            throw new InvalidAccessException(
                    "has a key that is not 1 to 512 visible ASCII characters without comma (name:role:key)");
        }
        return new ApiKey(new Identity(parts[0], role), digest(parts[2]));
    }

    /** Whom the key identifies. */
    public Identity identity() {
        return identity;
    }

    /** Whether this is the key with that digest. Takes the same time whatever the answer. */
    boolean hasDigest(byte[] other) {
        return MessageDigest.isEqual(digest, other);
    }

    /** What is kept of the key {@code text}. */
    static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    boolean hasSameDigest(ApiKey other) {
        return hasDigest(other.digest);
    }

    /** The name and the role, nothing of the key. */
    @Override
    public String toString() {
        return "ApiKey[name=%s, role=%s]"
                .formatted(identity.name(), identity.role().text());
    }
}
