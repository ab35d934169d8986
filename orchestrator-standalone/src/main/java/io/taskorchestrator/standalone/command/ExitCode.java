package io.taskorchestrator.standalone.command;

/** What the commands end with. The list is in docs/command-line.md. */
final class ExitCode {

    /** Done. */
    static final int DONE = 0;

    /** The server has understood and said no: there is no such task, or its state does not allow it. */
    static final int REFUSED = 1;

    /** It is not understood what to do; nothing was done. */
    static final int NOT_UNDERSTOOD = 2;

    /** The server cannot be reached, or cannot do it now. */
    static final int UNAVAILABLE = 3;

    /** The server does not know the API key, or its role does not allow it. */
    static final int DENIED = 4;

    /** The task that was waited for has failed or was cancelled. */
    static final int NOT_COMPLETED = 5;

    private ExitCode() {}
}
