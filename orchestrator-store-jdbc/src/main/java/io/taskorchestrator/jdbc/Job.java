package io.taskorchestrator.jdbc;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One caller's work that waits to be carried out, and then to be answered.
 *
 * <p>Thread model: one thread after the other.
 */
final class Job<T> {

    private final Consumer<Needs> announcement;
    private final Committer.Unit<T> unit;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Throwable failure;

    Job(Consumer<Needs> announcement, Committer.Unit<T> unit) {
        this.announcement = announcement;
        this.unit = unit;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    /** Says what the work will need. */
    void announce(Needs needs) {
        announcement.accept(needs);
    }

    /** Carries out the work, once more if it was before. */
    void run(Tx tx) throws SQLException {
        failure = null;
        value = unit.run(tx);
    }

    void fail(Throwable cause) {
        failure = cause;
    }

    @SuppressWarnings("NullAway") // without a failure the value is what the unit returned
    void deliver() {
        if (failure != null) {
            answer.completeExceptionally(failure);
        } else {
            answer.complete(value);
        }
    }
}
