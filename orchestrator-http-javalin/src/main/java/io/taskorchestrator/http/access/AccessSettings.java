package io.taskorchestrator.http.access;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who may do what, and how often.
 *
 * @param keys the API keys; without any the server is open
 * @param requestsPerMinute most requests per minute and key, or address where there is no key; 0 for no limit
 * @param corsOrigins the origins of pages that may use the API from a browser, each {@code scheme://host[:port]}
 * @param loopbackGuard whether an open server refuses what a foreign web page can make a browser of this machine send. To
 *     be switched off only where an open server is meant to be reached under other names than {@code localhost}
 */
public record AccessSettings(ApiKeys keys, int requestsPerMinute, Set<String> corsOrigins, boolean loopbackGuard) {

    /** No keys, 1,000 requests per minute, no pages of others, guarded. */
    public static final AccessSettings STANDARD = new AccessSettings(ApiKeys.NONE, 1_000, Set.of(), true);

    private static final int MOST_REQUESTS = 10_000_000;

    /**
     * Checks the settings. Origins are normalised: lower case, without the scheme's own port.
     *
     * @throws InvalidAccessException if the limit is negative or more than 10,000,000, or an origin is not one
     */
    public AccessSettings {
        if (requestsPerMinute < 0 || requestsPerMinute > MOST_REQUESTS) {
            throw new InvalidAccessException(
                    "The limit is 0 to %d requests per minute, but is %d".formatted(MOST_REQUESTS, requestsPerMinute));
        }
        corsOrigins = normalised(corsOrigins);
    }

    /** These settings with other keys. */
    public AccessSettings withKeys(ApiKeys newKeys) {
        return new AccessSettings(newKeys, requestsPerMinute, corsOrigins, loopbackGuard);
    }

    /** These settings with another limit; 0 for none. */
    public AccessSettings withRequestsPerMinute(int newLimit) {
        return new AccessSettings(keys, newLimit, corsOrigins, loopbackGuard);
    }

    /** These settings with other pages that may use the API. */
    public AccessSettings withCorsOrigins(Set<String> newOrigins) {
        return new AccessSettings(keys, requestsPerMinute, newOrigins, loopbackGuard);
    }

    /** These settings with the guard of an open server on or off. */
    public AccessSettings withLoopbackGuard(boolean newGuard) {
        return new AccessSettings(keys, requestsPerMinute, corsOrigins, newGuard);
    }

    private static Set<String> normalised(Set<String> origins) {
        Set<String> normal = new LinkedHashSet<>();
        for (String text : origins) {
            normal.add(Origin.parse(text)
                    .orElseThrow(() -> new InvalidAccessException(
                            "A CORS origin is scheme://host or scheme://host:port with http or https, but one is \""
                                    + text + "\""))
                    .text());
        }
        return Set.copyOf(normal);
    }
}
