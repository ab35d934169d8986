package io.taskorchestrator.testkit;

import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What somebody who repeats his call while the store is unavailable learns in the end.
 *
 * @param value the answer; empty if he gave up, and the call may or may not have been carried out
 * @param failures how many tries failed before
 */
record SimulatedAnswer<T>(Optional<T> value, int failures) {

    /** Whether nothing can have been carried out but by the try that was answered. */
    boolean isFirst() {
        return failures == 0 && value.isPresent();
    }

    /** Calls until there is an answer, {@code tries} times at most; other errors than a fault are thrown. */
    static <T> SimulatedAnswer<T> insist(int tries, Supplier<CompletionStage<T>> call) {
        int failures = 0;
        Optional<T> value = Optional.empty();
        while (value.isEmpty() && failures < tries) {
            value = attempt(call);
            failures += value.isPresent() ? 0 : 1;
        }
        return new SimulatedAnswer<>(value, failures);
    }

    private static <T> Optional<T> attempt(Supplier<CompletionStage<T>> call) {
        try {
            return Optional.of(join(call.get()));
        } catch (StoreUnavailableException e) {
            return Optional.empty();
        }
    }

    /** Waits for {@code stage}; what it failed with is thrown as it is. */
    static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TaskException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
