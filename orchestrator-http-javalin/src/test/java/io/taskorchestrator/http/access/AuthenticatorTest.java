package io.taskorchestrator.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trying to get in. */
class AuthenticatorTest {

    private static final String KEY = "abc:DEF+123/456==";

    private final Authenticator authenticator =
            new Authenticator(ApiKeys.parse("ci:worker:" + KEY + ",boss:admin:other-key"));

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + KEY, "bearer " + KEY, "BEARER   " + KEY + "  ", " beaRer " + KEY})
    void theRightKeyIsLetIn(String header) {
        assertThat(authenticator.authenticate(Optional.of(header))).contains(new Identity("ci", Role.WORKER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Bearer",
                "Bearer ",
                KEY,
                "Bearer" + KEY,
                "Basic " + KEY,
                "Bearer\t" + KEY,
                "Bearer \"" + KEY + "\"",
                "Bearer " + KEY + ",",
                "Bearer " + KEY + ", Bearer other-key",
                "Bearer " + KEY + " other-key",
                "Bearer wrong " + KEY,
                "Bearer ci:worker:" + KEY,
                "Bearer ci",
                "Bearer null",
                "Bearer anonymous",
                "Bearer abc:DEF+123/456=",
                "Bearer abc:DEF+123/456===",
                "Bearer ABC:DEF+123/456==",
                "Bearer " + KEY + "\u0000",
                "Bearer " + KEY + "\n",
                "\uFEFFBearer " + KEY,
                "B\u0435arer " + KEY
            })
    void everythingElseIsNot(String header) {
        assertThat(authenticator.authenticate(Optional.of(header))).isEmpty();
    }

    @Test
    void nobodyIsLetInWithoutAHeader() {
        assertThat(authenticator.authenticate(Optional.empty())).isEmpty();
    }

    @Test
    @Timeout(20)
    void aHeaderThatIsMadeToTakeLongDoesNot() {
        String spaces = " ".repeat(1_000_000);

        assertThat(authenticator.authenticate(Optional.of(spaces + "Bearer" + spaces)))
                .isEmpty();
        assertThat(authenticator.authenticate(Optional.of("Bearer" + spaces + KEY + spaces + "x")))
                .isEmpty();
    }

    @Test
    void withoutKeysEverybodyIsAnonymousAndTheHeaderIsIgnored() {
        Authenticator open = new Authenticator(ApiKeys.NONE);

        assertThat(open.authenticate(Optional.empty())).contains(Identity.ANONYMOUS);
        assertThat(open.authenticate(Optional.of("Bearer whatever"))).contains(Identity.ANONYMOUS);
        assertThat(open.authenticate(Optional.of("\u0000"))).contains(Identity.ANONYMOUS);
    }
}
