package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.http.OpenApiDocument.Node;
import io.taskorchestrator.http.access.AccessSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limits of parameters are where the OpenAPI document says: at them a value is taken, beyond them refused. */
class QueryLimitsTest {

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.SERVED;

    /** Whoever asks to wait that long has to. */
    private static final String WAIT = "wait_seconds";

    private LiveServer live;

    @BeforeEach
    void start() {
        live = LiveServer.start(HttpSettings.builder()
                .access(AccessSettings.STANDARD.withRequestsPerMinute(0))
                .build());
    }

    @AfterEach
    void stop() {
        live.close();
    }

    private interface Visitor {
        void see(String method, String path, Node parameter);
    }

    private static void eachParameter(Visitor visitor) {
        Node paths = DOCUMENT.at(DOCUMENT.root(), "paths");
        for (String path : paths.names()) {
            Node item = DOCUMENT.at(paths, path);
            for (String method : item.names()) {
                Node parameters = DOCUMENT.at(item, method, "parameters");
                for (int i = 0; i < parameters.size(); i++) {
                    Node parameter = DOCUMENT.at(parameters, i);
                    if (parameter.json().text("in").equals("query")) {
                        visitor.see(method.toUpperCase(Locale.ROOT), path, parameter);
                    }
                }
            }
        }
    }

    private ApiClient.Said asked(String method, String template, String name, String value) {
        String id = live.client
                .post(ApiClient.TASKS, "{\"work_directory\": \"/p\", \"prompt\": \"p\"}")
                .data()
                .text("task_id");
        String query = "?" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        for (String needed : template.endsWith("/next") ? List.of("work_path=/p", "worker_id=w") : List.<String>of()) {
            query += needed.startsWith(name + "=") ? "" : "&" + needed;
        }
        return live.client.send(
                method, template.replace("{task_id}", id) + query, method.equals("PATCH") ? "{}" : null);
    }

    /** Values just beyond what the schema allows. */
    private static List<String> wrong(Json schema) {
        List<String> values = new ArrayList<>(List.of(""));
        if (schema.at("minimum").value() instanceof Long minimum) {
            values.add(Long.toString(minimum - 1));
        }
        if (schema.at("maximum").value() instanceof Long maximum) {
            values.add(Long.toString(maximum + 1));
        }
        if (schema.at("maxLength").value() instanceof Long most) {
            values.add("/" + "x".repeat(most.intValue()));
        }
        boolean free = schema.at("type").value() instanceof String type
                && type.equals("string")
                && !schema.names().stream().anyMatch(List.of("enum", "format", "pattern")::contains);
        if (!free) {
            values.add("no such thing");
        }
        return values;
    }

    @Test
    void whatIsBeyondThemIsRefusedByName() {
        List<String> seen = new ArrayList<>();
        eachParameter((method, path, parameter) -> {
            String name = parameter.json().text("name");
            for (String value : wrong(DOCUMENT.at(parameter, "schema").json())) {
                ApiClient.Said said = asked(method, path, name, value);

                assertThat(said.status())
                        .as("%s %s %s=%.40s", method, path, name, value)
                        .isEqualTo(400);
                assertThat(said.error().text("details", "field")).isEqualTo(name);
                seen.add(name);
            }
        });
        assertThat(seen).hasSizeGreaterThan(50);
    }

    @Test
    void whatIsAtThemIsTaken() {
        List<String> seen = new ArrayList<>();
        eachParameter((method, path, parameter) -> {
            String name = parameter.json().text("name");
            Json schema = DOCUMENT.at(parameter, "schema").json();
            for (String bound : List.of("minimum", "maximum")) {
                if (schema.at(bound).isNull() || (name.equals(WAIT) && bound.equals("maximum"))) {
                    continue;
                }
                ApiClient.Said said =
                        asked(method, path, name, schema.at(bound).value().toString());

                assertThat(said.status())
                        .as("%s %s %s at its %s", method, path, name, bound)
                        .isEqualTo(200);
                seen.add(name);
            }
        });
        assertThat(seen).contains("limit", "offset", "after", "hours", "lease_seconds", WAIT);
    }
}
