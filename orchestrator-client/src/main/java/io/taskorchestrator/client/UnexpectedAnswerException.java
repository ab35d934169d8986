package io.taskorchestrator.client;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server answered with something that this client cannot make sense of: an error inside the server, an address at which
 * there is no orchestrator, or a proxy's own page. Whether the call was carried out is not known; trying again by itself
 * would be in vain.
 */
public final class UnexpectedAnswerException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String requestId;

    UnexpectedAnswerException(int status, Optional<String> requestId, String message) {
        super(message + requestId.map(id -> " (request " + id + ")").orElse(""));
        this.status = status;
        this.requestId = requestId.orElse(null);
    }

    UnexpectedAnswerException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
        this.requestId = null;
    }

    /** The HTTP status; 0 if the answer could not be read at all. */
    public int status() {
        return status;
    }

    /** What the server calls this request in its log, if it said so. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }
}
