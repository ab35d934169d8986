package io.taskorchestrator.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Talks to a server as any client would, and hands out what it said. */
final class ApiClient {

    static final String TASKS = "/api/v1/tasks";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;
    private final Conformance conformance;

    /** Talks to a server of our own: all that it says must be as the OpenAPI document has it. */
    ApiClient(int port) {
        this(port, Conformance.SERVER);
    }

    private ApiClient(int port, Conformance conformance) {
        this.root = "http://127.0.0.1:" + port;
        this.conformance = conformance;
    }

    /** Talks to an application that has more than the API. */
    static ApiClient ofHost(int port) {
        return new ApiClient(port, Conformance.HOST);
    }

    /** One answer. */
    record Said(int status, Json body, HttpResponse<String> response) {

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        Json data() {
            return body.at("data");
        }

        Json error() {
            return body.at("error");
        }
    }

    Said get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Said post(String path, String json, String... headers) {
        return send("POST", path, json, headers);
    }

    /** Sends a request; with a body it is said to be JSON, unless a header says otherwise. */
    Said send(String method, String path, String body, String... headers) {
        try {
            return said(body, client.send(request(method, path, body, headers), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    CompletableFuture<Said> later(String method, String path, String body, String... headers) {
        return client.sendAsync(request(method, path, body, headers), BodyHandlers.ofString())
                .thenApply(response -> said(body, response));
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE.multipliedBy(3));
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    private Said said(String sent, HttpResponse<String> response) {
        conformance.check(new Conformance.Exchange(
                response.request().method(),
                target(response.request().uri()),
                sent == null ? "" : sent,
                response.statusCode(),
                headers(response),
                response.body()));
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean json = type.startsWith("application/json") && response.body().startsWith("{");
        return new Said(response.statusCode(), json ? Json.parse(response.body()) : Json.NULL, response);
    }

    private static String target(URI uri) {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static Map<String, String> headers(HttpResponse<String> response) {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return headers;
    }
}
