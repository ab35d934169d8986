package io.taskorchestrator.http;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The two documents that the product started from. They are no part of this project: they lie beside the checkout, in {@code
 * ../shared/seeds}, or where {@code -Dseeds=} says. Where they are missing, tests that need them are skipped and say so.
 */
final class SeedDocuments {

    private SeedDocuments() {}

    /** A block of code, and the language that it is said to be in. */
    record Fence(String language, String text) {}

    /** The sections of a document; the blocks of each, in order. */
    static List<List<Fence>> sections(String name) {
        List<List<Fence>> sections = new ArrayList<>(List.of(new ArrayList<>()));
        List<String> open = null;
        String language = "";
        for (String line : read(name).split("\n", -1)) {
            boolean mark = line.strip().startsWith("```");
            if (mark && open == null) {
                language = line.strip().substring(3);
                open = new ArrayList<>();
            } else if (mark) {
                sections.get(sections.size() - 1).add(new Fence(language, String.join("\n", open)));
                open = null;
            } else if (open != null) {
                open.add(line);
            } else if (line.startsWith("## ")) {
                sections.add(new ArrayList<>());
            }
        }
        return sections;
    }

    /** The only block of a language. */
    static String only(String name, String language) {
        List<Fence> found = sections(name).stream()
                .flatMap(List::stream)
                .filter(fence -> fence.language().equals(language))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("%s has %d blocks of %s".formatted(name, found.size(), language));
        }
        return found.get(0).text();
    }

    private static String read(String name) {
        Path file = directory().resolve(name);
        if (!Files.isReadable(file)) {
            abort("Skipped: the original document %s is not there; -Dseeds=<directory> says where it is"
                    .formatted(file));
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        String given = System.getProperty("seeds", "");
        return given.isEmpty() ? repository().resolveSibling("shared").resolve("seeds") : Path.of(given);
    }

    private static Path repository() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory.getParent() != null && !Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
