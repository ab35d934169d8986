package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.SeedDocuments.Fence;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.ApiKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The requests of the original examples, cut out of their document and run by a shell as they stand; the answers hold
 * everything that the document shows.
 */
class OriginalRequestsTest {

    private static final String DOCUMENT = "api-examples.md";
    private static final Pattern KEY = Pattern.compile("API_KEY=\"([^\"]+)\"");
    private static final Pattern REQUEST = Pattern.compile("-X ([A-Z]+) \"\\$BASE_URL([^\"]+)\"");
    private static final Pattern BODY = Pattern.compile("-d '([^']*)'");
    private static final String SHOW_THE_HEAD = "curl() { command curl -sS -i \"$@\"; }\n";

    private List<List<Fence>> sections;
    private String key;
    private LiveServer live;

    @BeforeEach
    void start() {
        sections = SeedDocuments.sections(DOCUMENT);
        Commands.require("bash with curl", "bash", "-c", "curl --version");
        Matcher given = KEY.matcher(sections.stream()
                .flatMap(List::stream)
                .map(Fence::text)
                .filter(text -> text.startsWith("BASE_URL="))
                .findFirst()
                .orElseThrow());
        assertThat(given.find()).isTrue();
        key = given.group(1);
        ApiKeys keys = ApiKeys.parse("original:admin:" + key);
        live = LiveServer.start(HttpSettings.builder()
                .access(AccessSettings.STANDARD.withKeys(keys))
                .build());
    }

    @AfterEach
    void stop() {
        if (live != null) {
            live.close();
        }
    }

    /** The section whose request ends with {@code target}. */
    private List<Fence> section(String target) {
        return sections.stream()
                .filter(section -> !section.isEmpty() && section.get(0).text().startsWith("curl "))
                .filter(section ->
                        target(section.get(0).text()).replaceFirst("\\?.*", "").endsWith(target))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No request to " + target));
    }

    private String request(String target) {
        return section(target).get(0).text();
    }

    private Json shown(String target) {
        return Json.parse(section(target).get(1).text());
    }

    private String shownId() {
        return shown("/tasks").text("data", "task_id");
    }

    private static String target(String script) {
        Matcher request = REQUEST.matcher(script);
        assertThat(request.find()).as(script).isTrue();
        return request.group(2);
    }

    /** Runs the script for the task {@code id} where the document has its own, and holds it against ours too. */
    private Conformance.Exchange run(String script, String id) {
        String text = script.replace(shownId(), id);
        Map<String, String> environment = Map.of("BASE_URL", "http://127.0.0.1:" + live.server.port(), "API_KEY", key);
        Commands.Outcome outcome = Commands.run(environment, List.of("bash", "-c", SHOW_THE_HEAD + text));
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        String[] parts = outcome.output().split("\r\n\r\n", 2);
        Map<String, String> headers = new HashMap<>();
        String[] lines = parts[0].split("\r\n", -1);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        Matcher request = REQUEST.matcher(text);
        assertThat(request.find()).isTrue();
        Matcher body = BODY.matcher(text);
        Conformance.Exchange exchange = new Conformance.Exchange(
                request.group(1),
                request.group(2),
                body.find() ? body.group(1) : "",
                Integer.parseInt(lines[0].split(" ", 3)[1]),
                headers,
                parts[1]);
        Conformance.SERVER.check(exchange);
        return exchange;
    }

    private void assertAsShown(String target, int status, String id) {
        Conformance.Exchange exchange = run(request(target), id);

        assertThat(exchange.status()).as(exchange.said()).isEqualTo(status);
        assertThat(ShownAnswer.differences(shown(target), Json.parse(exchange.said())))
                .as(exchange.said())
                .isEmpty();
    }

    private String created() {
        return Json.parse(run(request("/tasks"), shownId()).said()).text("data", "task_id");
    }

    private String claimed() {
        String id = created();
        run(request("/tasks/next"), id);
        return id;
    }

    private String completed() {
        String id = claimed();
        run(request("/complete"), id);
        return id;
    }

    @Test
    void allOfThemAreFound() {
        long requests = sections.stream()
                .flatMap(List::stream)
                .filter(fence -> fence.text().contains("curl "))
                .count();

        assertThat(requests).isEqualTo(9);
    }

