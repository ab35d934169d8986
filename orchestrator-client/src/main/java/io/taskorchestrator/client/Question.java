package io.taskorchestrator.client;

import io.taskorchestrator.task.TaskException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What one call asks a server: how it is put, how the answer is read, and what is to be done when nobody knows whether it
 * was carried out, since its answer was lost.
 *
 * <p>Thread model: one call has its own question, and asks it from one thread at a time; {@link #abandoned} and {@link
 * #discarded} may come from any thread.
 *
 * @param <T> the answer
 */
interface Question<T> {

    /** The request to send now. */
    Request request();

    /**
     * Reads the answer to a request that was granted; empty if the question is to be put again at once, because what it
     * waits for has not happened.
     */
    Optional<T> read(HttpResponse<byte[]> answer);

    /** Whether putting it again is safe when it may have been carried out. */
    default boolean isSafeToRepeat() {
        return true;
    }

    /**
     * Before it is put again, although it may have been carried out: finds out whether it was.
     *
     * @param began when the call began, by the client's clock
     * @return the answer if it was; empty to put it again
     */
    default CompletableFuture<Optional<T>> settled(Instant began) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /**
     * It was refused, although it may have been carried out before: finds out whether it is refused because of that.
     *
     * @param began when the call began, by the client's clock
     * @return the answer if so; empty to put the question again; failed with {@code refusal} if it counts
     */
    default CompletableFuture<Optional<T>> refused(TaskException refusal, Instant began) {
        return CompletableFuture.failedFuture(refusal);
    }

    /**
     * It was granted, although it may have been carried out before: finds out what of the answer is as it is because of that.
     *
     * @return the answer that counts; empty if there is nothing to find out
     */
    default Optional<CompletableFuture<Optional<T>>> doubted(T answer) {
        return Optional.empty();
    }

    /** The answer, if this refusal is one. */
    default Optional<T> answerIn(TaskException refusal) {
        return Optional.empty();
    }

    /** Nobody waits for the answer any more, and it has not come. */
    default void abandoned() {}

    /** The answer came, but nobody waited for it any more. */
    default void discarded(T answer) {}
}
