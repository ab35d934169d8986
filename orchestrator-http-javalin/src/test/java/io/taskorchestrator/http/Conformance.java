package io.taskorchestrator.http;

import io.taskorchestrator.http.OpenApiDocument.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds exchanges against the OpenAPI document: the status is declared, the body matches its schema, the headers are those
 * declared; and a request that was accepted is one that the document allows.
 */
final class Conformance {

    /** For a server of our own: it says nothing that the document does not know. */
    static final Conformance SERVER = new Conformance(true);

    /** For a host application: what is not the API's is not looked at, and it may add headers. */
    static final Conformance HOST = new Conformance(false);

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.SERVED;
    private static final String OURS = "^.*?(?=/(api/v1/|health(/|$)|openapi\\.json$|metrics$))";

    /** What HTTP, browsers and their protection add; it belongs to no call. */
    private static final Set<String> GENERAL_HEADERS = Set.of(
            "content-type",
            "content-length",
            "connection",
            "date",
            "vary",
            "x-content-type-options",
            "referrer-policy",
            "content-security-policy",
            "cross-origin-resource-policy",
            "x-frame-options",
            "strict-transport-security");

    /** What the server may say before it looks at the path, or because it does not know it. */
    private static final Map<Integer, String> WITHOUT_OPERATION = Map.of(
            400,
            "ErrorAnswer",
            401,
            "Unauthorized",
            403,
            "Forbidden",
            404,
            "NotFound",
            405,
            "MethodNotAllowed",
            429,
            "RateLimited",
            503,
            "ServiceUnavailable");

    private final boolean onlyOurs;

    private Conformance(boolean onlyOurs) {
        this.onlyOurs = onlyOurs;
    }

    /**
     * A request and its answer.
     *
     * @param target path and query
     * @param sent the body of the request; empty if there was none
     * @param headers of the answer, by names in lower case
     * @param said the body of the answer
     */
    record Exchange(String method, String target, String sent, int status, Map<String, String> headers, String said) {

        String path() {
            String path = target.split("\\?", 2)[0].replaceFirst(OURS, "");
            return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        }

        String query() {
            int mark = target.indexOf('?');
            return mark < 0 ? "" : target.substring(mark + 1);
        }

        boolean isHead() {
            return method.equals("HEAD");
        }
    }

    /** Throws an AssertionError that names everything in which the exchange and the document differ. */
    void check(Exchange exchange) {
        if (!onlyOurs && !exchange.headers().containsKey("x-request-id")) {
            return;
        }
        List<String> complaints = new ArrayList<>();
        Optional<Node> operation = operation(exchange);
        if (operation.isPresent()) {
            checkAnswer(operation.get(), exchange, complaints);
            if (exchange.status() < 300) {
                RequestConformance.check(DOCUMENT, operation.get(), exchange, complaints);
            }
        } else {
            checkWithoutOperation(exchange, complaints);
        }
        if (!complaints.isEmpty()) {
            throw new AssertionError("%s %s was answered with %d, against the document: %s\n%.1000s"
                    .formatted(exchange.method(), exchange.target(), exchange.status(), complaints, exchange.said()));
        }
    }

    /** An error whose request was no HTTP, or is not known here, has at least the form of all errors. */
    static void checkError(String body) {
        String complaints = DOCUMENT.complaints(schema("ErrorAnswer"), body);
        if (!complaints.isEmpty()) {
            throw new AssertionError("An error not of the declared form: " + complaints + "\n" + body);
        }
    }

    private static Node schema(String name) {
        return DOCUMENT.target("#/components/schemas/" + name);
    }

    private static Optional<Node> operation(Exchange exchange) {
        String method = exchange.method().toLowerCase(Locale.ROOT);
        boolean isNext = exchange.path().endsWith("/tasks/next");
        String key = method.equals("head") && !isNext ? "get" : method;
        return DOCUMENT.template(exchange.path())
                .map(template -> DOCUMENT.at(DOCUMENT.root(), "paths", template, key))
                .filter(operation -> !operation.json().isNull());
    }

    private void checkAnswer(Node operation, Exchange exchange, List<String> complaints) {
        Node response = DOCUMENT.at(operation, "responses", Integer.toString(exchange.status()));
        if (response.json().isNull()) {
            complaints.add("the status is not declared");
            return;
        }
        checkHeaders(DOCUMENT.at(response, "headers"), exchange, complaints);
        if (exchange.isHead()) {
            return;
        }
        String type = exchange.headers().getOrDefault("content-type", "").split(";", 2)[0];
        Node media = DOCUMENT.at(response, "content", type);
        if (media.json().isNull()) {
            complaints.add("the media type '%s' is not declared".formatted(type));
            return;
        }
        Node schema = DOCUMENT.at(media, "schema");
        String wrong = type.equals("application/json")
                ? DOCUMENT.complaints(schema, exchange.said())
                : DOCUMENT.complaintsOfText(schema, exchange.said());
        add(wrong, complaints);
    }

    private void checkHeaders(Node declared, Exchange exchange, List<String> complaints) {
        Set<String> undeclared = new java.util.TreeSet<>(exchange.headers().keySet());
        undeclared.removeAll(GENERAL_HEADERS);
        undeclared.removeIf(name -> name.startsWith("access-control-"));
        for (String name : declared.names()) {
            Node header = DOCUMENT.at(declared, name);
            String key = name.toLowerCase(Locale.ROOT);
            String value = exchange.headers().get(key);
            undeclared.remove(key);
            if (value != null) {
                String wrong = DOCUMENT.complaintsOfText(DOCUMENT.at(header, "schema"), value);
                add(wrong.isEmpty() ? "" : name + ": " + wrong, complaints);
            } else if (Boolean.TRUE.equals(header.json().at("required").value())) {
                complaints.add("the header %s is missing".formatted(name));
            }
        }
        if (onlyOurs && !undeclared.isEmpty()) {
            complaints.add("the headers %s are not declared".formatted(undeclared));
        }
    }

    private static void checkWithoutOperation(Exchange exchange, List<String> complaints) {
        if (!exchange.headers().containsKey("x-request-id")) {
            complaints.add("the header X-Request-Id is missing");
        }
        if (exchange.method().equals("OPTIONS") && exchange.status() == 204) {
            add(exchange.said().isEmpty() ? "" : "there is a body", complaints);
            return;
        }
        if (!WITHOUT_OPERATION.containsKey(exchange.status())) {
            complaints.add("the status is not declared");
            return;
        }
        if (exchange.status() == 405 && !exchange.headers().containsKey("allow")) {
            complaints.add("the header Allow is missing");
        }
        if (!exchange.isHead()) {
            add(DOCUMENT.complaints(schema(WITHOUT_OPERATION.get(exchange.status())), exchange.said()), complaints);
        }
    }

    private static void add(String complaint, List<String> complaints) {
        if (!complaint.isEmpty()) {
            complaints.add(complaint);
        }
    }
}
