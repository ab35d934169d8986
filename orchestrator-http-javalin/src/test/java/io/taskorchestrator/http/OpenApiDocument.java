package io.taskorchestrator.http;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The OpenAPI document that is served, to look around in; its schemas, to hold values against. */
final class OpenApiDocument {

    static final OpenApiDocument SERVED = new OpenApiDocument(resource());

    private static final String IRI = "https://openapi.test/openapi.json";

    private final String text;
    private final Node root;
    private final SchemaRegistry registry;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    private OpenApiDocument(String text) {
        this.text = text;
        this.root = new Node("", Json.parse(text));
        SchemaRegistryConfig strict =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        // 3.1 without its extensions to JSON Schema, of which the document uses none.
        registry = SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                builder -> builder.schemas(Map.of(IRI, text)).schemaRegistryConfig(strict));
    }

    private static String resource() {
        try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A place in the document. */
    record Node(String pointer, Json json) {

        boolean has(String name) {
            return json.value() instanceof Map<?, ?> map && map.containsKey(name);
        }

        /** The names of its fields; none if it is no object. */
        List<String> names() {
            return json.value() instanceof Map<?, ?> ? List.copyOf(json.names()) : List.of();
        }

        /** How many elements it has; none if it is no array. */
        int size() {
            return json.value() instanceof List<?> list ? list.size() : 0;
        }
    }

    String text() {
        return text;
    }

    Node root() {
        return root;
    }

    /** The field of this name, there or where a reference leads; a place with null if there is none. */
    Node at(Node node, String name) {
        Node real = followed(node);
        return followed(new Node(
                real.pointer() + "/" + name.replace("~", "~0").replace("/", "~1"),
                real.json().at(name)));
    }

    Node at(Node node, int index) {
        return followed(new Node(node.pointer() + "/" + index, node.json().at(index)));
    }

    Node at(Node node, String... path) {
        Node place = node;
        for (String name : path) {
            place = at(place, name);
        }
        return place;
    }

    /** Where the reference of {@code node} leads; itself if it has none. */
    Node followed(Node node) {
        return node.has("$ref") ? target(node.json().text("$ref")) : node;
    }

    /** What {@code reference} means; with null if that is nothing. */
    Node target(String reference) {
        if (!reference.startsWith("#/")) {
            return new Node(reference, Json.NULL);
        }
        Json json = root.json();
        for (String name : reference.substring(2).split("/", -1)) {
            json = json.at(name.replace("~1", "/").replace("~0", "~"));
        }
        return new Node(reference.substring(1), json);
    }

    /** The template of {@code path}; one without a place for an id goes first. */
    Optional<String> template(String path) {
        List<String> segments = List.of(path.split("/", -1));
        return at(root, "paths").names().stream()
                .filter(template -> fits(List.of(template.split("/", -1)), segments))
                .min((one, other) -> Boolean.compare(one.contains("{"), other.contains("{")));
    }

    private static boolean fits(List<String> template, List<String> segments) {
        if (template.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!template.get(i).startsWith("{") && !template.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong with {@code json} by the schema at {@code schema}. */
    List<com.networknt.schema.Error> errors(Node schema, String json) {
        return schema(schema.pointer()).validate(json, InputFormat.JSON);
    }

    /** The same in words; empty if nothing is wrong. */
    String complaints(Node schema, String json) {
        try {
            return errors(schema, json).stream()
                    .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                    .collect(Collectors.joining("; "));
        } catch (UncheckedIOException e) {
            return "it is not JSON: " + e.getMessage();
        }
    }

    /** The value of a parameter or header, which is text whatever it means, as JSON that the schema can be asked about. */
    String asJson(Node schema, String value) {
        Object type = followed(schema).json().at("type").value();
        boolean bare = List.of("integer", "number", "boolean").contains(String.valueOf(type))
                && value.matches("-?[0-9]+(\\.[0-9]+)?|true|false");
        return bare ? value : Json.quoted(value);
    }

    String complaintsOfText(Node schema, String value) {
        return complaints(schema, asJson(schema, value));
    }

    Schema schema(String pointer) {
        return compiled.computeIfAbsent(pointer, place -> registry.getSchema(SchemaLocation.of(IRI + "#" + place)));
    }

    /** The schema of schemas. */
    Schema metaSchema() {
        return registry.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    }
}
