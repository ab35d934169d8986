package io.taskorchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A type becomes public, or stops being so, only by a change of {@code public-api.txt} that a reviewer sees. */
class PublicApiTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));
    private static final Path CLASSES = MODULE.resolve(Path.of("target", "classes"));
    private static final Path LIST = MODULE.resolve(Path.of("src", "test", "resources", "public-api.txt"));

    @Test
    void thePublicTypesAreThoseOfTheCheckedInList() throws IOException {
        Set<String> actual = publicTypes();
        if (Boolean.getBoolean("updatePublicApi")) {
            Files.write(LIST, actual);
        }
        Set<String> listed = new TreeSet<>(Files.readAllLines(LIST));
        assertThat(without(actual, listed).isEmpty() && without(listed, actual).isEmpty())
                .as(() -> report(without(actual, listed), without(listed, actual)))
                .isTrue();
    }

    private static Set<String> publicTypes() {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter().importPath(CLASSES)) {
            if (isPublic(type)) {
                names.add(type.getName().replace('$', '.'));
            }
        }
        return names;
    }

    /** A nested type counts when all types around it are public too, a protected one like a public one. */
    private static boolean isPublic(JavaClass type) {
        Set<JavaModifier> modifiers = type.getModifiers();
        boolean visible = modifiers.contains(JavaModifier.PUBLIC)
                || (type.isNestedClass() && modifiers.contains(JavaModifier.PROTECTED));
        return visible
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && type.getEnclosingClass().map(PublicApiTest::isPublic).orElse(true);
    }

    private static Set<String> without(Set<String> names, Set<String> others) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(others);
        return rest;
    }

    private static String report(Set<String> added, Set<String> removed) {
        StringBuilder text = new StringBuilder("The public types differ from public-api.txt:\n");
        added.forEach(name -> text.append("+ ").append(name).append('\n'));
        removed.forEach(name -> text.append("- ").append(name).append('\n'));
        return text.append("If this is meant, rewrite the list: ./mvnw -pl orchestrator-core test")
                .append(" -Dtest=PublicApiTest -DupdatePublicApi=true\n")
                .toString();
    }
}
