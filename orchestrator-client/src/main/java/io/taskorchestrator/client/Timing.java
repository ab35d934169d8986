package io.taskorchestrator.client;

import java.time.Duration;

/**
 * How patient a client is.
 *
 * @param connect how long connecting may take
 * @param request how long one request may take, not counting what it asked to wait
 * @param retry how long a call is tried again after it has first failed
 * @param park how long one request waits at most for something to happen; longer waits are several requests
 */
record Timing(Duration connect, Duration request, Duration retry, Duration park) {

    static final Timing STANDARD =
            new Timing(Duration.ofSeconds(5), Duration.ofSeconds(35), Duration.ofSeconds(60), Duration.ofSeconds(25));

    Timing {
        requirePositive("connectTimeout", connect);
        requirePositive("requestTimeout", request);
        requirePositive("longestPark", park);
        if (retry.isNegative()) {
            throw new IllegalArgumentException("retryFor must not be negative, but is " + retry);
        }
    }

    Timing connect(Duration newConnect) {
        return new Timing(newConnect, request, retry, park);
    }

    Timing request(Duration newRequest) {
        return new Timing(connect, newRequest, retry, park);
    }

    Timing retry(Duration newRetry) {
        return new Timing(connect, request, newRetry, park);
    }

    Timing park(Duration newPark) {
        return new Timing(connect, request, retry, newPark);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }
}
