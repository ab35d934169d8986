package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.http.Conformance.Exchange;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of all other tests' exchanges finds what is wrong with one: else it would prove nothing. */
class ConformanceTest {

    private static final String TASKS = ApiClient.TASKS;
    private static final String TASK = "{\"work_directory\": \"/p\", \"prompt\": \"do it\"}";

    private static Exchange created;
    private static Exchange claimed;
    private static Exchange listed;
    private static Exchange refused;
    private static Exchange healthy;

    @BeforeAll
    static void exchange() {
        try (LiveServer live = LiveServer.start()) {
            created = exchange(live.client, "POST", TASKS, TASK);
            claimed = exchange(live.client, "GET", TASKS + "/next?work_path=/p&worker_id=w&lease_seconds=60", null);
            listed = exchange(live.client, "GET", TASKS, null);
            refused = exchange(live.client, "GET", TASKS + "?limit=0", null);
            healthy = exchange(live.client, "GET", "/health", null);
        }
    }

    @AfterAll
    static void forget() {
        created = null;
        claimed = null;
    }

    private static Exchange exchange(ApiClient client, String method, String target, String body) {
        ApiClient.Said said = client.send(method, target, body);
        Map<String, String> headers = new HashMap<>();
        said.response()
                .headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Exchange(
                method,
                target,
                body == null ? "" : body,
                said.status(),
                headers,
                said.response().body());
    }

    private static Exchange named(String name) {
        return Map.of("created", created, "claimed", claimed, "listed", listed, "refused", refused, "healthy", healthy)
                .get(name);
    }

    private static Exchange saying(Exchange exchange, String said) {
        return new Exchange(
                exchange.method(), exchange.target(), exchange.sent(), exchange.status(), exchange.headers(), said);
    }

    private static Exchange with(Exchange exchange, int status) {
        return new Exchange(
                exchange.method(), exchange.target(), exchange.sent(), status, exchange.headers(), exchange.said());
    }

    private static Exchange asking(Exchange exchange, String target, String sent) {
        return new Exchange(exchange.method(), target, sent, exchange.status(), exchange.headers(), exchange.said());
    }

    private static Exchange with(Exchange exchange, String header, String value) {
        Map<String, String> headers = new HashMap<>(exchange.headers());
        headers.put(header, value);
        if (value.isEmpty()) {
            headers.remove(header);
        }
        return new Exchange(
                exchange.method(), exchange.target(), exchange.sent(), exchange.status(), headers, exchange.said());
    }

    private static void assertFound(Exchange exchange, String complaint) {
        assertThatThrownBy(() -> Conformance.SERVER.check(exchange))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void whatIsRightPasses() {
        for (String name : new String[] {"created", "claimed", "listed", "refused", "healthy"}) {
            assertThatCode(() -> Conformance.SERVER.check(named(name))).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "created | \"status\":\"waiting\" | \"status\":\"idle\"",
                "created | \"success\":true | \"success\":false",
                "created | \"success\":true | \"success\":\"true\"",
                "created | \"error\":null | \"error\":{}",
                "created | \"version\":1 | \"version\":\"1\"",
                "created | \"version\":1 | \"version\":1.5",
                "created | \"attempt\":0 | \"attempt\":null",
                "created | \"tags\":[] | \"tags\":[1]",
                "created | \"metadata\":{} | \"metadata\":\"{}\"",
                "created | \"created_at\":\" | \"created_at\":\"on ",
                "created | \"task_id\":\" | \"task_id\":\"x",
                "created | \"jitter\": | \"jiter\":",
                "created | \"max_retries\":3 | \"max_retries\":101",
                "claimed | \"token\":\"1. | \"token\":\"1",
                "claimed | \"token\": | \"secret\":",
                "claimed | \"prompt\": | \"promt\":",
                "claimed | \"expires_in_ms\": | \"expires_in\":",
                "claimed | \"status\":\"working\" | \"status\":\"waiting\"",
                "claimed | \"data\":{ | \"data\":[],\"more\":{",
                "listed | \"total\": | \"totals\":",
                "listed | \"has_more\":false | \"has_more\":true",
                "listed | \"task_id\": | \"id\":",
                "listed | \"tasks\":[ | \"tasks\":[1,",
                "refused | \"VALIDATION_ERROR\" | \"CONFLICT\"",
                "refused | \"errors\": | \"error\":",
                "refused | \"success\":false | \"success\":true",
                "refused | \"data\":null | \"data\":{}",
                "healthy | \"healthy\":true | \"healthy\":1",
                "healthy | \"uptime\":\" | \"uptime\":\"PT",
                "healthy | \"cache\": | \"caches\":",
            })
    void aWrongBodyIsFound(String name, String text, String instead) {
        Exchange right = named(name);
        String wrong = right.said().replaceFirst("\\Q" + text + "\\E", Matcher.quoteReplacement(instead));

        assertFound(saying(right, right.said().equals(wrong) ? "nothing was planted" : wrong), "against the document");
    }

    @Test
    void aWrongStatusIsFound() {
        assertFound(with(created, 202), "status is not declared");
        assertFound(with(created, 302), "status is not declared");
        assertFound(with(listed, 404), "status is not declared");
        assertFound(with(refused, 422), "status is not declared");
        assertFound(with(refused, 409), "status is not declared");
    }

    @Test
    void aWrongHeaderIsFound() {
        assertFound(with(created, "etag", ""), "ETag is missing");
        assertFound(with(created, "location", ""), "Location is missing");
        assertFound(with(created, "etag", "1"), "ETag: ");
        assertFound(with(created, "location", "/tasks/1"), "Location: ");
        assertFound(with(claimed, "cache-control", "public"), "Cache-Control: ");
        assertFound(with(claimed, "x-request-id", ""), "X-Request-Id is missing");
        assertFound(with(listed, "ratelimit-remaining", "many"), "RateLimit-Remaining: ");
        assertFound(with(listed, "x-powered-by", "curiosity"), "[x-powered-by]");
        assertFound(with(listed, "content-type", "text/html"), "text/html");
    }

    @Test
    void anUnknownPathHasOnlyErrors() {
        assertFound(asking(listed, "/api/v1/taks", ""), "status is not declared");
        assertFound(with(asking(listed, "/api/v1/taks", ""), 404), "against the document");
        assertFound(with(asking(refused, "/api/v1/taks", ""), 404), "against the document");
    }

    @Test
    void aRequestThatShouldNotHaveBeenAcceptedIsFound() {
        assertFound(asking(listed, TASKS + "?colour=red", ""), "colour");
        assertFound(asking(listed, TASKS + "?limit=501", ""), "limit");
        assertFound(asking(listed, TASKS + "?limit=many", ""), "limit");
        assertFound(asking(claimed, TASKS + "/next?worker_id=w", ""), "without the parameter work_path");
        assertFound(asking(created, TASKS, ""), "without a body");
        assertFound(asking(created, TASKS, "{\"prompt\": \"p\"}"), "work_directory");
        assertFound(asking(created, TASKS, TASK.replace("do it", "")), "prompt");
        assertFound(asking(created, TASKS, TASK.replace("{", "{\"colour\": 1,")), "colour");
    }

    @Test
    void anErrorOfNoKnownCallHasTheFormOfErrors() {
        assertThatCode(() -> Conformance.checkError(refused.said())).doesNotThrowAnyException();
        assertThatThrownBy(() -> Conformance.checkError(listed.said())).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Conformance.checkError("{}")).isInstanceOf(AssertionError.class);
    }
}
