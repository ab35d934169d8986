package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Directories against a model that is too simple to be wrong: a list of names. */
class WorkDirectoryProperties {

    @Provide
    Arbitrary<List<String>> segments() {
        return Arbitraries.of("", ".", "..", "...", "a", "b", "ab", ".a", "..a", "a.", "ü")
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<WorkDirectory> directories() {
        return Arbitraries.of("a", "ab", "b", "a.")
                .list()
                .ofMaxSize(4)
                .map(names -> WorkDirectory.of("/" + String.join("/", names)));
    }

    @Property
    void aPathIsNormalisedAsTheModelSays(@ForAll("segments") List<String> segments) {
        String path = "/" + String.join("/", segments);
        Optional<List<String>> model = model(segments);

        if (model.isEmpty()) {
            Inputs.assertRefused("work_directory", () -> WorkDirectory.of(path));
        } else {
            assertThat(WorkDirectory.of(path).path()).isEqualTo("/" + String.join("/", model.get()));
        }
    }

    @Property
    void aNormalPathStaysAsItIs(@ForAll("directories") WorkDirectory directory) {
        assertThat(WorkDirectory.of(directory.path()).path()).isEqualTo(directory.path());
    }

    @Property
    void aDirectoryContainsThoseWhoseNamesBeginWithItsNames(
            @ForAll("directories") WorkDirectory one, @ForAll("directories") WorkDirectory other) {
        List<String> above = names(one);
        List<String> below = names(other);
        boolean expected =
                below.size() >= above.size() && below.subList(0, above.size()).equals(above);

        assertThat(one.contains(other)).isEqualTo(expected);
    }

    @Property
    void overlappingIsSymmetric(@ForAll("directories") WorkDirectory one, @ForAll("directories") WorkDirectory other) {
        assertThat(one.overlaps(other)).isEqualTo(other.overlaps(one));
    }

    @Property
    void theParentContainsItsChild(@ForAll("directories") WorkDirectory directory) {
        directory.parent().ifPresent(parent -> {
            assertThat(parent.contains(directory)).isTrue();
            assertThat(names(parent)).hasSize(names(directory).size() - 1);
        });
    }

    /** The names that are left; empty if the path climbs above the root. */
    private static Optional<List<String>> model(List<String> segments) {
        List<String> names = new ArrayList<>();
        for (String segment : segments) {
            if (segment.equals("..")) {
                if (names.isEmpty()) {
                    return Optional.empty();
                }
                names.remove(names.size() - 1);
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                names.add(segment);
            }
        }
        return Optional.of(names);
    }

    private static List<String> names(WorkDirectory directory) {
        return directory.isRoot()
                ? List.of()
                : List.of(directory.path().substring(1).split("/", -1));
    }
}
