package io.taskorchestrator.client;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request to the API.
 *
 * @param method the HTTP method
 * @param target the path below the server's base, with the query
 * @param headers further headers
 * @param body the JSON, if there is any
 * @param maxWait how long the server may wait before it answers
 */
record Request(
        String method, String target, Map<String, String> headers, Optional<BodyPublisher> body, Duration maxWait) {

    private static final String API = "/api/v1";

    static Request get(String path) {
        return new Request("GET", API + path, Map.of(), Optional.empty(), Duration.ZERO);
    }

    static Request delete(String path) {
        return new Request("DELETE", API + path, Map.of(), Optional.empty(), Duration.ZERO);
    }

    static Request post(String path, byte[] json) {
        return new Request("POST", API + path, Map.of(), Optional.of(BodyPublishers.ofByteArray(json)), Duration.ZERO);
    }

    static Request patch(String path, byte[] json) {
        return new Request("PATCH", API + path, Map.of(), Optional.of(BodyPublishers.ofByteArray(json)), Duration.ZERO);
    }

    /** This request with one more header. */
    Request header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, target, more, body, maxWait);
    }

    /** This request with one more parameter. */
    Request parameter(String name, String value) {
        String separator = target.indexOf('?') < 0 ? "?" : "&";
        String pair = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return new Request(method, target + separator + pair, headers, body, maxWait);
    }

    /** This request, if the server may take so much longer. */
    Request waiting(Duration newWait) {
        return new Request(method, target, headers, body, newWait);
    }

    /** What is asked for, without what may be secret or long. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        return method + " " + (query < 0 ? target : target.substring(0, query));
    }
}
