package io.taskorchestrator.http.access;

import java.io.Serial;

/**
 * Access settings that make no sense. The message names what is wrong. Of an API key's entry it never
 * quotes anything, but says its place: where parts are mixed up, any of them may be the key.
 */
public final class InvalidAccessException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    InvalidAccessException(String message) {
        super(message);
    }
}
