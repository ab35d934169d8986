package io.taskorchestrator.http;

import io.javalin.http.Context;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.parking.PeerWatch;
import io.taskorchestrator.task.InvalidInputException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way of every request: request id, what is asked for, the gate, the handler, the answer. Nothing is thrown at
 * Javalin: every failure becomes an answer here, so that a host's own error handling is neither needed nor touched.
 *
 * <p>A body that has not arrived with its request is taken in without a thread ({@link SlowBodies}).
 *
 * <p>An answer that is there at once is given on the same thread. Otherwise the request holds no thread; when the answer
 * comes it is written by the server's threads, since writing may block. If the request is over before that, Javalin is never
 * told that it may go on: it would look for the answer of a request that is no more, and for that failure's, without end.
 */
final class Pipeline {

    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,100}");

    private final Orchestrator orchestrator;
    private final HttpSettings settings;
    private final Routes routes;
    private final Gate gate;
    private final Failures failures;
    private final Waits waits;
    private final SlowBodies slowBodies;

    Pipeline(Orchestrator orchestrator, HttpSettings settings, Routes routes, Waits waits) {
        this.orchestrator = orchestrator;
        this.settings = settings;
        this.routes = routes;
        this.gate = new Gate(settings.access(), settings.clock());
        this.failures = new Failures(new Envelope(settings.clock()));
        this.waits = waits;
        this.slowBodies = SlowBodies.of(settings.limits());
    }

    /** Answers one request. */
    void handle(Context context) {
        long started = System.nanoTime();
        Exchange exchange = new Exchange(
                context,
                orchestrator,
                waits,
                requestId(context),
                settings.limits().bodyBytes());
        Answering answering =
                new Answering(exchange, gate, failures, settings.monitoring().observer(), started);
        CompletableFuture<Optional<Reply>> admitted = admit(exchange);
        boolean isLetIn =
                !admitted.isCompletedExceptionally() && admitted.join().isEmpty();
        if (isLetIn && slowBodies.isExpected(context.req())) {
            context.future(() -> whenTheBodyIsHere(exchange, answering));
            return;
        }
        CompletableFuture<Reply> answer = isLetIn ? call(exchange) : admitted.thenApply(Optional::orElseThrow);
        if (answer.isDone()) {
            writeNow(exchange, answer, answering);
        } else {
            context.future(() -> later(exchange, answer, answering));
        }
    }

    /** Lets the request in: the answer is empty if it may go on to its handler. */
    private CompletableFuture<Optional<Reply>> admit(Exchange exchange) {
        return attempt(() -> {
            Optional<RuntimeException> unknown = match(exchange);
            Optional<Reply> answered = gate.admit(exchange);
            if (answered.isEmpty() && unknown.isPresent()) {
                throw unknown.get();
            }
            return CompletableFuture.completedFuture(answered);
        });
    }

    private static CompletableFuture<Reply> call(Exchange exchange) {
        return attempt(() -> exchange.route().isPresent()
                ? exchange.route().get().handler().handle(exchange)
                : Reply.empty(204).with("Allow", exchange.allowed()).now());
    }

    private static <T> CompletableFuture<T> attempt(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void writeNow(Exchange exchange, CompletableFuture<Reply> answer, Answering answering) {
        answering.write(answer.handle((reply, error) -> orFailure(exchange, reply, error))
                .join());
    }

    private CompletableFuture<Void> whenTheBodyIsHere(Exchange exchange, Answering answering) {
        AsyncContext async = unlimited(exchange);
        CompletableFuture<Void> written = new CompletableFuture<>();
        slowBodies.gather(exchange.context().req()).whenComplete((body, error) -> {
            Runnable work = () -> {
                CompletableFuture<Reply> answer =
                        error == null ? callWith(body, exchange) : CompletableFuture.failedFuture(error);
                if (answer.isDone()) {
                    writeNow(exchange, answer, answering);
                    written.complete(null);
                } else {
                    later(exchange, answer, answering).thenAccept(written::complete);
                }
            };
            ServerThread.run(async, work, () -> {
                if (error == null) {
                    slowBodies.forget(body.length);
                }
            });
        });
        return written;
    }

    private CompletableFuture<Reply> callWith(byte[] body, Exchange exchange) {
        exchange.gathered(body);
        try {
            return call(exchange);
        } finally {
            slowBodies.forget(body.length);
        }
    }

    /** A host's own limit would be answered in its own way, and may be shorter than a wait that was asked for. */
    private static AsyncContext unlimited(Exchange exchange) {
        AsyncContext async = exchange.context().req().getAsyncContext();
        async.setTimeout(0);
        return async;
    }

    private CompletableFuture<Void> later(Exchange exchange, CompletableFuture<Reply> answer, Answering answering) {
        AsyncContext async = unlimited(exchange);
        PeerWatch watch = watch(exchange);
        CompletableFuture<Reply> outcome = new CompletableFuture<>();
        answer.whenComplete((reply, error) -> {
            Reply known = orFailure(exchange, reply, error);
            if (!outcome.complete(known)) {
                known.undo();
            }
        });
        Duration limit = settings.limits().requestTimeout().plus(exchange.longestWait());
        CompletableFuture<Void> written = new CompletableFuture<>();
        outcome.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((reply, error) -> {
            Reply known = orFailure(exchange, reply, error);
            Runnable work = () -> {
                if (error != null) {
                    exchange.letGo();
                }
                answering.write(known, !watch.stop());
                written.complete(null);
            };
            ServerThread.run(async, work, () -> {
                known.undo();
                exchange.letGo();
            });
        });
        return written;
    }

    /** Only who waits for long is watched, and only if nothing is left to read but the next request. */
    private static PeerWatch watch(Exchange exchange) {
        HttpServletRequest request = exchange.context().req();
        boolean read = request.getMethod().equals("POST")
                || (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null);
        return exchange.longestWait().isZero() || !read ? () -> true : PeerWatch.start(request, exchange::letGo);
    }

    /** Finds out what is asked for; returns why that is not known, which only somebody may learn who is let in. */
    private Optional<RuntimeException> match(Exchange exchange) {
        try {
            exchange.matched(routes.match(exchange.method(), path(exchange.context())));
            return Optional.empty();
        } catch (Problem | InvalidInputException e) {
            return Optional.of(e);
        }
    }

    /** The decoded segments of the path below the base path; one slash at the end makes no difference. */
    private List<String> path(Context context) {
        String encoded = context.req().getRequestURI();
        String below = encoded.substring(context.contextPath().length());
        // What was matched begins with the base path, if the server runs below one.
        below = below.startsWith(settings.basePath())
                ? below.substring(settings.basePath().length())
                : "";
        List<String> segments = new ArrayList<>();
        for (String segment : below.substring(Math.min(1, below.length())).split("/", -1)) {
            segments.add(PercentText.decode(segment, false)
                    .orElseThrow(() -> new InvalidInputException("path", "is not percent-encoded UTF-8")));
        }
        if (segments.get(segments.size() - 1).isEmpty()) {
            segments.remove(segments.size() - 1);
        }
        return segments;
    }

    private Reply orFailure(Exchange exchange, @Nullable Reply reply, @Nullable Throwable error) {
        if (error == null && reply != null) {
            return reply;
        }
        Throwable failure = error == null ? new IllegalStateException("A handler gave no answer") : error;
        return failures.reply(failure, exchange.requestId());
    }

    private String requestId(Context context) {
        String given = context.req().getHeader("X-Request-Id");
        return given != null && REQUEST_ID.matcher(given).matches()
                ? given
                : settings.monitoring().requestIds().get();
    }
}
