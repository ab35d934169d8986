package io.taskorchestrator.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * What a program gets that depends on the module which runs the tests: the jars that the documentation lists, and no others, of about
 * the sizes that it says.
 */
public abstract class ClassPathRules {

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path PAGE = MODULE.resolve("../docs/embedding.md");
    private static final Pattern VERSION = Pattern.compile("-[0-9].*\\.jar$");
    private static final String TOGETHER = "together";
    private static final Pattern SUM = Pattern.compile("([0-9]+) jars, ([0-9.]+) MB");
    private static final double KILO = 1_000;
    private static final double MEGA = 1_000_000;

    private final String title;
    private final long mostBytes;

    /**
     * For subclasses.
     *
     * @param title the column of the page's table that is about this module
     * @param mostBytes how large all of it together may be
     */
    protected ClassPathRules(String title, long mostBytes) {
        this.title = title;
        this.mostBytes = mostBytes;
    }

    /** The jars by name, without their versions. One of this build may still be a directory of classes. */
    private static Map<String, Path> jars() throws IOException {
        String others =
                Files.readString(MODULE.resolve("target/runtime-classpath.txt")).strip();
        Stream<Path> own = Stream.of(MODULE.resolve("target/classes"));
        return Stream.concat(
                        own,
                        Pattern.compile(File.pathSeparator)
                                .splitAsStream(others)
                                .map(Path::of))
                .collect(Collectors.toMap(ClassPathRules::name, jar -> jar, (one, other) -> one, TreeMap::new));
    }

    private static String name(Path jar) {
        return Files.isDirectory(jar)
                ? jar.getParent().getParent().normalize().getFileName().toString()
                : VERSION.matcher(jar.getFileName().toString()).replaceFirst("");
    }

    /** How many bytes it has as a jar. */
    private static long size(Path jar) {
        try {
            return Files.isDirectory(jar) ? packed(jar) : Files.size(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long packed(Path classes) throws IOException {
        Counter counter = new Counter();
        try (Stream<Path> paths = Files.walk(classes);
                ZipOutputStream zip = new ZipOutputStream(counter)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
                Files.copy(path, zip);
                zip.closeEntry();
            }
        }
        return counter.bytes;
    }

    /** Counts what is written to it. */
    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int off, int len) {
            bytes += len;
        }
    }

    /** The lines of the page's table that have something in the column of this module: the first cell, and that one. */
    private static Map<String, String> column(String title) throws IOException {
        List<List<String>> table = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith("| Jar |"))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.split("\\|")).map(String::strip).toList())
                .toList();
        int column = table.get(0).indexOf(title);
        assertThat(column).as(title).isPositive();
        return table.stream()
                .skip(2)
                .filter(cells -> cells.size() > column && !cells.get(column).isEmpty())
                .collect(Collectors.toMap(cells -> cells.get(1).replace("`", ""), cells -> cells.get(column)));
    }

    @Test
    void theDocumentationListsEachJarWithItsSizeAndNoOther() throws IOException {
        Map<String, String> shown = column(title);
        shown.remove(TOGETHER);

        Map<String, Path> jars = jars();
        assertThat(shown).containsOnlyKeys(jars.keySet());
        jars.forEach((name, jar) -> {
            double kilobytes = Double.parseDouble(shown.get(name));
            assertThat(size(jar) / KILO).as(name).isCloseTo(kilobytes, within(kilobytes * 0.2 + 1));
        });
    }

    @Test
    void allOfItTogetherIsAsLargeAsTheDocumentationSaysAndNotTooLarge() throws IOException {
        Map<String, Path> jars = jars();
        long bytes = jars.values().stream().mapToLong(ClassPathRules::size).sum();
        Matcher together = SUM.matcher(String.valueOf(column(title).get(TOGETHER)));

        assertThat(together.matches()).isTrue();
        assertThat(together.group(1)).isEqualTo(String.valueOf(jars.size()));
        assertThat(bytes / MEGA).isCloseTo(Double.parseDouble(together.group(2)), withPercentage(20));
        assertThat(bytes).isLessThan(mostBytes);
    }
}
