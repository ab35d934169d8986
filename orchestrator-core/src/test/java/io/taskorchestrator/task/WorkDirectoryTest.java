package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.EMOJI;
import static io.taskorchestrator.task.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkDirectoryTest {

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "//, /",
        "/., /",
        "/./, /",
        "/a/.., /",
        "/a/../, /",
        "/a, /a",
        "/a/, /a",
        "//a//b//, /a/b",
        "/a/./b/., /a/b",
        "/a/b/../c, /a/c",
        "/a/b/../../c, /c",
        "/a/.../b, /a/.../b",
        "/.a/..b/c., /.a/..b/c.",
        "/A/b c/ü, /A/b c/ü"
    })
    void aPathIsBroughtToItsNormalForm(String given, String expected) {
        assertThat(WorkDirectory.of(given).path()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/../", "/../a", "/a/../..", "/a/../../a", "/./.."})
    void aPathThatClimbsAboveTheRootIsRefused(String path) {
        assertRefused("work_directory", () -> WorkDirectory.of(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "./a", "../a", " /a", "~/a", "C:\\a"})
    void aRelativePathIsRefused(String path) {
        Violation violation = assertRefused("work_directory", () -> WorkDirectory.of(path));

        assertThat(violation.message()).isEqualTo("Work directory must be an absolute path");
    }

    @Test
    void anEmptyPathIsRefused() {
        assertRefused("work_directory", () -> WorkDirectory.of(""));
    }

    @Test
    void aPathHasAThousandCharactersAtMost() {
        assertThat(WorkDirectory.of("/" + EMOJI.repeat(999)).path()).hasSize(1 + 2 * 999);
        assertRefused("work_directory", () -> WorkDirectory.of("/" + EMOJI.repeat(1_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\0", "/\uD83D", "/\uDE00a"})
    void aPathWithACharacterThatCannotBeStoredIsRefused(String path) {
        assertRefused("work_directory", () -> WorkDirectory.of(path));
    }

    @Test
    void aDirectoryContainsItself() {
        assertThat(directory("/a/b").contains(directory("/a/b"))).isTrue();
    }

    @Test
    void aDirectoryContainsWhatLiesBelowIt() {
        assertThat(directory("/a/b").contains(directory("/a/b/c"))).isTrue();
        assertThat(directory("/a/b").contains(directory("/a/b/c/d"))).isTrue();
    }

    @Test
    void aDirectoryDoesNotContainANeighbourWithALongerName() {
        assertThat(directory("/a/b").contains(directory("/a/bc"))).isFalse();
        assertThat(directory("/a/b").overlaps(directory("/a/bc"))).isFalse();
    }

    @Test
    void aDirectoryDoesNotContainTheOneAboveIt() {
        assertThat(directory("/a/b").contains(directory("/a"))).isFalse();
    }

    @Test
    void theRootContainsEverything() {
        assertThat(WorkDirectory.ROOT.contains(directory("/a"))).isTrue();
        assertThat(WorkDirectory.ROOT.contains(WorkDirectory.ROOT)).isTrue();
        assertThat(directory("/a").contains(WorkDirectory.ROOT)).isFalse();
    }

    @Test
    void overlappingWorksBothWays() {
        assertThat(directory("/a").overlaps(directory("/a/b"))).isTrue();
        assertThat(directory("/a/b").overlaps(directory("/a"))).isTrue();
        assertThat(directory("/a/b").overlaps(directory("/a/c"))).isFalse();
    }

    @Test
    void theDirectoryAboveIsTheParent() {
        assertThat(directory("/a/b").parent()).contains(directory("/a"));
        assertThat(directory("/a").parent()).contains(WorkDirectory.ROOT);
        assertThat(WorkDirectory.ROOT.parent()).isEmpty();
    }

    @Test
    void onlyTheRootIsTheRoot() {
        assertThat(directory("/a/..").isRoot()).isTrue();
        assertThat(directory("/a").isRoot()).isFalse();
    }

    @Test
    void twoSpellingsOfOneDirectoryAreEqual() {
        assertThat(directory("/a//b/")).isEqualTo(directory("/a/b")).hasSameHashCodeAs(directory("/a/b"));
        assertThat(directory("/a")).isNotEqualTo(directory("/A"));
        assertThat(directory("/a//b/")).hasToString("/a/b");
    }

    @Test
    void aScopeOfOneDirectoryIncludesNothingBelowIt() {
        DirectoryScope scope = DirectoryScope.exactly(directory("/a"));

        assertThat(scope.includes(directory("/a"))).isTrue();
        assertThat(scope.includes(directory("/a/b"))).isFalse();
    }

    @Test
    void aScopeBelowADirectoryIncludesTheDirectoryAndWhatLiesBelowIt() {
        DirectoryScope scope = DirectoryScope.below(directory("/a"));

        assertThat(scope.includes(directory("/a"))).isTrue();
        assertThat(scope.includes(directory("/a/b"))).isTrue();
        assertThat(scope.includes(directory("/ab"))).isFalse();
    }

    @Test
    void anywhereIncludesEverything() {
        assertThat(DirectoryScope.ANYWHERE.includes(directory("/a/b"))).isTrue();
        assertThat(DirectoryScope.ANYWHERE.includes(WorkDirectory.ROOT)).isTrue();
    }

    private static WorkDirectory directory(String path) {
        return WorkDirectory.of(path);
    }
}
