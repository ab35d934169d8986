package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import io.taskorchestrator.http.OpenApiDocument.Node;
import io.taskorchestrator.http.access.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The OpenAPI document is one, and is about this API. That its schemas tell the truth is checked by {@link Conformance} in
 * every other test.
 */
class OpenApiTest {

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.SERVED;

    /** Which fields the objects of OpenAPI 3.1 may have, as far as this document uses them. */
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "document", Set.of("openapi", "info", "servers", "tags", "security", "paths", "components"),
            "info", Set.of("title", "version", "summary", "description", "license", "contact", "termsOfService"),
            "path", Set.of("parameters", "summary", "description", "get", "post", "patch", "delete", "put"),
            "operation",
                    Set.of(
                            "operationId",
                            "tags",
                            "summary",
                            "description",
                            "parameters",
                            "requestBody",
                            "responses",
                            "security",
                            "deprecated",
                            "x-roles"),
            "parameter", Set.of("name", "in", "description", "required", "schema", "deprecated", "example"),
            "header", Set.of("description", "required", "schema", "deprecated", "example"),
            "body", Set.of("description", "required", "content"),
            "response", Set.of("description", "headers", "content"),
            "media", Set.of("schema", "example"),
            "components", Set.of("securitySchemes", "parameters", "headers", "responses", "schemas"));

    private static final Set<String> KEYWORDS = Set.of(
            "$ref",
            "type",
            "description",
            "examples",
            "default",
            "const",
            "enum",
            "format",
            "pattern",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "items",
            "minItems",
            "maxItems",
            "required",
            "properties",
            "additionalProperties",
            "allOf",
            "anyOf",
            "oneOf",
            "if",
            "then");

    private static Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        eachOperation((name, operation) -> operations.add(name));
        return operations;
    }

    private interface Visitor {
        void see(String name, Node operation);
    }

    private static void eachOperation(Visitor visitor) {
        Node paths = DOCUMENT.at(DOCUMENT.root(), "paths");
        for (String path : paths.names()) {
            Node item = DOCUMENT.at(paths, path);
            for (String method : item.names()) {
                if (!method.equals("parameters")) {
                    visitor.see(method.toUpperCase(Locale.ROOT) + " " + path, DOCUMENT.at(item, method));
                }
            }
        }
    }

    private static List<Route> routes() {
        HttpSettings settings = HttpSettings.builder().metrics(() -> "").build();
        try (LiveServer live = LiveServer.start(settings)) {
            return live.server.plugin().routes().all();
        }
    }

    private static List<Node> elements(Node array) {
        List<Node> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            elements.add(DOCUMENT.at(array, i));
        }
        return elements;
    }

    private static void assertFields(String kind, Node node) {
        assertThat(FIELDS.get(kind)).as(node.pointer()).containsAll(node.names());
    }

    @Test
    void itsPathsAndMethodsAreTheRoutes() {
        Set<String> routes = new TreeSet<>();
        routes().forEach(route -> routes.add(route.method() + " " + route.template()));

        assertThat(operations()).isEqualTo(routes);
    }

    @Test
    void itNamesTheRolesThatMayMakeACall() {
        Map<String, List<String>> allowed = new TreeMap<>();
        for (Route route : routes()) {
            allowed.put(
                    route.method() + " " + route.template(),
                    Stream.of(Role.values())
                            .filter(role -> role.may(route.permission()))
                            .map(Role::text)
                            .toList());
        }

        eachOperation((name, operation) -> {
            assertThat(DOCUMENT.at(operation, "x-roles").json().value())
                    .as(name)
                    .isEqualTo(allowed.get(name));
            boolean open = operation.has("security")
                    && DOCUMENT.at(operation, "security").size() == 0;
            assertThat(open).as(name).isEqualTo(name.startsWith("GET /health"));
        });
    }

    @Test
    void itIsWhatIsServed() {
        try (LiveServer live = LiveServer.start()) {
            assertThat(live.client.get("/openapi.json").response().body()).isEqualTo(DOCUMENT.text());
        }
    }

    @Test
    void itSaysWhatItIs() {
        assertFields("document", DOCUMENT.root());
        assertThat(DOCUMENT.root().json().text("openapi")).matches("3\\.1\\.\\d+");
        Node info = DOCUMENT.at(DOCUMENT.root(), "info");
        assertFields("info", info);
        assertThat(info.json().text("title")).isNotBlank();
        assertThat(info.json().text("version")).isNotBlank();
        assertFields("components", DOCUMENT.at(DOCUMENT.root(), "components"));
        assertThat(DOCUMENT.root().json().at("components", "securitySchemes").names())
                .containsAll(DOCUMENT.root().json().at("security").at(0).names());
    }

    @Test
    void everyOperationIsWhole() {
        Set<String> ids = new HashSet<>();
        Set<Object> tags = new HashSet<>();
        elements(DOCUMENT.at(DOCUMENT.root(), "tags"))
                .forEach(tag -> tags.add(tag.json().text("name")));
        eachOperation((name, operation) -> {
            assertFields("operation", operation);
            assertThat(ids.add(operation.json().text("operationId"))).as(name).isTrue();
            assertThat(operation.json().text("summary")).as(name).isNotBlank();
            assertThat(operation.json().text("description")).as(name).isNotBlank();
            assertThat(tags).as(name).containsAll((List<?>)
                    operation.json().at("tags").value());
            Node responses = DOCUMENT.at(operation, "responses");
            assertThat(responses.names()).as(name).isNotEmpty().allMatch(status -> status.matches("[1-5][0-9]{2}"));
            responses.names().forEach(status -> assertResponse(DOCUMENT.at(responses, status)));
            if (operation.has("requestBody")) {
                Node body = DOCUMENT.at(operation, "requestBody");
                assertFields("body", body);
                assertContent(DOCUMENT.at(body, "content"));
            }
        });
    }

    private static void assertResponse(Node response) {
        assertFields("response", response);
        assertThat(response.json().text("description")).as(response.pointer()).isNotBlank();
        Node headers = DOCUMENT.at(response, "headers");
        for (String name : headers.names()) {
            Node header = DOCUMENT.at(headers, name);
            assertFields("header", header);
            assertThat(header.has("schema")).as(header.pointer()).isTrue();
        }
        assertContent(DOCUMENT.at(response, "content"));
    }

    private static void assertContent(Node content) {
        assertThat(content.names())
                .as(content.pointer())
                .isNotEmpty()
                .allMatch(type -> type.matches("[a-z]+/[a-z+-]+"));
        for (String type : content.names()) {
            Node media = DOCUMENT.at(content, type);
            assertFields("media", media);
            assertThat(media.has("schema")).as(media.pointer()).isTrue();
            if (media.has("example")) {
                Node example = DOCUMENT.at(media, "example");
                assertThat(DOCUMENT.complaints(
                                DOCUMENT.at(media, "schema"), example.json().written()))
                        .as(example.pointer())
                        .isEmpty();
            }
        }
    }

    @Test
    void everyPlaceInAPathHasItsParameterAndNoneIsThereTwice() {
        Node paths = DOCUMENT.at(DOCUMENT.root(), "paths");
        for (String path : paths.names()) {
            assertThat(path).startsWith("/");
            assertFields("path", DOCUMENT.at(paths, path));
        }
        eachOperation((name, operation) -> {
            String path = name.split(" ", -1)[1];
            List<Node> parameters = new ArrayList<>(elements(DOCUMENT.at(paths, path, "parameters")));
            parameters.addAll(elements(DOCUMENT.at(operation, "parameters")));
            Set<String> places = new HashSet<>();
            for (Node parameter : parameters) {
                assertFields("parameter", parameter);
                String place = parameter.json().text("in");
                assertThat(place).isIn("path", "query", "header");
                assertThat(parameter.has("schema")).as(parameter.pointer()).isTrue();
                assertThat(places.add(place + " " + parameter.json().text("name")))
                        .as(name)
                        .isTrue();
                if (place.equals("path")) {
                    assertThat(path).contains("{" + parameter.json().text("name") + "}");
                    assertThat(parameter.json().at("required").value()).isEqualTo(true);
                }
            }
            assertThat(places.contains("path task_id")).as(name).isEqualTo(path.contains("{"));
        });
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
        // No call declares it: it answers a method that is none of a path's.
        Set<String> used = new TreeSet<>(Set.of("#/components/schemas/MethodNotAllowed"));
        eachObject(DOCUMENT.root(), node -> {
            if (node.json().at("$ref").value() instanceof String reference) {
                assertThat(DOCUMENT.target(reference).json().isNull())
                        .as(reference)
                        .isFalse();
                used.add(reference);
            }
        });
        for (String kind : List.of("parameters", "headers", "responses", "schemas")) {
            for (String name : DOCUMENT.root().json().at("components", kind).names()) {
                assertThat(used).contains("#/components/" + kind + "/" + name);
            }
        }
    }

    /** Objects as they stand there, references not followed. */
    private static void eachObject(Node node, Consumer<Node> visitor) {
        if (node.json().value() instanceof Map<?, ?>) {
            visitor.accept(node);
            for (String name : node.names()) {
                String escaped = name.replace("~", "~0").replace("/", "~1");
                eachObject(new Node(node.pointer() + "/" + escaped, node.json().at(name)), visitor);
            }
        }
        for (int i = 0; i < node.size(); i++) {
            eachObject(new Node(node.pointer() + "/" + i, node.json().at(i)), visitor);
        }
    }

    private static List<Node> schemas() {
        List<Node> schemas = new ArrayList<>();
        eachObject(DOCUMENT.root(), node -> {
            if (node.has("schema") && node.json().at("schema").value() instanceof Map<?, ?>) {
                schemas.add(new Node(node.pointer() + "/schema", node.json().at("schema")));
            }
        });
        Node components = DOCUMENT.target("#/components/schemas");
        components.names().forEach(name -> schemas.add(DOCUMENT.target("#/components/schemas/" + name)));
        return schemas;
    }

    @Test
    void everySchemaIsOne() {
        assertThat(schemas()).hasSizeGreaterThan(100);
        for (Node schema : schemas()) {
            assertThat(DOCUMENT.metaSchema().validate(schema.json().written(), InputFormat.JSON))
                    .as(schema.pointer())
                    .isEmpty();
            DOCUMENT.schema(schema.pointer()).initializeValidators();
            assertKeywords(schema.pointer(), schema.json());
        }
    }

    /** A mistyped keyword would be passed over in silence. */
    private static void assertKeywords(String place, Json schema) {
        if (!(schema.value() instanceof Map<?, ?>)) {
            return;
        }
        assertThat(KEYWORDS).as(place).containsAll(schema.names());
        Json properties = schema.at("properties");
        if (!properties.isNull()) {
            properties.names().forEach(name -> assertKeywords(place + "/" + name, properties.at(name)));
        }
        for (String name : List.of("items", "additionalProperties", "if", "then")) {
            assertKeywords(place + "/" + name, schema.at(name));
        }
        for (String name : List.of("allOf", "anyOf", "oneOf")) {
            Json parts = schema.at(name);
            for (int i = 0; !parts.isNull() && i < parts.size(); i++) {
                assertKeywords(place + "/" + name, parts.at(i));
            }
        }
        if (!schema.at("required").isNull() && !properties.isNull()) {
            assertThat(properties.names()).as(place).containsAll(requiredOf(schema, properties));
        }
    }

    /** Part of an {@code allOf} may require what another part declares. */
    private static List<String> requiredOf(Json schema, Json properties) {
        List<String> required = new ArrayList<>();
        for (int i = 0; i < schema.at("required").size(); i++) {
            String name = (String) schema.at("required").at(i).value();
            boolean elsewhere = !DOCUMENT.root()
                            .json()
                            .at("components", "schemas", "Task", "properties", name)
                            .isNull()
                    || name.equals("data");
            if (properties.names().contains(name) || !elsewhere) {
                required.add(name);
            }
        }
        return required;
    }

    @Test
    void theExamplesOfSchemasAreRight() {
        for (Node schema : schemas()) {
            Node examples =
                    new Node(schema.pointer() + "/examples", schema.json().at("examples"));
            for (Node example : elements(examples)) {
                assertThat(DOCUMENT.complaints(schema, example.json().written()))
                        .as(example.pointer())
                        .isEmpty();
            }
        }
    }
}
