package io.taskorchestrator.http;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands over the answer to one request, and undoes what cannot be handed over.
 *
 * <p>It writes to the servlet's response itself: only so is it known whether the client got it, and a host's error
 * handlers, compression and JSON mapper have no say in it.
 */
final class Answering {

    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    private static final int FIRST_ERROR = 400;

    /**
     * What every answer tells a browser: it is what it says it is, no page may embed it or load it as an image or a script,
     * and nothing in it is to be run.
     */
    static final Map<String, String> SECURITY_HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin");

    private final Exchange exchange;
    private final Gate gate;
    private final Failures failures;
    private final RequestObserver observer;
    private final long startedNanos;

    Answering(Exchange exchange, Gate gate, Failures failures, RequestObserver observer, long startedNanos) {
        this.exchange = exchange;
        this.gate = gate;
        this.failures = failures;
        this.observer = observer;
        this.startedNanos = startedNanos;
    }

    /** Writes {@code reply}. Throws nothing. */
    void write(Reply reply) {
        Reply last = reply;
        boolean handedOver = false;
        try {
            last = gate.answered(exchange, reply, failures);
            send(last);
            handedOver = true;
        } catch (IOException e) {
            LOG.debug("Request {}: the client is gone", exchange.requestId(), e);
        } catch (RuntimeException e) {
            LOG.warn("Request {} could not be answered", exchange.requestId(), e);
        } finally {
            if (!handedOver) {
                reply.undo();
            }
        }
        observe(last);
    }

    /** The same for an answer that took its time: {@code reply} is undone if its client is gone already. */
    void write(Reply reply, boolean gone) {
        if (gone && reply.isUndoable()) {
            reply.undo();
            write(failures.reply(Problem.clientGone(), exchange.requestId()));
        } else {
            write(reply);
        }
    }

    private void send(Reply reply) throws IOException {
        Context context = exchange.context();
        HttpServletResponse response = context.res();
        response.setStatus(reply.status());
        response.setContentType(reply.body().length == 0 ? null : reply.contentType());
        SECURITY_HEADERS.forEach(response::setHeader);
        exchange.answerHeaders().forEach(response::setHeader);
        reply.headers().forEach(response::setHeader);
        response.setHeader("X-Request-Id", exchange.requestId());
        if (reply.status() >= FIRST_ERROR) {
            // A host's handlers for this status would write their text behind ours.
            context.skipRemainingHandlers();
        }
        if (reply.body().length > 0) {
            response.setContentLength(reply.body().length);
        }
        try (OutputStream out = response.getOutputStream()) {
            if (!exchange.method().equals("HEAD")) {
                out.write(reply.body());
            }
        }
    }

    private void observe(Reply reply) {
        String route = exchange.route().map(Route::template).orElse("none");
        Duration duration = Duration.ofNanos(System.nanoTime() - startedNanos);
        try {
            observer.answered(new RequestObserver.Answered(
                    exchange.method(),
                    route,
                    reply.status(),
                    duration,
                    exchange.requestId(),
                    exchange.caller().name()));
        } catch (RuntimeException e) {
            LOG.warn("The observer of requests failed", e);
        }
    }
}