    @Test
    void aTaskIsCreated() {
        assertAsShown("/tasks", 201, shownId());
    }

    @Test
    void aTaskIsHandedOut() {
        assertAsShown("/tasks/next", 200, created());
    }

    @Test
    void whereThereIsNoneTheAnswerIsNull() {
        Json shown = Json.parse(section("/tasks/next").get(2).text());
        Json said = Json.parse(run(request("/tasks/next"), shownId()).said());

        assertThat(shown.at("data").isNull()).isTrue();
        assertThat(ShownAnswer.differences(shown, said)).isEmpty();
    }

    @Test
    void aTaskIsCompleted() {
        assertAsShown("/complete", 200, claimed());
    }

    @Test
    void aTaskIsShown() {
        assertAsShown("/" + shownId(), 200, completed());
    }

    @Test
    void tasksAreListed() {
        completed();
        List<Fence> list = sections.stream()
                .filter(section -> !section.isEmpty() && section.get(0).text().contains("limit="))
                .findFirst()
                .orElseThrow();
        Conformance.Exchange exchange = run(list.get(0).text(), shownId());

        assertThat(exchange.status()).isEqualTo(200);
        assertThat(ShownAnswer.differences(Json.parse(list.get(1).text()), Json.parse(exchange.said())))
                .isEmpty();
    }

    @Test
    void aTaskIsCancelled() {
        assertAsShown("/cancel", 200, created());
    }

    @Test
    void aTaskIsRetriedAfterItFailed() {
        String id = claimed();
        live.client.post(ApiClient.TASKS + "/" + id + "/fail", "{}", "Authorization", "Bearer " + key);

        assertAsShown("/retry", 200, id);
    }

    @Test
    void theHealthIsTold() {
        assertAsShown("/health", 200, shownId());
    }

    @Test
    void theNumbersAreTold() {
        completed();

        assertAsShown("/statistics", 200, shownId());
    }

    @Test
    void theyWorkInTheOrderOfTheDocument() {
        String id = shownId();
        for (List<Fence> section : sections) {
            if (section.isEmpty() || !section.get(0).text().startsWith("curl ")) {
                continue;
            }
            String script = section.get(0).text();
            Conformance.Exchange exchange = run(script, id);
            if (exchange.status() == 201) {
                id = Json.parse(exchange.said()).text("data", "task_id");
            }
            // To call off or retry what was completed is refused, as the document leaves it to the reader to know.
            int refused = exchange.target().matches(".*/(cancel|retry)") ? 409 : 0;
            assertThat(exchange.status()).as(script).isIn(200, 201, refused);
        }
    }

    private Json shownError(String code) {
        return sections.stream()
                .flatMap(List::stream)
                .filter(fence -> fence.language().equals("json") && fence.text().contains(code))
                .map(fence -> Json.parse(fence.text()))
                .findFirst()
                .orElseThrow();
    }

    private void assertError(String code, int status, Conformance.Exchange exchange) {
        Json shown = shownError(code);
        Json said = Json.parse(exchange.said());

        assertThat(exchange.status()).isEqualTo(status);
        assertThat(ShownAnswer.differences(shown, said)).isEmpty();
        assertThat(said.text("error", "message")).isEqualTo(shown.text("error", "message"));
        assertThat(said.at("error", "details", "message"))
                .satisfies(message -> assertThat(message.value())
                        .isEqualTo(shown.at("error", "details", "message").value()));
    }

    @Test
    void aRelativeDirectoryIsRefusedAsShown() {
        String script = request("/tasks").replace("\"work_directory\": \"/", "\"work_directory\": \"");

        assertError("VALIDATION_ERROR", 400, run(script, shownId()));
    }

    @Test
    void aMissingTaskIsNotFoundAsShown() {
        assertError("NOT_FOUND", 404, run(request("/" + shownId()), shownId()));
    }

    @Test
    void anotherWorkersTaskIsRefusedAsShown() {
        String script = request("/complete").replaceFirst("\\{", "{ \"worker_id\": \"somebody else\",");

        assertError("CONFLICT", 409, run(script, claimed()));
    }
}
