package io.taskorchestrator.http;

import java.time.Duration;

/**
 * Is told of every request that was answered: for metrics and access logs.
 *
 * <p>Thread model: called by the threads that answer, many at once; it must be quick and must not block. What it throws
 * is logged and harms nobody.
 */
@FunctionalInterface
public interface RequestObserver {

    /** An observer that looks away. */
    RequestObserver NONE = answered -> {};

    /** A request was answered. */
    void answered(Answered answered);

    /**
     * One answered request.
     *
     * @param method the method, such as {@code GET}
     * @param route the template of the route, such as {@code /api/v1/tasks/{id}}, without the base path; {@code none} if
     *     no route matched
     * @param status the status of the answer
     * @param duration from the arrival of the head of the request until the answer was handed over, waiting included
     * @param requestId the id that the answer carried as {@code X-Request-Id}
     * @param caller the name of the key that was shown; {@code anonymous} without one
     */
    record Answered(String method, String route, int status, Duration duration, String requestId, String caller) {}
}
