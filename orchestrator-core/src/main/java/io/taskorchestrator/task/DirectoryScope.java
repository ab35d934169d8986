package io.taskorchestrator.task;

/**
 * One directory, or one and everything below it.
 *
 * @param directory the directory
 * @param recursive whether what lies below it belongs to the scope
 */
public record DirectoryScope(WorkDirectory directory, boolean recursive) {

    /** Every directory there is. */
    public static final DirectoryScope ANYWHERE = new DirectoryScope(WorkDirectory.ROOT, true);

    /** Exactly {@code directory}. */
    public static DirectoryScope exactly(WorkDirectory directory) {
        return new DirectoryScope(directory, false);
    }

    /** {@code directory} and everything below it. */
    public static DirectoryScope below(WorkDirectory directory) {
        return new DirectoryScope(directory, true);
    }

    /** Whether {@code other} belongs to this scope. */
    public boolean includes(WorkDirectory other) {
        return recursive ? directory.contains(other) : directory.equals(other);
    }
}
