package io.taskorchestrator.store;

import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.TaskId;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and checks lease tokens: the first 128 bits of HMAC-SHA-256 (RFC 2104) over the task's id and the attempt's
 * number, under a secret of the store's. So nothing has to be kept to check one, and nobody else can make one.
 *
 * <p>Thread model: safe for use by many threads.
 */
public final class LeaseTokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_SECRET_BYTES = 16;
    private static final int MESSAGE_BYTES = Long.BYTES * 2 + Integer.BYTES;

    private final ThreadLocal<Mac> mac;

    /**
     * Creates the tokens of a store.
     *
     * @param secret at least 16 random bytes, the same for every server of one store; copied
     * @throws IllegalArgumentException if the secret is shorter
     */
    public LeaseTokens(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("A secret has at least %d bytes".formatted(MIN_SECRET_BYTES));
        }
        SecretKeySpec key = new SecretKeySpec(secret, ALGORITHM);
        mac = ThreadLocal.withInitial(() -> open(key));
    }

    /** The token of {@code attempt} of the task {@code id}. */
    public LeaseToken mint(TaskId id, int attempt) {
        byte[] message = ByteBuffer.allocate(MESSAGE_BYTES)
                .putLong(id.value().getMostSignificantBits())
                .putLong(id.value().getLeastSignificantBits())
                .putInt(attempt)
                .array();
        ByteBuffer code = ByteBuffer.wrap(mac.get().doFinal(message));
        return new LeaseToken(attempt, code.getLong(), code.getLong());
    }

    /** Whether {@code token} was made for the task {@code id}. Takes the same time whatever the answer. */
    public boolean isGenuine(TaskId id, LeaseToken token) {
        LeaseToken genuine = mint(id, token.attempt());
        return ((genuine.codeHigh() ^ token.codeHigh()) | (genuine.codeLow() ^ token.codeLow())) == 0;
    }

    /** Whether {@code command} shows no token, or one that was made for its task. */
    public boolean isGenuine(TaskCommand command) {
        Optional<LeaseToken> token = command.holder().token();
        return token.isEmpty() || isGenuine(command.task(), token.get());
    }

    private static Mac open(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
