package io.taskorchestrator.http;

import io.taskorchestrator.task.InvalidInputException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in the envelope what Jetty refuses before anybody else sees it, such as a line that is no HTTP. */
final class ServerErrors extends ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ServerErrors.class);

    private static final int BAD_REQUEST = 400;

    private final Failures failures;
    private final Supplier<String> requestIds;

    ServerErrors(Failures failures, Supplier<String> requestIds) {
        this.failures = failures;
        this.requestIds = requestIds;
    }

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        String requestId = requestIds.get();
        int status = ofClient(code);
        Reply reply = failures.reply(failure(status, requestId, cause), requestId);
        if (reply.status() == BAD_REQUEST) {
            reply = reply.as(status); // there are more ways than one to be wrong
        }
        response.setStatus(reply.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
        response.getHeaders().put("X-Request-Id", requestId);
        Answering.SECURITY_HEADERS.forEach(response.getHeaders()::put);
        reply.headers().forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }

    /** Jetty blames itself for a version or a method that is none; it is what the client sent that is wrong. */
    private static int ofClient(int status) {
        return status == 501 || status == 505 ? 400 : status;
    }

    private static RuntimeException failure(int status, String requestId, @Nullable Throwable cause) {
        Map<String, String> none = Map.of();
        return switch (status) {
            case 404 -> Problem.of(status, "NOT_FOUND", "Nothing is found at this path", none, none);
            case 405 -> Problem.of(status, "METHOD_NOT_ALLOWED", "This path does not allow this method", none, none);
            case 413 -> Problem.of(status, "PAYLOAD_TOO_LARGE", "The body is too large", none, none);
            case 503 -> Problem.unavailable("The server is shutting down");
            default -> {
                if (status < 500) {
                    String what = status == 414 || status == 431 ? "is too large" : "is not well-formed HTTP";
                    yield new InvalidInputException("request", what);
                }
                LOG.error("Request {} failed in the server", requestId, cause);
                Map<String, String> details = Map.of("request_id", requestId);
                yield Problem.of(status, "INTERNAL_ERROR", "Something went wrong on the server", details, none);
            }
        };
    }
}
