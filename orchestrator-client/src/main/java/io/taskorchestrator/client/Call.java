package io.taskorchestrator.client;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: puts a question until it is answered, refused, or the time for trying is over.
 *
 * <p>Thread model: its steps follow each other, each begun where the one before has ended; only the answer may be cancelled,
 * or the call closed, from anywhere at any time.
 */
final class Call<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private static final int FIRST_STATUS_AFTER_GRANTED = 300;

    private final Line line;
    private final Question<T> question;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Instant began;
    private Instant giveUpAt;
    private int failures;
    private int hasty;
    private boolean maybeDone;
    private volatile CompletableFuture<?> step = CompletableFuture.completedFuture(Optional.empty());
    private volatile boolean ended;

    Call(Line line, Question<T> question) {
        this.line = line;
        this.question = question;
        this.began = line.now();
        this.giveUpAt = began;
    }

    /** Asks. Cancelling the answer ends the call, and what it waits for. */
    CompletableFuture<T> start() {
        answer.whenComplete((value, error) -> {
            if (!ended) {
                step.cancel(true);
                question.abandoned();
            }
        });
        attempt();
        return answer;
    }

    /** Ends the call, since the client is closed. */
    void close() {
        answer.completeExceptionally(Transport.closed());
    }

    private void attempt() {
        Instant asked = line.now();
        Request request = question.request();
        follow(line.transport().send(request), (response, error) -> {
            if (error != null) {
                failed(request, Failure.of(error));
            } else if (response.statusCode() < FIRST_STATUS_AFTER_GRANTED) {
                granted(request, asked, response);
            } else if (Failure.isPassing(response.statusCode())) {
                failed(request, Failure.of(response, line.wallTime()));
            } else {
                refused(Refusals.of(response));
            }
        });
    }

    private void granted(Request request, Instant asked, HttpResponse<byte[]> response) {
        Optional<T> value;
        try {
            value = question.read(response);
        } catch (InvalidInputException e) {
            if (Refusals.isJson(response)) {
                failed(request, Failure.garbled(e));
            } else {
                end(Refusals.unexpected(response, "The answer is none of an orchestrator"));
            }
            return;
        }
        if (value.isEmpty()) {
            again(request, asked);
            return;
        }
        Optional<CompletableFuture<Optional<T>>> doubt = maybeDone ? question.doubted(value.get()) : Optional.empty();
        if (doubt.isPresent()) {
            settle(doubt.get());
        } else {
            end(value.get());
        }
    }

    /** What was waited for has not happened: asks on at once, unless the server did not really wait. */
    private void again(Request request, Instant asked) {
        failures = 0;
        boolean early = Duration.between(asked, line.now()).multipliedBy(2).compareTo(request.maxWait()) < 0;
        hasty = early ? hasty + 1 : 0;
        if (early) {
            pause(line.backoff().delay(hasty), this::attempt);
        } else {
            attempt();
        }
    }

    private void refused(RuntimeException refusal) {
        if (!(refusal instanceof TaskException known)) {
            end(refusal);
            return;
        }
        Optional<T> value = question.answerIn(known);
        if (value.isPresent()) {
            end(value.get());
        } else if (maybeDone) {
            settle(question.refused(known, began));
        } else {
            end(known);
        }
    }

    private void failed(Request request, Failure failure) {
        failures++;
        Instant now = line.now();
        if (failures == 1) {
            giveUpAt = now.plus(line.timing().retry());
        }
        maybeDone |= failure.maybeDone();
        boolean hopeless = !failure.isPassing() || (failure.maybeDone() && !question.isSafeToRepeat());
        Duration delay = longer(line.backoff().delay(failures), failure.retryAfter());
        if (hopeless || !now.plus(delay).isBefore(giveUpAt)) {
            end(givenUp(request, failure));
            return;
        }
        LOG.debug("{} failed: {}; again in {}", request, failure.message(), delay);
        pause(delay, () -> {
            if (maybeDone) {
                settle(question.settled(began));
            } else {
                attempt();
            }
        });
    }

    private RuntimeException givenUp(Request request, Failure failure) {
        if (failure.cause() instanceof StoreUnavailableException closed) {
            return closed;
        }
        String message = "%s at %s, after %d tries: %s"
                .formatted(request, line.transport().address(), failures, failure.message());
        if (failure.cause() instanceof AnswerTooLargeException || failure.cause() instanceof RuntimeException) {
            return new UnexpectedAnswerException(message, failure.cause());
        }
        return new StoreUnavailableException(message, failure.cause());
    }

    /** Goes on with what was found out: the answer, or that the question is to be put again. */
    private void settle(CompletableFuture<Optional<T>> finding) {
        follow(finding, (found, error) -> {
            if (error != null) {
                end(error);
            } else if (found.isPresent()) {
                end(found.get());
            } else {
                attempt();
            }
        });
    }

    private void pause(Duration delay, Runnable next) {
        CompletableFuture<Void> pause = line.pauses().after(delay);
        // Not on the thread of the clock, which others wait for.
        CompletableFuture<Void> over =
                pause.thenRunAsync(() -> {}, line.transport().executor());
        answer.whenComplete((value, error) -> pause.cancel(false));
        follow(over, (nothing, error) -> {
            if (error != null) {
                end(error);
            } else {
                next.run();
            }
        });
    }

    /** Goes on with {@code next} when {@code future} is done; whatever that throws is the answer. */
    private <S> void follow(CompletableFuture<S> future, BiConsumer<@Nullable S, @Nullable Throwable> next) {
        step = future;
        if (answer.isDone()) {
            future.cancel(true);
            return;
        }
        future.whenComplete((value, error) -> {
            if (answer.isDone()) {
                return;
            }
            try {
                next.accept(value, error == null ? null : unwrapped(error));
            } catch (RuntimeException | Error e) {
                end(e);
            }
        });
    }

    private void end(T value) {
        ended = true;
        if (!answer.complete(value)) {
            question.discarded(value);
        }
    }

    private void end(Throwable error) {
        ended = true;
        answer.completeExceptionally(error);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
