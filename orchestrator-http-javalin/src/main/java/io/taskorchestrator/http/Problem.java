package io.taskorchestrator.http;

import io.taskorchestrator.http.access.Authenticator;
import io.taskorchestrator.http.access.RateLimitDecision;
import java.io.Serial;
import java.util.Map;

/** A refusal that HTTP itself asks for, such as an unknown path; the orchestrator knows nothing of it. */
final class Problem extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, ?> details;
    private final transient Map<String, String> headers;

    private Problem(int status, String code, String message, Map<String, ?> details, Map<String, String> headers) {
        // Only its data is of interest, and a stack trace would cost more than the rest of the answer.
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
        this.headers = headers;
    }

    static Problem notFound(String path) {
        return new Problem(404, "NOT_FOUND", "Nothing is found at this path", Map.of("path", path), Map.of());
    }

    static Problem methodNotAllowed(String method, String allowed) {
        return new Problem(
                405,
                "METHOD_NOT_ALLOWED",
                "This path does not allow this method",
                Map.of("method", method, "allowed", allowed),
                Map.of("Allow", allowed));
    }

    static Problem tooLarge(long limit) {
        return new Problem(
                413,
                "PAYLOAD_TOO_LARGE",
                "The body must have at most %d bytes".formatted(limit),
                Map.of("limit_bytes", limit),
                Map.of("Connection", "close"));
    }

    static Problem unsupportedMediaType(String given, String wanted) {
        return new Problem(
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "The body must be JSON, said by Content-Type: " + wanted,
                Map.of("content_type", given),
                Map.of());
    }

    static Problem unauthorized() {
        return new Problem(
                401,
                "UNAUTHORIZED",
                "This needs an API key: Authorization: Bearer <key>",
                Map.of(),
                Map.of("WWW-Authenticate", Authenticator.CHALLENGE));
    }

    static Problem forbidden(String message) {
        return new Problem(403, "FORBIDDEN", message, Map.of(), Map.of());
    }

    static Problem rateLimited(RateLimitDecision decision) {
        return new Problem(
                429,
                "RATE_LIMITED",
                "At most %d requests per minute are allowed".formatted(decision.limit()),
                Map.of("limit_per_minute", decision.limit()),
                decision.headers());
    }

    static Problem unavailable(String message) {
        return new Problem(503, "SERVICE_UNAVAILABLE", message, Map.of(), Map.of("Retry-After", "1"));
    }

    /** What an answer becomes that nobody is there for; only who has but closed its sending side sees it. */
    static Problem clientGone() {
        return unavailable("The client was seen gone");
    }

    /** A refusal with everything given. */
    static Problem of(int status, String code, String message, Map<String, ?> details, Map<String, String> headers) {
        return new Problem(status, code, message, details, headers);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /** For programs: text, numbers. */
    Map<String, ?> details() {
        return details;
    }

    Map<String, String> headers() {
        return headers;
    }
}
