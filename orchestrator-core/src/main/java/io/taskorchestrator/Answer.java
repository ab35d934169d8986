package io.taskorchestrator;

import io.taskorchestrator.task.TaskException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for answers. */
final class Answer {

    private Answer() {}

    /**
     * The answer, once it is there.
     *
     * @throws TaskException if the call failed with it
     * @throws CancellationException if this thread is interrupted before; the call is then cancelled
     */
    static <T> T of(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!future.cancel(true)) {
                // It came at this very moment: somebody must have what it brings.
                return of(future);
            }
            CancellationException cancelled = new CancellationException("Interrupted while waiting for the answer");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof TaskException known) {
            return known;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("The orchestrator failed", failure);
    }
}
