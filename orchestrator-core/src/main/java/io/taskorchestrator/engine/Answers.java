package io.taskorchestrator.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes the answers of calls out of those of the store. Thread model: stateless. */
public final class Answers {

    private Answers() {}

    /** The answer that {@code call} promises; failed if it throws instead. */
    static <T> CompletableFuture<T> of(Supplier<CompletionStage<T>> call) {
        try {
            return call.get().toCompletableFuture();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * What {@code change} makes of the answer, once it is there; fails as {@code stage} does, or with what {@code change} throws.
     * An answer that is there already needs no dependent stage, which costs a fence in the busiest of all calls.
     */
    public static <A, B> CompletableFuture<B> map(CompletionStage<A> stage, Function<A, B> change) {
        CompletableFuture<A> answer = stage.toCompletableFuture();
        if (!answer.isDone() || answer.isCompletedExceptionally()) {
            return answer.thenApply(change);
        }
        try {
            return CompletableFuture.completedFuture(change.apply(answer.join()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
