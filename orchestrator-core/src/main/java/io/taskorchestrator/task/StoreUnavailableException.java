package io.taskorchestrator.task;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The store cannot take the call now: it is down, full or closing. Nothing that it had confirmed is lost; the call may
 * be repeated as it is.
 */
public final class StoreUnavailableException extends TaskException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates the error, with what a person can do about it in the message. */
    public StoreUnavailableException(String message) {
        this(message, null);
    }

    /** Creates the error with the failure behind it. */
    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
