package io.taskorchestrator.client;

import io.taskorchestrator.json.ErrorAnswer;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.AccessDeniedException;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Turns what a server refuses into what the embedded orchestrator throws: the one place where that is done. */
final class Refusals {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private Refusals() {}

    /** The exception for an answer that grants nothing. */
    static RuntimeException of(HttpResponse<byte[]> answer) {
        Optional<ErrorAnswer> error = error(answer);
        if (error.isPresent()) {
            return of(error.get(), answer);
        }
        int status = answer.statusCode();
        return status == UNAUTHORIZED || status == FORBIDDEN
                ? new AccessDeniedException("Something before the orchestrator answered " + status)
                : unexpected(answer, "The answer has the status %d, and is none of an orchestrator".formatted(status));
    }

    /** An answer that makes no sense. */
    static UnexpectedAnswerException unexpected(HttpResponse<?> answer, String message) {
        return new UnexpectedAnswerException(
                answer.statusCode(), answer.headers().firstValue("X-Request-Id"), message);
    }

    /** Whether the answer is said to be JSON, as all of an orchestrator's are. */
    static boolean isJson(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/json"))
                .isPresent();
    }

    private static Optional<ErrorAnswer> error(HttpResponse<byte[]> answer) {
        try {
            return isJson(answer) ? TaskJson.ERROR.find(answer.body(), "error") : Optional.empty();
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    /** The exception for an error that stands in {@code answer}. */
    static RuntimeException of(ErrorAnswer error, HttpResponse<byte[]> answer) {
        return switch (error.code()) {
            case "VALIDATION_ERROR" ->
                error.violations().isEmpty()
                        ? new InvalidInputException("request", error.message())
                        : new InvalidInputException(error.violations());
            case "PAYLOAD_TOO_LARGE" -> new InvalidInputException("body", error.message());
            case "CONFLICT" -> conflict(error);
            case "NOT_FOUND" -> notFound(error, answer);
            case "UNAUTHORIZED", "FORBIDDEN" -> new AccessDeniedException(error.message());
            default -> unexpected(answer, "The server answered %s: %s".formatted(error.code(), error.message()));
        };
    }

    private static ConflictException conflict(ErrorAnswer error) {
        Map<String, String> details = new HashMap<>();
        error.details().forEach((name, value) -> details.put(name, value.toString()));
        Optional<RefusalReason> reason = reason(details.getOrDefault("reason", ""));
        if (reason.isPresent()) {
            details.remove("reason");
        }
        // Why a newer server refuses may not be known here; that the task does not allow it now is true in any case.
        return new ConflictException(reason.orElse(RefusalReason.WRONG_STATUS), error.message(), details);
    }

    private static Optional<RefusalReason> reason(String text) {
        for (RefusalReason reason : RefusalReason.values()) {
            if (reason.name().equalsIgnoreCase(text)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    private static RuntimeException notFound(ErrorAnswer error, HttpResponse<byte[]> answer) {
        Object id = error.details().get("task_id");
        if (id == null) {
            return unexpected(answer, "There is no such call at this address: " + error.message());
        }
        try {
            return new TaskNotFoundException(TaskId.parse(id.toString()));
        } catch (InvalidInputException e) {
            return unexpected(answer, error.message());
        }
    }
}
