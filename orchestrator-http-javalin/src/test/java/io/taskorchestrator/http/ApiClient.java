package io.taskorchestrator.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Talks to a server as any client would, and hands out what it said. */
final class ApiClient {

    static final String TASKS = "/api/v1/tasks";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String root;

    ApiClient(int port) {
        this.root = "http://127.0.0.1:" + port;
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
            return said(client.send(request(method, path, body, headers), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    CompletableFuture<Said> later(String method, String path, String body, String... headers) {
        return client.sendAsync(request(method, path, body, headers), BodyHandlers.ofString())
                .thenApply(ApiClient::said);
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

    private static Said said(HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        boolean json = type.startsWith("application/json") && response.body().startsWith("{");
        return new Said(response.statusCode(), json ? Json.parse(response.body()) : Json.NULL, response);
    }
}
