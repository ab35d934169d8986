package io.taskorchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a program gets that calls a server: these jars, and no more than this. */
class ClassPathTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
    private static final long MOST_BYTES = 1_500_000;
    private static final Pattern VERSION = Pattern.compile("-[0-9].*\\.jar$");

    /** The jars that come with the client; one of this build may still be a directory of classes. */
    private static List<Path> jars() {
        try {
            return Stream.of(Files.readString(MODULE.resolve("target/runtime-classpath.txt"))
                            .strip()
                            .split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path jar) {
        return Files.isDirectory(jar)
                ? jar.getParent().getParent().getFileName().toString()
                : VERSION.matcher(jar.getFileName().toString()).replaceFirst("");
    }

    private static long size(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theClientBringsTheCoreAndWhatThatBrings() {
        assertThat(jars().stream().map(ClassPathTest::name))
                .containsExactlyInAnyOrder("orchestrator-core", "jackson-core", "slf4j-api", "jspecify");
    }

    @Test
    void allOfItTogetherIsSmall() {
        long ofOthers = jars().stream()
                .filter(jar -> !Files.isDirectory(jar))
                .mapToLong(ClassPathTest::size)
                .sum();

        // The client's own classes are not packed yet; packed they are about half of this.
        assertThat(ofOthers + size(MODULE.resolve("target/classes"))).isLessThan(MOST_BYTES);
    }

    @Test
    void theDocumentationNamesEachJarWithItsSize() throws IOException {
        String page = Files.readString(MODULE.resolve("../docs/client.md"));

        assertThat(jars()).allSatisfy(jar -> {
            assertThat(page).containsPattern("\\| `" + name(jar) + "` \\| [0-9]+ \\| [0-9]+ \\|");
            if (!Files.isDirectory(jar)) {
                var shown = Pattern.compile("\\| `" + name(jar) + "` \\| ([0-9]+) \\|")
                        .matcher(page);
                assertThat(shown.find()).isTrue();
                double kilobytes = size(jar) / 1_000.0;
                assertThat(Double.parseDouble(shown.group(1))).isBetween(kilobytes * 0.8 - 1, kilobytes * 1.2 + 1);
            }
        });
    }
}
