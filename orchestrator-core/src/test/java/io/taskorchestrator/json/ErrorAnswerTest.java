package io.taskorchestrator.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Errors, as one end writes and the other reads them. */
class ErrorAnswerTest {

    private static ErrorAnswer read(String json) {
        return TaskJson.ERROR.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertReadAsWritten(ErrorAnswer error) {
        assertThat(TaskJson.ERROR.read(TaskJson.ERROR.bytes(error))).isEqualTo(error);
    }

    @Test
    void anErrorIsReadAsItWasWritten() {
        assertReadAsWritten(new ErrorAnswer("INTERNAL_ERROR", "\"Oh\"", Map.of(), List.of()));
        assertReadAsWritten(
                new ErrorAnswer("CONFLICT", "No", Map.of("reason", "stale_lease", "limit_bytes", 7L), List.of()));
        assertReadAsWritten(new ErrorAnswer(
                "VALIDATION_ERROR",
                "Invalid input data",
                Map.of(),
                List.of(new Violation("tasks[1].prompt", "is required"), new Violation("queue", "no"))));
    }

    @Test
    void theFirstViolationAlsoStandsInTheDetailsThemselves() {
        ErrorAnswer error =
                new ErrorAnswer("X", "", Map.of(), List.of(new Violation("a", "b"), new Violation("c", "d")));

        assertThat(new String(TaskJson.ERROR.bytes(error), StandardCharsets.UTF_8))
                .contains("\"details\":{\"field\":\"a\",\"message\":\"b\",\"errors\":[{\"field\":\"a\"");
    }

    @Test
    void whatIsNeitherTextNorAWholeNumberIsPassedOver() {
        ErrorAnswer error =
                read("{\"code\":\"X\",\"details\":{\"a\":{\"b\":[1]},\"c\":null,\"d\":1.5,\"e\":true,\"f\":\"g\"},"
                        + "\"more\":[]}");

        assertThat(error).isEqualTo(new ErrorAnswer("X", "", Map.of("f", "g"), List.of()));
    }
}
