package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskResultTest {

    @ParameterizedTest
    @ValueSource(strings = {"failure", "failed", "error", "FAILURE", "Failed", "ERROR", "FaIlEd"})
    void aFailureIsRecognisedInAnyCase(String status) {
        assertThat(withStatus(status).isFailure()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "ok", "fail", "errors", "failed ", "not failed"})
    void anyOtherStatusIsASuccess(String status) {
        assertThat(withStatus(status).isFailure()).isFalse();
    }

    @Test
    void aFailureIsRecognisedWhateverTheDefaultLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr"));
        try {
            assertThat(withStatus("FAILED").isFailure()).isTrue();
            assertThat(Priority.parse("HIGH").text()).isEqualTo("high");
            assertThat(TaskStatus.WAITING.text()).isEqualTo("waiting");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void charactersThatCannotBeStoredAreReplaced() {
        TaskResult result = new TaskResult("do\0ne", Optional.of("a\0b\uD83D"), Optional.empty(), Optional.empty());

        assertThat(result.status()).isEqualTo("do\uFFFDne");
        assertThat(result.output()).contains("a\uFFFDb\uFFFD");
    }

    @Test
    void theMessageOfProgressIsRepaired() {
        Progress progress = new Progress(Optional.empty(), Optional.of("a\0"), Inputs.NOW);

        assertThat(progress.message()).contains("a\uFFFD");
    }

    private static TaskResult withStatus(String status) {
        return new TaskResult(status, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
