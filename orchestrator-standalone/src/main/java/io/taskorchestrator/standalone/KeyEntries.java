package io.taskorchestrator.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The entries {@code name:role:key} of a setting or a file, not yet understood. */
final class KeyEntries {

    /** More is no file of keys. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private KeyEntries() {}

    /** The entries of a comma-separated text. */
    static List<String> of(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    /**
     * The entries of a file: one a line, comma-separated too if somebody likes; empty lines and those that begin with
     * {@code #} are left out.
     *
     * @throws UncheckedIOException if it cannot be read, or is too large for a file of keys
     */
    static List<String> of(Path file) {
        char[] text = new char[MOST_CHARACTERS + 1];
        int length = 0;
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (int read = 0; read >= 0 && length < text.length; length += Math.max(read, 0)) {
                read = reader.read(text, length, text.length - length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (length > MOST_CHARACTERS) {
            throw new UncheckedIOException(new IOException("longer than " + MOST_CHARACTERS + " characters"));
        }
        return new String(text, 0, length)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .flatMap(line -> of(line).stream())
                .toList();
    }
}
