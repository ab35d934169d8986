package io.taskorchestrator.http;

import io.taskorchestrator.json.ErrorAnswer;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.Violation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one table from what may go wrong to the answer that says so. */
final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final Envelope envelope;

    Failures(Envelope envelope) {
        this.envelope = envelope;
    }

    /**
     * The answer to a request that failed with {@code failure}. What is not known here is logged together with {@code
     * requestId}, and answered without a word about what it was.
     */
    Reply reply(Throwable failure, String requestId) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof Problem problem) {
            return of(problem);
        }
        Optional<Refusal> refusal = refusal(cause);
        if (refusal.isPresent()) {
            return Reply.json(refusal.get().status(), envelope.of(refusal.get().error()));
        }
        if (cause instanceof StoreUnavailableException unavailable) {
            return of(unavailable(unavailable, requestId));
        }
        if (cause instanceof TimeoutException) {
            LOG.warn("Request {} took too long and was given up", requestId);
            return of(Problem.unavailable("The request took too long"));
        }
        if (cause instanceof RejectedExecutionException || cause instanceof CancellationException) {
            return of(Problem.unavailable("The server is shutting down"));
        }
        LOG.error("Request {} failed", requestId, cause);
        Map<String, String> details = Map.of("request_id", requestId);
        return error(500, "INTERNAL_ERROR", "Something went wrong on the server", details);
    }

    /**
     * What is answered to what the orchestrator refuses.
     *
     * @param status the HTTP status, if it is the whole answer
     * @param error what is said of it, be it the whole answer or a part of one
     */
    record Refusal(int status, ErrorAnswer error) {}

    /** The refusal that {@code failure} is; empty if it is none. */
    static Optional<Refusal> refusal(Throwable failure) {
        if (failure instanceof InvalidInputException invalid) {
            return refusal(400, "VALIDATION_ERROR", "Invalid input data", Map.of(), invalid.violations());
        }
        if (failure instanceof TaskNotFoundException missing) {
            return refusal(404, "NOT_FOUND", message(missing), details(missing), List.of());
        }
        if (failure instanceof ConflictException conflict) {
            return refusal(409, "CONFLICT", message(conflict), details(conflict), List.of());
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(
            int status, String code, String message, Map<String, ?> details, List<Violation> violations) {
        return Optional.of(new Refusal(status, new ErrorAnswer(code, message, details, violations)));
    }

    /** What has a cause repeats what a driver says, with its host, user and tables in it: that is for the log only. */
    private static Problem unavailable(StoreUnavailableException unavailable, String requestId) {
        Throwable cause = unavailable.getCause();
        if (cause == null) {
            LOG.warn("Request {}: the store is unavailable: {}", requestId, message(unavailable));
            return Problem.unavailable(message(unavailable));
        }
        LOG.warn("Request {}: {}; {}", requestId, message(unavailable), cause.toString());
        LOG.debug("Request {}: why the store is unavailable", requestId, unavailable);
        return Problem.unavailable("The store is unavailable");
    }

    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private Reply of(Problem problem) {
        return error(problem.status(), problem.code(), message(problem), problem.details())
                .with(problem.headers());
    }

    private static Map<String, String> details(TaskNotFoundException missing) {
        return Map.of("task_id", missing.taskId().toString());
    }

    private static Map<String, String> details(ConflictException conflict) {
        Map<String, String> details = new TreeMap<>(conflict.details());
        details.put("reason", conflict.reason().name().toLowerCase(Locale.ROOT));
        return details;
    }

    private static String message(RuntimeException failure) {
        return failure.getMessage() == null ? "" : failure.getMessage();
    }

    private Reply error(int status, String code, String message, Map<String, ?> details) {
        return Reply.json(status, envelope.of(new ErrorAnswer(code, message, details, List.of())));
    }
}
