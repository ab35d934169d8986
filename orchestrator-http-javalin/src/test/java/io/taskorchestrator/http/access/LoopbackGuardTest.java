package io.taskorchestrator.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page can make a browser send to an open server of the same machine. */
class LoopbackGuardTest {

    private static final AccessSettings OPEN = AccessSettings.STANDARD.withCorsOrigins(Set.of("https://board.example"));

    private final LoopbackGuard guard = new LoopbackGuard(OPEN);

    private static Function<String, Optional<String>> headers(Map<String, String> headers) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        return name -> Optional.ofNullable(anyCase.get(name));
    }

    private boolean isForbidden(Map<String, String> headers) {
        return guard.refusal(headers(headers)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST:8080",
                "LocalHost.",
                "localhost.:8080",
                "localhost:",
                "127.0.0.1",
                "127.0.0.1:8080",
                "127.1.2.3:1",
                "127.255.255.255",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]:8080",
                " localhost "
            })
    void thisMachineByItsOwnNameIsAllowed(String host) {
        assertThat(isForbidden(Map.of("Host", host))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io:8080",
                "evil.example.localhost",
                "evil-localhost",
                "xlocalhost",
                "localhostx",
                "localhost..",
                ".localhost",
                "localhost@evil.example",
                "user@localhost",
                "localhost:8080@evil.example",
                "localhost:8080:80",
                "localhost:evil",
                "localhost/evil",
                "localhost#evil",
                "localhost, evil.example",
                "localhost evil.example",
                "localhost\nevil.example",
                "lokalhost",
                "l\u043ecalhost",
                "\u017focalhost",
                "0.0.0.0",
                "0",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "127.0.0.01",
                "127.0.0.256",
                "127.0.0.1.1",
                "127.0.0",
                "128.0.0.1",
                "10.0.0.1",
                "192.168.0.7:8080",
                "::1",
                "::1:8080",
                "[::]",
                "[::1",
                "[::2]",
                "[fe80::1]",
                "[::ffff:127.0.0.1]",
                "[::1].evil.example",
                "[::1%25lo]"
            })
    void everyOtherNameIsForbidden(String host) {
        assertThat(isForbidden(Map.of("Host", host))).isTrue();
    }

    @Test
    void aRequestWithoutHostIsForbidden() {
        assertThat(isForbidden(Map.of())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, http://localhost:8080",
        "LOCALHOST:8080, HTTP://localhost:8080",
        "localhost, http://localhost",
        "localhost:80, http://localhost",
        "localhost:443, https://localhost",
        "127.0.0.1:8080, http://127.0.0.1:8080",
        "[::1]:8080, http://[::1]:8080"
    })
    void theServersOwnPagesAreAllowed(String host, String origin) {
        assertThat(isForbidden(Map.of("Host", host, "Origin", origin, "Sec-Fetch-Site", "same-origin")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "*",
                "http://evil.example",
                "https://evil.example:8080",
                "http://localhost",
                "http://localhost:3000",
                "https://localhost:3000",
                "http://127.0.0.1:8080",
                "http://localhost.evil.example:8080",
                "http://localhost:8080.evil.example",
                "http://localhost:8080@evil.example",
                "http://user@localhost:8080",
                "http://localhost:8080/",
                "http://localhost:8080 http://evil.example",
                "http://localhost:8080, http://evil.example",
                "localhost:8080",
                "//localhost:8080",
                "file://",
                "file://localhost:8080",
                "chrome-extension://localhost:8080",
                "http://board.example",
                "https://board.example:8443",
                "https://board.example.evil.example",
                "https://evilboard.example",
                "https://evil.example/https://board.example"
            })
    void thePagesOfOthersAreForbidden(String origin) {
        assertThat(isForbidden(Map.of("Host", "localhost:8080", "Origin", origin)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cross-site", "same-site", "Cross-Site", "", "none, cross-site", "same-origin;", "whatever"})
    void anImageOrFormOfAnotherSiteIsForbidden(String site) {
        assertThat(isForbidden(Map.of("Host", "localhost:8080", "Sec-Fetch-Site", site)))
                .isTrue();
        assertThat(isForbidden(
                        Map.of("Host", "localhost:8080", "Sec-Fetch-Site", site, "Origin", "http://localhost:8080")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "same-origin", "NONE", " same-origin "})
    void whatTheUserAsksForIsAllowed(String site) {
        assertThat(isForbidden(Map.of("Host", "localhost:8080", "Sec-Fetch-Site", site)))
                .isFalse();
    }

    @Test
    void aReboundNameIsForbiddenThoughTheBrowserThinksItIsTheSamePage() {
        assertThat(isForbidden(Map.of(
                        "Host", "evil.example:8080",
                        "Origin", "http://evil.example:8080",
                        "Sec-Fetch-Site", "same-origin")))
                .isTrue();
    }

    @Test
    void aConfiguredOriginIsAllowedButItsImagesAreNot() {
        Map<String, String> call =
                Map.of("Host", "localhost:8080", "Origin", "https://board.example", "Sec-Fetch-Site", "cross-site");
        Map<String, String> image = Map.of("Host", "localhost:8080", "Sec-Fetch-Site", "cross-site");

        assertThat(isForbidden(call)).isFalse();
        assertThat(isForbidden(image)).isTrue();
    }

    @Test
    void aConfiguredOriginDoesNotExcuseAForeignHost() {
        assertThat(isForbidden(Map.of("Host", "evil.example", "Origin", "https://board.example")))
                .isTrue();
    }

    @Test
    void theRefusalQuotesNothingOfTheRequest() {
        String refusal = guard.refusal(headers(Map.of("Host", "<script>evil"))).orElseThrow();

        assertThat(refusal.toLowerCase(Locale.ROOT)).doesNotContain("script", "evil");
    }

    @Test
    void withKeysOrSwitchedOffEverythingPasses() {
        Function<String, Optional<String>> foreign = headers(
                Map.of("Host", "evil.example", "Origin", "http://evil.example", "Sec-Fetch-Site", "cross-site"));

        assertThat(new LoopbackGuard(OPEN.withKeys(ApiKeys.parse("a:admin:k"))).refusal(foreign))
                .isEmpty();
        assertThat(new LoopbackGuard(OPEN.withLoopbackGuard(false)).refusal(foreign))
                .isEmpty();
        assertThat(guard.refusal(foreign)).isPresent();
    }
}
