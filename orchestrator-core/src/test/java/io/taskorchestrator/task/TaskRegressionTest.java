package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.assertRefused;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Defects of values that were found by tests, each to stay away. */
class TaskRegressionTest {

    @Test
    void aVeryNegativeDelayIsRefusedByName() {
        assertRefused(
                "retry.initial_delay_ms",
                () -> RetryPolicy.MANUAL.withDelays(Duration.ofSeconds(Long.MIN_VALUE), Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"\uD800\"}", "{\"a\":\"\0\"}"})
    void anObjectWithACharacterThatCannotBeStoredIsRefused(String json) {
        assertRefused("metadata", () -> new TaskContent("p", List.of(), JsonText.of(json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1.", "007.", "\u0661.", "\uFF11."})
    void aTokenHasOneFormOnly(String attempt) {
        assertRefused("lease_token", () -> LeaseToken.parse(attempt + "0123456789abcdef00000000000000ff"));
    }

    @Test
    void aDurationThatCannotBeWrittenInMillisecondsIsRefused() {
        assertRefused(
                "result.duration",
                () -> new TaskResult(
                        "done", Optional.empty(), Optional.of(Duration.ofSeconds(Long.MAX_VALUE)), Optional.empty()));
    }
}
