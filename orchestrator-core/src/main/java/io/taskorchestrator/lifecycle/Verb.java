package io.taskorchestrator.lifecycle;

import java.util.Locale;

/** What can be done to a task that exists. */
public enum Verb {
    /** A worker takes it. */
    CLAIM,
    /** Its worker is alive. */
    HEARTBEAT,
    /** Its worker has finished. */
    COMPLETE,
    /** Its worker has failed. */
    FAIL,
    /** Its worker hands it back. */
    RELEASE,
    /** Its lease or time limit has run out. */
    EXPIRE,
    /** Somebody calls it off. */
    CANCEL,
    /** Somebody sends it back to waiting. */
    RETRY,
    /** Somebody changes what was asked for. */
    UPDATE,
    /** Somebody removes it. */
    DELETE;

    /** The name in text: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
