package io.taskorchestrator.standalone;

/**
 * What the process ends with; docs/server.md has the table. The commands that talk to a server have one of their own:
 * who calls either of them relies on what is documented of its 1 and 3.
 */
final class ExitCode {

    /** It was told to end, or has done what it was asked for. */
    static final int DONE = 0;

    /** It cannot listen where it should. */
    static final int CANNOT_LISTEN = 1;

    /** It is not understood what it shall do. */
    static final int NOT_UNDERSTOOD = 2;

    /** The database cannot be opened, brought up to date or copied. */
    static final int DATABASE = 3;

    /** It has failed in a way that nobody has foreseen. The commands that talk to a server end with this, too. */
    static final int DEFECT = 70;

    private ExitCode() {}
}
