package io.taskorchestrator.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading API keys, and not letting them out again. */
class ApiKeyTest {

    private static final String SECRET = "s3cr3t-Value:with=colon/and+more";

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> ApiKeys.parse(text))
                .isInstanceOf(InvalidAccessException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anEntryIsNameRoleAndKey() {
        ApiKey key = ApiKey.parse("ci-1:Worker:" + SECRET);

        assertThat(key.identity()).isEqualTo(new Identity("ci-1", Role.WORKER));
        assertThat(ApiKeys.of(List.of(key)).find(SECRET)).containsSame(key);
    }

    @Test
    void neitherTheKeyNorItsHashIsInAnyText() {
        ApiKeys keys = ApiKeys.parse("ci:worker:" + SECRET);

        assertThat(keys.toString()).isEqualTo("[ApiKey[name=ci, role=worker]]");
        assertThat(AccessSettings.STANDARD.withKeys(keys).toString()).doesNotContain(SECRET);
        assertThat(keys.find(SECRET).orElseThrow().toString()).isEqualTo("ApiKey[name=ci, role=worker]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SECRET,
                "ci:" + SECRET,
                "worker:" + SECRET,
                SECRET + ":worker:ci",
                "ci:s3cr3t-Value:worker",
                "s3cr3t Value:worker:ci",
                "ci:worker:s3cr3t Value",
                "ci:worker:s3cr3t\u00e4Value",
                "ci::s3cr3t-Value",
                ":worker:s3cr3t-Value",
                "ci:worker:s3cr3t-Value,x:worker:s3cr3t-Value",
                "ci:worker:s3cr3t-Value,ci:worker:other"
            })
    void aWrongEntryIsRefusedWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> ApiKeys.parse(text))
                .isInstanceOf(InvalidAccessException.class)
                .hasMessageNotContaining("s3cr3t")
                .hasMessageNotContaining("Value")
                .hasNoCause();
    }

    @Test
    void theErrorSaysWhichEntryAndWhatIsWrongWithIt() {
        assertRefused("a:worker:k1\n# comment\n\nb:wroker:k2", "API key 2 (line 4) has a role that is not");
        assertRefused("a:worker:k1,b", "API key 2 (line 1) is not of the form name:role:key");
        assertRefused("a b:worker:k1", "API key 1 (line 1) has a name");
        assertRefused("a:worker:", "API key 1 (line 1) has a key");
        assertRefused("a:worker:" + "k".repeat(513), "1 to 512");
        assertRefused("a".repeat(65) + ":worker:k", "1 to 64");
        assertRefused("a:worker:k1,", "API key 2 (line 1) is not of the form");
        assertRefused("anonymous:admin:k1", "clients without a key");
    }

    @Test
    void namesAndKeysAreUsedOnce() {
        assertRefused("a:worker:k1,b:reader:k2,a:admin:k3", "API keys 1 and 3 have the same name");
        assertRefused("a:worker:k1,b:reader:k2,c:admin:k2", "API keys 2 and 3 are the same");
        ApiKeys keys = ApiKeys.parse("a:worker:k1");
        assertThatThrownBy(() -> keys.plus(ApiKeys.parse("b:worker:k1"))).isInstanceOf(InvalidAccessException.class);
        assertThat(keys.plus(ApiKeys.parse("b:worker:k2")).size()).isEqualTo(2);
    }

    @Test
    void aFileMayHaveBlankLinesCommentsAndAByteOrderMark() {
        ApiKeys keys =
                ApiKeys.parse("\uFEFF# keys, of 2026: all\r\n\r\n  a:worker:k1  \r\n\t# b\nb:reader:k2, c:admin:k#3\n");

        assertThat(keys.toString())
                .isEqualTo("[ApiKey[name=a, role=worker], ApiKey[name=b, role=reader], ApiKey[name=c, role=admin]]");
        assertThat(keys.find("k1").orElseThrow().identity().name()).isEqualTo("a");
        assertThat(keys.find("k#3").orElseThrow().identity().role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void blankTextIsNoKeysButTextWithoutAKeyIsAMistake() {
        assertThat(ApiKeys.parse(" \n").isEmpty()).isTrue();
        assertRefused("# none yet\n", "no API key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "k1 ", " k1", "K1", "k11", "k1\u0000", "k2", "a:worker:k1", "*", "%"})
    void onlyTheWholeKeyIsFound(String presented) {
        assertThat(ApiKeys.parse("a:worker:k1").find(presented)).isEmpty();
    }

    @Test
    void theHashIsNotAKey() {
        byte[] digest = ApiKey.digest("k1");
        StringBuilder hex = new StringBuilder();
        for (byte b : digest) {
            hex.append("%02x".formatted(b));
        }

        assertThat(ApiKeys.parse("a:worker:k1").find(hex.toString())).isEmpty();
    }
}
