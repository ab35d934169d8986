package io.taskorchestrator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README and the pages of the documentation point to is there. */
class DocumentsTest {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "."), "..").toAbsolutePath().normalize();
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z]*(?:Test|Properties))`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(#[^)]*)?\\)");
    private static final Pattern TITLE = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void eachPromiseOfTheReadmeNamesATestThatIsRun() throws IOException {
        Set<String> tests = tests();
        String readme = Files.readString(ROOT.resolve("README.md"));
        int start = readme.indexOf("## What is promised");
        List<String> promises = readme.substring(start, readme.indexOf("\n## ", start + 1))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Promise"))
                .toList();

        assertThat(promises)
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        promise -> assertThat(TEST.matcher(promise).results().map(name -> name.group(1)))
                                .as(promise)
                                .isNotEmpty()
                                .isSubsetOf(tests));
    }

    /** The names of the classes that a build runs as tests. */
    private static Set<String> tests() throws IOException {
        Set<String> tests = new HashSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path sources :
                    modules.map(module -> module.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(sources)) {
                    tests.addAll(names(sources));
                }
            }
        }
        return tests;
    }

    private static List<String> names(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*(Test|Properties)\\.java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
        }
    }

    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        for (Path page : pages()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                if (!link.group(1).matches("https?:.*")) {
                    requireThere(page, link.group(1), link.group(2));
                }
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> documents = Files.walk(ROOT.resolve("docs"));
                Stream<Path> others = Files.list(ROOT)) {
            return Stream.concat(documents, others)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static void requireThere(Path page, String path, String anchor) throws IOException {
        Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        assertThat(target).as("%s in %s", path, page).exists();
        if (anchor != null) {
            assertThat(TITLE.matcher(Files.readString(target)).results().map(title -> anchor(title.group(1))))
                    .as("%s in %s", path, page)
                    .contains(anchor);
        }
    }

    /** What a title is called in a link, as the pages' readers make it. */
    private static String anchor(String title) {
        return "#"
                + title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }
}
