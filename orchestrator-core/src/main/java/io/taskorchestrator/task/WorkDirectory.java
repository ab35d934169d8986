package io.taskorchestrator.task;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * An absolute directory path in its normal form. It is only a name: the file system is never touched, so links and case
 * are the caller's business.
 *
 * <p>Normalising is lexical: doubled slashes, {@code .} segments and a trailing slash are removed and {@code ..} is
 * resolved.
 *
 * @param path the path, 1 to 1,000 code points; in its normal form after construction
 */
public record WorkDirectory(String path) implements Comparable<WorkDirectory> {

    /** The root, which contains every directory. */
    public static final WorkDirectory ROOT = new WorkDirectory("/");

    /** The name of this value in text. */
    public static final String FIELD = "work_directory";

    private static final int MAX_LENGTH = 1_000;

    /**
     * Normalises {@code path}.
     *
     * @throws InvalidInputException naming {@code work_directory} if the path is empty, too long, relative, or climbs
     *     above the root
     */
    public WorkDirectory {
        TaskText.require(FIELD, path, 1, MAX_LENGTH);
        if (path.charAt(0) != '/') {
            throw new InvalidInputException(FIELD, "Work directory must be an absolute path");
        }
        if (!isNormal(path)) {
            path = normalise(path);
        }
    }

    /**
     * Wraps and normalises {@code path}.
     *
     * @throws InvalidInputException as the constructor
     */
    public static WorkDirectory of(String path) {
        return new WorkDirectory(path);
    }

    /** The directory above this one; empty for the root. */
    public Optional<WorkDirectory> parent() {
        if (isRoot()) {
            return Optional.empty();
        }
        int slash = path.lastIndexOf('/');
        return Optional.of(slash == 0 ? ROOT : new WorkDirectory(path.substring(0, slash)));
    }

    /** Whether {@code other} is this directory or lies below it. */
    public boolean contains(WorkDirectory other) {
        if (!other.path.startsWith(path)) {
            return false;
        }
        return isRoot() || other.path.length() == path.length() || other.path.charAt(path.length()) == '/';
    }

    /** Whether this directory and {@code other} share files: they are the same, or one lies below the other. */
    public boolean overlaps(WorkDirectory other) {
        return contains(other) || other.contains(this);
    }

    /** Whether this is the root. */
    public boolean isRoot() {
        return path.length() == 1;
    }

    @Override
    public int compareTo(WorkDirectory other) {
        return path.compareTo(other.path);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof WorkDirectory directory && path.equals(directory.path));
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path;
    }

    /** Whether no segment is empty, {@code .} or {@code ..}; the hot path, so without garbage. */
    private static boolean isNormal(String path) {
        if (path.length() == 1) {
            return true;
        }
        int start = 1;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            if (end < 0) {
                end = path.length();
            }
            int length = end - start;
            boolean dots = length <= 2 && path.regionMatches(start, "..", 0, length);
            if (dots) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static String normalise(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                if (segments.pollLast() == null) {
                    throw new InvalidInputException(
                            FIELD, "must not climb above the root, but is '%s'".formatted(path));
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return "/" + String.join("/", segments);
    }
}
