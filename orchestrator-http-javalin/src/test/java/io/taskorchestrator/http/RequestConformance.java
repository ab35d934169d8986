package io.taskorchestrator.http;

import io.taskorchestrator.http.OpenApiDocument.Node;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Holds requests that a server has accepted against what the document allows: it must not promise less. */
final class RequestConformance {

    private RequestConformance() {}

    static void check(
            OpenApiDocument document, Node operation, Conformance.Exchange exchange, List<String> complaints) {
        checkParameters(document, operation, exchange, complaints);
        Node body = document.at(operation, "requestBody");
        if (body.json().isNull()) {
            return;
        }
        if (exchange.sent().isEmpty()) {
            if (Boolean.TRUE.equals(body.json().at("required").value())) {
                complaints.add("accepted without a body");
            }
            return;
        }
        Node schema = document.at(body, "content", "application/json", "schema");
        for (com.networknt.schema.Error error : document.errors(schema, exchange.sent())) {
            // Names are understood in any case, which a list of values cannot say.
            if (!error.getKeyword().equals("enum")) {
                complaints.add("accepted though " + error.getInstanceLocation() + " " + error.getMessage());
            }
        }
    }

    private static void checkParameters(
            OpenApiDocument document, Node operation, Conformance.Exchange exchange, List<String> complaints) {
        Set<String> given = new HashSet<>();
        List<Node> parameters = parameters(document, operation);
        for (String pair :
                exchange.query().isEmpty() ? new String[0] : exchange.query().split("&", -1)) {
            String name = decoded(pair.split("=", 2)[0]);
            String value = pair.contains("=") ? decoded(pair.split("=", 2)[1]) : "";
            given.add(name);
            Node parameter = parameters.stream()
                    .filter(known -> known.json().text("name").equals(name))
                    .findFirst()
                    .orElse(null);
            if (parameter == null) {
                complaints.add("accepted the parameter %s, which is not declared".formatted(name));
            } else {
                Node schema = document.at(parameter, "schema");
                document.errors(schema, document.asJson(schema, value)).stream()
                        .filter(error -> !error.getKeyword().equals("enum"))
                        .forEach(error -> complaints.add(
                                "accepted the parameter %s though %s".formatted(name, error.getMessage())));
            }
        }
        parameters.stream()
                .filter(parameter ->
                        Boolean.TRUE.equals(parameter.json().at("required").value()))
                .map(parameter -> parameter.json().text("name"))
                .filter(name -> !given.contains(name))
                .forEach(name -> complaints.add("accepted without the parameter " + name));
    }

    /** Those of the query; the others stand in the path and in headers. */
    private static List<Node> parameters(OpenApiDocument document, Node operation) {
        List<Node> parameters = new ArrayList<>();
        Node declared = document.at(operation, "parameters");
        for (int i = 0; i < declared.size(); i++) {
            Node parameter = document.at(declared, i);
            if (parameter.json().text("in").equals("query")) {
                parameters.add(parameter);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
