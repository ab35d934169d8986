package io.taskorchestrator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Code that a page of the documentation shows as it stands in a file that is compiled and run. */
public final class ShownCode {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));

    private ShownCode() {}

    /**
     * Sees that a page has the lines of a file, without their common indentation.
     *
     * @param page the page, from the project's root
     * @param source the file, from this module's {@code src}
     * @param start where in the file its lines begin: the first place with this text
     * @param end where they end: the last place with this text
     */
    public static void assertShown(String page, String source, String start, String end) throws IOException {
        String text = Files.readString(MODULE.resolve("src").resolve(source));
        assertThat(text).contains(start, end);
        String lines = text.substring(text.indexOf(start), text.lastIndexOf(end));
        String shown = lines.stripTrailing().replaceFirst("^\n+", "").stripIndent();

        assertThat(Files.readString(MODULE.resolve("..").resolve(page))).contains("```java\n" + shown + "\n```");
    }
}
