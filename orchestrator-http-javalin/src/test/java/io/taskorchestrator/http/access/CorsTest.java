package io.taskorchestrator.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages browsers may let use the API. */
class CorsTest {

    private static final String ALLOWED = "Access-Control-Allow-Origin";

    private final Cors cors = new Cors(
            AccessSettings.STANDARD.withCorsOrigins(Set.of("https://Board.example:443", "http://localhost:3000")));

    private static Function<String, Optional<String>> from(String origin) {
        return header -> header.equals("Origin") ? Optional.of(origin) : Optional.empty();
    }

    private static Function<String, Optional<String>> asking(String origin, String method) {
        Map<String, String> headers = Map.of("Origin", origin, "Access-Control-Request-Method", method);
        return header -> Optional.ofNullable(headers.get(header));
    }

    @Test
    void aConfiguredPageMayReadTheAnswerAndItsHeaders() {
        Map<String, String> headers = cors.headers(from("https://board.example"));

        assertThat(headers).containsEntry(ALLOWED, "https://board.example").containsEntry("Vary", "Origin");
        assertThat(headers.get("Access-Control-Expose-Headers").split(", "))
                .containsExactlyInAnyOrder(
                        "ETag",
                        "Location",
                        "Retry-After",
                        "RateLimit-Limit",
                        "RateLimit-Remaining",
                        "RateLimit-Reset",
                        "X-Request-Id",
                        "Idempotency-Replayed");
        assertThat(headers).doesNotContainKey("Access-Control-Allow-Credentials");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "*",
                "",
                "http://board.example",
                "https://board.example.evil.example",
                "https://evil.example",
                "https://board.example:8443",
                "https://sub.board.example",
                "http://localhost",
                "http://localhost:3001",
                "https://board.example\r\nX-Injected: 1"
            })
    void anotherPageMayNotButCachesLearnThatItDepends(String origin) {
        assertThat(cors.headers(from(origin))).containsExactly(Map.entry("Vary", "Origin"));
        assertThat(cors.preflight("OPTIONS", asking(origin, "GET")))
                .hasValueSatisfying(headers -> assertThat(headers).containsOnlyKeys("Vary"));
    }

    @Test
    void aConfiguredPageMayMakeEveryCall() {
        Map<String, String> headers = cors.preflight("OPTIONS", asking("http://localhost:3000", "PATCH"))
                .orElseThrow();

        assertThat(headers)
                .containsEntry(ALLOWED, "http://localhost:3000")
                .containsEntry("Access-Control-Max-Age", "600");
        assertThat(headers.get("Access-Control-Allow-Methods")).isEqualTo("GET, POST, PATCH, DELETE");
        assertThat(headers.get("Access-Control-Allow-Headers"))
                .contains("Authorization", "Content-Type", "Idempotency-Key", "If-Match");
    }

    @Test
    void anOptionsThatAsksNothingIsNoPreflight() {
        assertThat(cors.preflight("OPTIONS", from("https://board.example"))).isEmpty();
        assertThat(cors.preflight("GET", asking("https://board.example", "GET")))
                .isEmpty();
    }

    @Test
    void withoutConfiguredOriginsNothingIsAdded() {
        Cors none = new Cors(AccessSettings.STANDARD);

        assertThat(none.headers(from("https://board.example"))).isEmpty();
        assertThat(none.preflight("OPTIONS", asking("https://board.example", "GET")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "null", "", "board.example", "https://*.example", "https://board.example/", "ftp://a"})
    void whatIsNoOriginIsRefused(String origin) {
        assertThatThrownBy(() -> AccessSettings.STANDARD.withCorsOrigins(Set.of(origin)))
                .isInstanceOf(InvalidAccessException.class)
                .hasMessageContaining("CORS origin");
    }
}
