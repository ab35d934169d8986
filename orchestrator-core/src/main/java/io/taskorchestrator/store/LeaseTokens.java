package io.taskorchestrator.store;

import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.TaskId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Makes and checks lease tokens: the first 128 bits of HMAC-SHA-256 over the task's id and the attempt's number, under a
 * secret of the store's. So nothing has to be kept to check one, and nobody else can make one.
 *
 * <p>HMAC (RFC 2104) hashes the message behind the key mixed with one pad, and the outcome behind the key mixed with another.
 * Both beginnings are the same for every token, so they are hashed once and copied for each: half the work, and nothing that
 * threads would have to share or own.
 *
 * <p>Thread model: safe for use by many threads.
 */
public final class LeaseTokens {

    private static final int MIN_SECRET_BYTES = 16;
    private static final int MESSAGE_BYTES = Long.BYTES * 2 + Integer.BYTES;
    private static final int BLOCK_BYTES = 64;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    private final MessageDigest inner;
    private final MessageDigest outer;

    /**
     * Creates the tokens of a store.
     *
     * @param secret at least 16 random bytes, the same for every server of one store; not kept
     * @throws IllegalArgumentException if the secret is shorter
     */
    public LeaseTokens(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("A secret has at least %d bytes".formatted(MIN_SECRET_BYTES));
        }
        byte[] key = secret.length > BLOCK_BYTES ? sha256().digest(secret) : secret;
        inner = begun(key, INNER_PAD);
        outer = begun(key, OUTER_PAD);
    }

    /** The token of {@code attempt} of the task {@code id}. */
    public LeaseToken mint(TaskId id, int attempt) {
        byte[] message = ByteBuffer.allocate(MESSAGE_BYTES)
                .putLong(id.value().getMostSignificantBits())
                .putLong(id.value().getLeastSignificantBits())
                .putInt(attempt)
                .array();
        ByteBuffer code = ByteBuffer.wrap(copy(outer).digest(copy(inner).digest(message)));
        return new LeaseToken(attempt, code.getLong(), code.getLong());
    }

    /** Whether {@code token} was made for the task {@code id}. Takes the same time whatever the answer. */
    public boolean isGenuine(TaskId id, LeaseToken token) {
        return haveSameCode(mint(id, token.attempt()), token);
    }

    /** Whether two tokens of the same attempt have the same code. Takes the same time whatever the answer. */
    public static boolean haveSameCode(LeaseToken one, LeaseToken other) {
        return ((one.codeHigh() ^ other.codeHigh()) | (one.codeLow() ^ other.codeLow())) == 0;
    }

    private static MessageDigest begun(byte[] key, byte pad) {
        byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            block[i] ^= pad;
        }
        MessageDigest digest = sha256();
        digest.update(block);
        return digest;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's SHA-256 cannot be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
