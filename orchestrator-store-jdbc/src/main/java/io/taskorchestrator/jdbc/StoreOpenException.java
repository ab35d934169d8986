package io.taskorchestrator.jdbc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A store could not be opened. Nothing was changed. */
public final class StoreOpenException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why a store could not be opened. */
    public enum Reason {
        /** Another store, of this process or another one, has the file open. */
        IN_USE,
        /** The file is no database, or one of another program. */
        FOREIGN,
        /** The file was written by a newer version of this library. */
        NEWER_SCHEMA,
        /** The schema is missing or older, and the options do not let it be brought up to date. */
        OLDER_SCHEMA,
        /**
         * A migration that was applied is not the one that this version knows, or only a part of it was; or the schema is
         * somebody else's to migrate, but the options do not leave it to them.
         */
        OTHER_SCHEMA,
        /** The file is damaged. */
        CORRUPTED,
        /** The file, or its directory, must not be written. */
        READ_ONLY,
        /** The file cannot be made or opened. */
        UNREACHABLE
    }

    StoreOpenException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why the store could not be opened. */
    public Reason reason() {
        return reason;
    }
}
