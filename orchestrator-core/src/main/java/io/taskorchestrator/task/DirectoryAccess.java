package io.taskorchestrator.task;

/** What a task claims of its work directory while it runs. */
public enum DirectoryAccess {
    /** Takes part in nothing: runs beside anything. */
    UNRESTRICTED,
    /** Runs beside other shared tasks, and keeps exclusive ones out of the directory, above it and below it. */
    SHARED,
    /** Runs alone among shared and exclusive tasks in the directory, above it and below it. */
    EXCLUSIVE;

    /**
     * Reads a name in any case.
     *
     * @throws InvalidInputException naming {@code directory_access} if there is no such access
     */
    public static DirectoryAccess parse(String text) {
        return Names.parse("directory_access", text, DirectoryAccess.class);
    }

    /** Whether two tasks with these accesses must not run at the same time in overlapping directories. */
    public boolean conflictsWith(DirectoryAccess other) {
        return this != UNRESTRICTED && other != UNRESTRICTED && (this == EXCLUSIVE || other == EXCLUSIVE);
    }

    /** The name in text: lower case. */
    public String text() {
        return Names.of(this);
    }
}
