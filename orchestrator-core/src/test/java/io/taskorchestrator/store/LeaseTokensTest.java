package io.taskorchestrator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.TaskId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Making and checking lease tokens. */
class LeaseTokensTest {

    private static final TaskId ID = TaskId.of(new UUID(11, 22));

    private static byte[] secret(int length) {
        byte[] secret = new byte[length];
        new Random(length).nextBytes(secret);
        return secret;
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 63, 64, 65, 200})
    void aTokenIsThePlatformsHmacCutTo128Bits(int secretLength) throws GeneralSecurityException {
        byte[] secret = secret(secretLength);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        ByteBuffer expected = ByteBuffer.wrap(mac.doFinal(
                ByteBuffer.allocate(20).putLong(11).putLong(22).putInt(7).array()));

        LeaseToken token = new LeaseTokens(secret).mint(ID, 7);

        assertThat(token).isEqualTo(new LeaseToken(7, expected.getLong(), expected.getLong()));
    }

    @Test
    void aTokenIsGenuineForItsTaskAndAttemptOnly() {
        LeaseTokens tokens = new LeaseTokens(secret(32));
        LeaseToken token = tokens.mint(ID, 1);

        assertThat(tokens.isGenuine(ID, token)).isTrue();
        assertThat(tokens.isGenuine(TaskId.of(new UUID(11, 23)), token)).isFalse();
        assertThat(tokens.isGenuine(ID, new LeaseToken(2, token.codeHigh(), token.codeLow())))
                .isFalse();
        assertThat(tokens.isGenuine(ID, new LeaseToken(1, token.codeHigh() ^ 1, token.codeLow())))
                .isFalse();
        assertThat(tokens.isGenuine(ID, new LeaseToken(1, token.codeHigh(), token.codeLow() ^ 1)))
                .isFalse();
    }

    @Test
    void aTokenOfAnotherStoreIsNotGenuine() {
        LeaseToken token = new LeaseTokens(secret(32)).mint(ID, 1);

        assertThat(new LeaseTokens(secret(33)).isGenuine(ID, token)).isFalse();
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new LeaseTokens(secret(15))).isInstanceOf(IllegalArgumentException.class);
    }
}
