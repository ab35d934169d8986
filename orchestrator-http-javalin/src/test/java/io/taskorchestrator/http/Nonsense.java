package io.taskorchestrator.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** Makes requests of which some are good, most are nearly good, and some are garbage. */
final class Nonsense {

    private static final List<String> METHODS =
            List.of("GET", "GET", "POST", "POST", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "BREW", "get");
    private static final List<String> PATHS = List.of(
            "/api/v1/tasks",
            "/api/v1/tasks/batch",
            "/api/v1/tasks/next?work_path=/p&worker_id=w",
            "/api/v1/tasks/claim",
            "/api/v1/tasks/complete",
            "/api/v1/tasks/{id}",
            "/api/v1/tasks/{id}/complete",
            "/api/v1/tasks/{id}/fail",
            "/api/v1/tasks/{id}/heartbeat",
            "/api/v1/tasks/{id}/release",
            "/api/v1/tasks/{id}/cancel",
            "/api/v1/tasks/{id}/retry",
            "/api/v1/tasks/{id}/history?after=0&limit=3",
            "/api/v1/statistics?hours=3",
            "/api/v1/tasks?status=waiting&limit=3&created_after=2026-01-01T00:00:00Z&order=oldest&tag=t&include=result",
            "/api/v1/tasks/{id}/wait-reason",
            "/api/v1/tasks/{id}?force=true",
            "/nothing");
    private static final List<String> BODIES = List.of(
            "{\"work_directory\": \"/p\", \"prompt\": \"p\", \"tags\": [\"t\"], \"metadata\": {\"a\": 1}, \"run_at\": null}",
            "{\"tasks\": [{\"work_directory\": \"/p\", \"prompt\": \"p\", \"delay_seconds\": 1.5}]}",
            "{\"worker_id\": \"w\", \"work_path\": \"/p\", \"limit\": 2, \"lease_seconds\": 60}",
            "{\"lease_token\": \"1.00000000000000000000000000000000\", \"result\": {\"output\": \"o\", \"duration\": 4}}",
            "{\"completions\": [{\"task_id\": \"00000000-0000-0001-0000-000000000002\", \"result\": {\"output\": \"o\"}}]}",
            "{\"error\": \"e\", \"retryable\": true}",
            "{\"reason\": \"r\", \"force\": true}",
            "{\"prompt\": \"new\", \"retry\": {\"automatic\": true, \"multiplier\": 2.0}, \"timeout_seconds\": 60}",
            "{\"lease_token\": \"x\", \"progress\": {\"percent\": 4, \"message\": \"m\"}, \"checkpoint\": {}}",
            "");
    private static final List<String> HEADERS = List.of(
            "Content-Type: application/json",
            "Content-Type: text/plain",
            "Content-Type: ;;=",
            "If-Match: \"1\"",
            "If-Match: W/",
            "Idempotency-Key: k",
            "Idempotency-Key: ",
            "Authorization: Bearer x",
            "Authorization: \"",
            "X-Request-Id: \t",
            "Accept: text/html",
            "Accept-Encoding: gzip",
            "Expect: 100-continue",
            "Range: bytes=0-",
            "X-HTTP-Method-Override: DELETE",
            "Content-Encoding: br",
            "Cookie: a=b; =; \"",
            "If-None-Match: *",
            "Accept-Charset: utf-7",
            "Forwarded: for=x",
            "Sec-WebSocket-Version: 13",
            "Upgrade: h2c");
    private static final List<String> SPICES = List.of(
            "%",
            "%zz",
            "%00",
            "%FF",
            "%2F",
            "%2e%2e",
            "%C3%28",
            "%ED%A0%80",
            ";",
            "?",
            "&",
            "=",
            "#",
            "//",
            "\\",
            "..",
            "\"",
            "{",
            "}",
            "[",
            "]",
            "null",
            "-1",
            "1e999",
            "99999999999999999999",
            "\u00ff",
            "\u0001",
            "\\u0000",
            "\\ud800",
            "'",
            "<",
            "*",
            "+",
            ",",
            ":",
            "true",
            "\u00c3\u00a9",
            "/");

    private final SplittableRandom random;

    Nonsense(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** One request, its length always as it says, so that nobody waits for the rest of it. */
    byte[] request(String id) {
        String body = spiced(pick(BODIES).replace("{id}", id), 3);
        StringBuilder request = new StringBuilder();
        request.append(pick(METHODS)).append(' ');
        request.append(path(id)).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (random.nextInt(3) > 0) {
            request.append("Content-Type: application/json\r\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            request.append(pick(HEADERS)).append("\r\n");
        }
        byte[] content = body.getBytes(StandardCharsets.ISO_8859_1);
        if (random.nextInt(4) == 0) {
            String size = random.nextInt(4) == 0 ? "XY" : Integer.toHexString(content.length);
            String chunk = content.length == 0 ? "" : size + "\r\n" + body + "\r\n";
            request.append("Transfer-Encoding: chunked\r\n\r\n").append(chunk).append("0\r\n\r\n");
        } else {
            request.append("Content-Length: ")
                    .append(content.length)
                    .append("\r\n\r\n")
                    .append(body);
        }
        return request.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String path(String id) {
        // A space or a line break would end the path, and the request would not have the length that it says.
        return spiced(pick(PATHS).replace("{id}", id), 2);
    }

    /** The text, often with something else in one or more places. */
    private String spiced(String text, int most) {
        StringBuilder spiced = new StringBuilder(text);
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            int at = spiced.isEmpty() ? 0 : random.nextInt(spiced.length());
            switch (random.nextInt(4)) {
                case 0 -> spiced.setLength(at);
                case 1 -> spiced.delete(at, Math.min(spiced.length(), at + 1 + random.nextInt(3)));
                default -> spiced.insert(at, pick(SPICES));
            }
        }
        return spiced.toString();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
