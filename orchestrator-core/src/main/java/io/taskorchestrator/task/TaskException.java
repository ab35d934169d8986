package io.taskorchestrator.task;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What every refusal and failure of this library is: a subclass says which kind, and carries its data. */
public abstract sealed class TaskException extends RuntimeException
        permits InvalidInputException,
                TaskNotFoundException,
                ConflictException,
                StoreUnavailableException,
                AccessDeniedException {

    @Serial
    private static final long serialVersionUID = 1L;

    TaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
