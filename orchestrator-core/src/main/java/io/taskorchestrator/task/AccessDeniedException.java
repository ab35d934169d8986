package io.taskorchestrator.task;

import java.io.Serial;

/**
 * The caller may not do this: a server does not know its key, or the key's role does not allow the call. Nothing was
 * changed; repeating the call is in vain until somebody has changed the key. An orchestrator in this JVM never says this.
 */
public final class AccessDeniedException extends TaskException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates the error, with what is not allowed in the message, but without the key. */
    public AccessDeniedException(String message) {
        super(message, null);
    }
}
