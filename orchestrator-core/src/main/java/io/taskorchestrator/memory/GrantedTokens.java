package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.LeaseTokens;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Task;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Grants lease tokens and checks them. A token's code is one block of AES-128 (FIPS 197): the task's number in this store and
 * the attempt's number, which never meet twice, enciphered under a key that nobody else has and that goes with the store. So
 * nothing has to be kept to check one, codes never repeat, and none tells anything about another. Stores that outlive a process
 * use {@link LeaseTokens}, which know tasks by their ids.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class GrantedTokens {

    private static final int BLOCK_BYTES = 16;

    private final Cipher cipher;
    private final ByteBuffer plain = ByteBuffer.allocate(BLOCK_BYTES);
    private final ByteBuffer code = ByteBuffer.allocate(BLOCK_BYTES);

    /** Creates the tokens of one store under a key that is drawn from {@code secrets}. */
    GrantedTokens(RandomGenerator secrets) {
        byte[] key = new byte[BLOCK_BYTES];
        secrets.nextBytes(key);
        try {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES", e);
        }
    }

    /** What the claimer of {@code entry}, which is held, gets at {@code now}: the token of the attempt that it is in. */
    ClaimedTask grant(TaskEntry entry, Instant now) {
        Task task = entry.task();
        LeaseToken token = mint(entry, task.state().attempts().number());
        Instant end = task.state().lease().orElseThrow().expiresAt();
        return new ClaimedTask(task, token, Duration.between(now, end));
    }

    /** Whether {@code command} shows a token that was never made for its task, which is kept in {@code entry}. */
    boolean isForged(TaskEntry entry, TaskCommand command) {
        LeaseToken shown = command.holder().token().orElse(null);
        return shown != null && !LeaseTokens.haveSameCode(mint(entry, shown.attempt()), shown);
    }

    private LeaseToken mint(TaskEntry entry, int attempt) {
        plain.putLong(0, entry.sequence).putLong(Long.BYTES, attempt);
        try {
            cipher.doFinal(plain.array(), 0, BLOCK_BYTES, code.array(), 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A block was not enciphered", e);
        }
        return new LeaseToken(attempt, code.getLong(0), code.getLong(Long.BYTES));
    }
}
