package io.taskorchestrator.worker;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the orchestrator how one attempt ended, again and again until it has understood. The lease is renewed meanwhile.
 *
 * <p>A result is always delivered: after an expiry it still counts unless somebody else has begun, and else the history
 * keeps it. A failure or a handing back is not told any more once the lease is over, since it would say nothing new; and
 * after its worker has closed each word has one try.
 *
 * <p>Thread model: used once; safe for use by many threads.
 */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Upstream upstream;
    private final HeldTask held;
    private final Optional<Claim> next;
    private final CompletableFuture<Optional<ClaimedTask>> delivered = new CompletableFuture<>();

    private Delivery(Upstream upstream, HeldTask held, Optional<Claim> next) {
        this.upstream = upstream;
        this.held = held;
        this.next = next;
    }

    /**
     * Tells how {@code held} ended.
     *
     * @param next what to claim in the same call if it is a completion
     * @return the next task, if there is one; completes when there is no more to tell, never exceptionally
     */
    static CompletableFuture<Optional<ClaimedTask>> of(
            Upstream upstream, HeldTask held, Ending ending, Optional<Claim> next) {
        Delivery delivery = new Delivery(upstream, held, next);
        if (ending instanceof Ending.Succeeded success) {
            delivery.complete(success.result());
        } else {
            held.lease().flush().thenRun(() -> delivery.end(ending));
        }
        return delivery.delivered;
    }

    /**
     * What is told.
     *
     * @param isResult whether it is a result, which somebody has worked for
     * @param verb tells it, and answers the next task if one was asked for
     */
    private record Word(boolean isResult, Function<AsyncOrchestrator, CompletableFuture<Optional<ClaimedTask>>> verb) {

        static Word last(Function<AsyncOrchestrator, CompletableFuture<Task>> verb) {
            return new Word(false, verb.andThen(Word::withoutNext));
        }

        static CompletableFuture<Optional<ClaimedTask>> withoutNext(CompletableFuture<Task> answer) {
            return answer.thenApply(task -> Optional.empty());
        }
    }

    private void complete(TaskResult result) {
        Complete complete = Complete.of(held.id(), held.token(), result);
        // A lease that is lost or being taken away is no reason to ask for another.
        boolean asks = held.stopReason().isEmpty() && !held.lease().isOver();
        Optional<Claim> claim = next.filter(any -> asks);
        send(
                new Word(
                        true,
                        orchestrator -> claim.isPresent()
                                ? orchestrator
                                        .completeAndClaim(complete, claim.get())
                                        .thenApply(Completed::next)
                                : Word.withoutNext(orchestrator.complete(complete))),
                1);
    }

    private void end(Ending ending) {
        if (ending instanceof Ending.Failed failed && (held.stopReason().isEmpty() || keepsResult(failed))) {
            fail(failed);
        } else if (held.lease().isRefused()) {
            delivered.complete(Optional.empty());
        } else {
            Duration delay = ending instanceof Ending.NotBegun notBegun ? notBegun.delay() : Duration.ZERO;
            Release release = new Release(held.id(), Holder.of(held.token()), delay, false);
            send(Word.last(orchestrator -> orchestrator.release(release)), 1);
        }
    }

    /** Whether a failure brings a result that the history shall keep although the failure itself does not count. */
    private boolean keepsResult(Ending.Failed failed) {
        boolean cancelled = held.stopReason().equals(Optional.of(StopReason.CANCELLED));
        return failed.result().isPresent() && (cancelled || held.lease().isRefused());
    }

    private void fail(Ending.Failed failed) {
        Holder holder = Holder.of(held.token());
        Fail fail = new Fail(held.id(), holder, failed.message(), failed.retryable(), failed.result());
        send(Word.last(orchestrator -> orchestrator.fail(fail)), 1);
    }

    private void send(Word word, int tries) {
        upstream.call(word.verb()).whenComplete((nextTask, error) -> {
            if (error == null) {
                delivered.complete(nextTask);
            } else {
                failed(word, tries, Upstream.cause(error));
            }
        });
    }

    private void failed(Word word, int tries, Throwable error) {
        if (error instanceof InvalidInputException && word.isResult()) {
            fail(new Ending.Failed("The result was refused: " + error.getMessage(), true, Optional.empty()));
        } else if (Upstream.isRefusal(error)) {
            LOG.info("The end of task {} was refused: {}", held.id(), error.getMessage());
            delivered.complete(Optional.empty());
        } else if (upstream.timers().isClosed()
                || (!word.isResult() && held.lease().isOver())) {
            LOG.warn("Could not tell the end of task {}: {}", held.id(), error.toString());
            delivered.complete(Optional.empty());
        } else {
            LOG.warn("Could not tell the end of task {}; trying again: {}", held.id(), error.toString());
            upstream.timers().at(upstream.retryAt(tries), () -> send(word, tries + 1));
        }
    }
}
