package io.taskorchestrator.client;

import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys and claim ids of one caller as they are sent. Callers of one client share its API key, so their keys and ids are
 * made different here.
 *
 * @param caller who calls, if he has a name
 */
record Callers(Optional<Caller> caller) {

    private static final String HASHED = "sha256:";

    /**
     * The header for an idempotency key: the key itself if a header can carry it, and a hash of it if not.
     *
     * @throws io.taskorchestrator.task.InvalidInputException naming {@code Idempotency-Key} if it is none
     */
    String key(String given) {
        IdempotencyKey key = new IdempotencyKey(given, "");
        boolean plain = key.value().chars().allMatch(c -> c > ' ' && c <= '~');
        return caller.isEmpty() && plain && !given.startsWith(HASHED)
                ? given
                : HASHED + HexFormat.of().formatHex(hash(given));
    }

    /** The claim id to send for a caller's. */
    UUID claimId(UUID given) {
        return caller.isEmpty() ? given : UUID.nameUUIDFromBytes(hash(given.toString()));
    }

    /** No name of a caller has a U+0000 in it. */
    private byte[] hash(String text) {
        String named = caller.map(Caller::name).orElse("") + '\0' + text;
        try {
            return MessageDigest.getInstance("SHA-256").digest(named.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
