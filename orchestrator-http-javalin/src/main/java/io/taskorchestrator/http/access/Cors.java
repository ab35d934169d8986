package io.taskorchestrator.http.access;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells browsers which pages may use the API: those of configured origins, and no others. Credentials of the browser's own
 * (cookies) are never allowed; a page sends its key itself.
 *
 * <p>Thread model: immutable.
 */
public final class Cors {

    private static final String METHODS = "GET, POST, PATCH, DELETE";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-Id";
    private static final String EXPOSED_HEADERS = "ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, "
            + "RateLimit-Reset, X-Request-Id, Idempotency-Replayed";
    private static final String TEN_MINUTES = "600";

    private final Set<String> origins;

    /** Creates what {@code settings} ask for; without configured origins it adds nothing. */
    public Cors(AccessSettings settings) {
        this.origins = settings.corsOrigins();
    }

    /**
     * The headers that every answer gets, errors included: {@code Vary}, and for a page of a configured origin what it may
     * read. Empty without configured origins.
     *
     * @param header the request's first header of a name
     */
    public Map<String, String> headers(Function<String, Optional<String>> header) {
        if (origins.isEmpty()) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Vary", "Origin");
        allowedOrigin(header).ifPresent(origin -> {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Expose-Headers", EXPOSED_HEADERS);
        });
        return headers;
    }

    /**
     * The headers of the answer (204, no body) to a browser's question whether a page may make a call. To be answered before
     * authentication: browsers ask without the key. A page of another origin gets an answer that allows nothing.
     *
     * @param header the request's first header of a name
     * @return empty if the request is no such question, or no origins are configured: it is an {@code OPTIONS} like any other
     */
    public Optional<Map<String, String>> preflight(String method, Function<String, Optional<String>> header) {
        if (origins.isEmpty()
                || !method.equals("OPTIONS")
                || header.apply("Origin").isEmpty()
                || header.apply("Access-Control-Request-Method").isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
        allowedOrigin(header).ifPresent(origin -> {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Allow-Methods", METHODS);
            headers.put("Access-Control-Allow-Headers", REQUEST_HEADERS);
            headers.put("Access-Control-Max-Age", TEN_MINUTES);
        });
        return Optional.of(headers);
    }

    /** The request's origin in its normal form, if it is a configured one. */
    private Optional<String> allowedOrigin(Function<String, Optional<String>> header) {
        return header.apply("Origin")
                .flatMap(text -> Origin.parse(text.strip()))
                .map(Origin::text)
                .filter(origins::contains);
    }
}
