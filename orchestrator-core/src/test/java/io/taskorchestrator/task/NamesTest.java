package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The textual names of constants. */
class NamesTest {

    static Stream<Arguments> parsers() {
        return Stream.of(
                arguments("status", TaskStatus::parse, TaskStatus.values()),
                arguments("priority", Priority::parse, Priority.values()),
                arguments("directory_access", DirectoryAccess::parse, DirectoryAccess.values()),
                arguments("type", EventType::parse, EventType.values()),
                arguments("order", TaskQuery.Order::parse, TaskQuery.Order.values()));
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void aNameIsReadInAnyCase(String field, Function<String, Enum<?>> parse, Enum<?>... constants) {
        assertThat(Arrays.asList(constants)).isNotEmpty().allSatisfy(constant -> {
            assertThat(parse.apply(constant.name())).isSameAs(constant);
            assertThat(parse.apply(constant.name().toLowerCase(Locale.ROOT))).isSameAs(constant);
        });
    }

    @ParameterizedTest
    @MethodSource("parsers")
    void anUnknownNameIsRefusedWithTheNamesThatThereAre(
            String field, Function<String, Enum<?>> parse, Enum<?>... constants) {
        Violation violation = assertRefused(field, () -> parse.apply("no such name"));

        assertThat(violation.message()).contains("no such name");
        assertThat(Arrays.asList(constants))
                .allSatisfy(constant ->
                        assertThat(violation.message()).contains(constant.name().toLowerCase(Locale.ROOT)));
        assertRefused(field, () -> parse.apply(""));
    }

    @Test
    void aNameIsWrittenInLowerCase() {
        assertThat(TaskStatus.WAITING.text()).isEqualTo("waiting");
        assertThat(Priority.HIGH.text()).isEqualTo("high");
        assertThat(DirectoryAccess.EXCLUSIVE.text()).isEqualTo("exclusive");
        assertThat(EventType.LATE_RESULT.text()).isEqualTo("late_result");
        assertThat(TaskQuery.Order.OLDEST.text()).isEqualTo("oldest");
        assertThat(WaitReason.Kind.NO_WORKER.text()).isEqualTo("no_worker");
    }

    @Test
    void thereAreFiveStatusesOfWhichThreeAreFinished() {
        assertThat(Arrays.stream(TaskStatus.values()).map(TaskStatus::text))
                .containsExactly("waiting", "working", "completed", "failed", "cancelled");
        assertThat(Arrays.stream(TaskStatus.values()).filter(TaskStatus::isFinished))
                .containsExactly(TaskStatus.COMPLETED, TaskStatus.FAILED, TaskStatus.CANCELLED);
    }

    @Test
    void eachPriorityGoesOneLevelAheadOfTheOneBelow() {
        assertThat(Priority.LOW.level()).isZero();
        assertThat(Priority.MEDIUM.level()).isEqualTo(1);
        assertThat(Priority.HIGH.level()).isEqualTo(2);
    }

    private static Arguments arguments(String field, Function<String, Enum<?>> parse, Enum<?>[] constants) {
        return Arguments.of(field, parse, constants);
    }
}
