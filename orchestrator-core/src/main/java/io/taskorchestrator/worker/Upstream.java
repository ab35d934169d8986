package io.taskorchestrator.worker;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The orchestrator as a worker calls it, with the time and the manners for calls that fail.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Upstream {

    /** Full jitter, so that the workers of a server that was away do not all come back at once. */
    private static final RetryPolicy BACKOFF =
            RetryPolicy.MANUAL.withDelays(Duration.ofMillis(200), Duration.ofSeconds(10));

    private final AsyncOrchestrator orchestrator;
    private final Timers timers;
    private final RandomGenerator random;

    Upstream(AsyncOrchestrator orchestrator, Timers timers, RandomGenerator random) {
        this.orchestrator = orchestrator;
        this.timers = timers;
        this.random = random;
    }

    /** Calls; whatever goes wrong fails the future. */
    <T> CompletableFuture<T> call(Function<AsyncOrchestrator, CompletableFuture<T>> verb) {
        try {
            return verb.apply(orchestrator);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    Timers timers() {
        return timers;
    }

    Instant now() {
        return timers.now();
    }

    /** When to call again after {@code failures} calls in a row, at least one, have failed. */
    Instant retryAt(int failures) {
        double draw;
        synchronized (random) {
            draw = random.nextDouble();
        }
        return now().plus(BACKOFF.delay(failures, draw));
    }

    /** Whether the orchestrator has understood the call and said no: calling again would not help. */
    static boolean isRefusal(Throwable error) {
        return error instanceof ConflictException
                || error instanceof TaskNotFoundException
                || error instanceof InvalidInputException;
    }

    /** The failure itself, without what futures put around it. */
    static Throwable cause(Throwable error) {
        Throwable cause = error.getCause();
        boolean wrapped = error instanceof CompletionException || error instanceof ExecutionException;
        return wrapped && cause != null ? cause(cause) : error;
    }
}
