package io.taskorchestrator.jdbc;

import java.util.ArrayList;
import java.util.List;

/** Directories as normalised text, and as the ranges that indexes know. */
final class Paths {

    static final String ROOT = "/";

    private Paths() {}

    /** The directories above {@code path}, the nearest first, the root last; none for the root. */
    static List<String> above(String path) {
        List<String> above = new ArrayList<>();
        if (path.equals(ROOT)) {
            return above;
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            above.add(path.substring(0, slash));
        }
        above.add(ROOT);
        return above;
    }

    /** Whether {@code path} is {@code directory} or lies below it. */
    static boolean contains(String directory, String path) {
        return path.startsWith(directory)
                && (directory.equals(ROOT)
                        || path.length() == directory.length()
                        || path.charAt(directory.length()) == '/');
    }

    /** Whether the two are the same, or one lies below the other. */
    static boolean overlap(String one, String other) {
        return contains(one, other) || contains(other, one);
    }

    /** What lies below {@code path} is not before this text. */
    static String belowFrom(String path) {
        return path.equals(ROOT) ? ROOT : path + "/";
    }

    /** What lies below {@code path} is before this text: the character after the slash. */
    static String belowEnd(String path) {
        return path.equals(ROOT) ? "0" : path + "0";
    }
}
