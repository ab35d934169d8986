package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdTest {

    private static final String TEXT = "550e8400-e29b-41d4-a716-446655440000";

    @Test
    void aUuidOfAnyVersionIsRead() {
        assertThat(TaskId.parse(TEXT).value()).isEqualTo(UUID.fromString(TEXT));
        assertThat(TaskId.parse("00000000-0000-0000-0000-000000000000").value()).isEqualTo(new UUID(0, 0));
    }

    @Test
    void capitalsAreRead() {
        assertThat(TaskId.parse("550E8400-E29B-41D4-A716-446655440000")).isEqualTo(TaskId.parse(TEXT));
    }

    @Test
    void theTextIsInLowerCase() {
        assertThat(TaskId.parse("550E8400-E29B-41D4-A716-446655440000")).hasToString(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "550e8400e29b41d4a716446655440000",
                "{550e8400-e29b-41d4-a716-446655440000}",
                "550e8400-e29b-41d4-a716-44665544000",
                "550e8400-e29b-41d4-a716-4466554400000",
                "550e8400-e29b-41d4-a716-44665544000g",
                "550e8400-e29b-41d4-a716_446655440000",
                "550e840-0e29b-41d4-a716-446655440000",
                "+50e8400-e29b-41d4-a716-446655440000",
                "-50e8400-e29b-41d4-a716-446655440000",
                " 50e8400-e29b-41d4-a716-446655440000",
                "\uFF1550e8400-e29b-41d4-a716-44665544000",
                "\u0665\u0665\u0660e8400-e29b-41d4-a716-446655440000"
            })
    void anythingElseIsRefused(String text) {
        Inputs.assertRefused("task_id", () -> TaskId.parse(text));
    }

    @Test
    void theFieldOfAnotherUuidIsNamed() {
        Inputs.assertRefused("claim_id", () -> TaskId.parseUuid("claim_id", "x"));
    }

    @Test
    void aLongTextIsNotRepeatedInFull() {
        Violation violation = Inputs.assertRefused("task_id", () -> TaskId.parse("x".repeat(100_000)));

        assertThat(violation.message()).hasSizeLessThan(200);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void idsAreOrderedAsTheirTextIs(
            @ForAll long high, @ForAll long low, @ForAll long otherHigh, @ForAll long otherLow) {
        TaskId id = TaskId.of(new UUID(high, low));
        TaskId other = TaskId.of(new UUID(otherHigh, otherLow));

        assertThat(Integer.signum(id.compareTo(other)))
                .isEqualTo(Integer.signum(id.toString().compareTo(other.toString())));
    }

    @Property
    void idsThatDifferInTheirLowHalfAreOrderedByIt(@ForAll long high, @ForAll long low, @ForAll long otherLow) {
        TaskId id = TaskId.of(new UUID(high, low));
        TaskId other = TaskId.of(new UUID(high, otherLow));

        assertThat(Integer.signum(id.compareTo(other)))
                .isEqualTo(Integer.signum(id.toString().compareTo(other.toString())));
    }

    @Property
    void theTextIsReadBack(@ForAll long high, @ForAll long low) {
        TaskId id = TaskId.of(new UUID(high, low));

        assertThat(TaskId.parse(id.toString())).isEqualTo(id).hasSameHashCodeAs(id);
    }
}
