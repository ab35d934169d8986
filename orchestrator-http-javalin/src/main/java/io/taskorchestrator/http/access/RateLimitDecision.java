package io.taskorchestrator.http.access;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether a request comes at an allowed pace, and what its answer says about that.
 *
 * @param isAllowed whether it may go on
 * @param limit requests per minute; 0 if there is no limit
 * @param remaining how many requests are left now
 * @param reset the time until all of the limit is there again
 * @param retryAfter the time until the next request is allowed; zero if this one is
 */
public record RateLimitDecision(boolean isAllowed, int limit, long remaining, Duration reset, Duration retryAfter) {

    static final RateLimitDecision UNLIMITED = new RateLimitDecision(true, 0, 0, Duration.ZERO, Duration.ZERO);

    private static final long PERIOD_MICROS = TimeUnit.MINUTES.toMicros(1);

    static RateLimitDecision allowed(int limit, long remaining) {
        return new RateLimitDecision(true, limit, remaining, reset(limit, remaining), Duration.ZERO);
    }

    static RateLimitDecision denied(int limit, Duration retryAfter) {
        return new RateLimitDecision(false, limit, 0, reset(limit, 0), retryAfter);
    }

    /**
     * The headers of the answer: {@code RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, and {@code Retry-After} if it
     * is a refusal. Times are whole seconds, rounded up. None without a limit.
     *
     * <p>Source: draft-ietf-httpapi-ratelimit-headers-05.
     */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (limit > 0) {
            headers.put("RateLimit-Limit", Integer.toString(limit));
            headers.put("RateLimit-Remaining", Long.toString(remaining));
            headers.put("RateLimit-Reset", seconds(reset));
            if (!isAllowed) {
                headers.put("Retry-After", seconds(retryAfter));
            }
        }
        return headers;
    }

    /** In microseconds no limit makes this overflow; a Duration would multiply and divide by way of big integers. */
    private static Duration reset(int limit, long remaining) {
        return Duration.of(PERIOD_MICROS * (limit - remaining) / limit, ChronoUnit.MICROS);
    }

    private static String seconds(Duration time) {
        return Long.toString(time.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
