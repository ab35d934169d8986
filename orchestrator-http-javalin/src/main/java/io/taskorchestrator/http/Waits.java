package io.taskorchestrator.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that wait for something to happen, so that a server that stops can let them go.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Waits {

    /** What ends each wait. */
    private final Set<Runnable> parked = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /** {@code future} waits; {@code end} completes it. After {@link #close} that happens at once. */
    void park(CompletableFuture<?> future, Runnable end) {
        if (future.isDone()) {
            return;
        }
        parked.add(end);
        future.whenComplete((value, error) -> parked.remove(end));
        if (closed) {
            end.run();
        }
    }

    int size() {
        return parked.size();
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends all waits, now and from now on. */
    void close() {
        closed = true;
        parked.forEach(Runnable::run);
    }
}
