package io.taskorchestrator.json;

import static io.taskorchestrator.json.Reading.bytes;
import static io.taskorchestrator.json.Reading.fields;
import static io.taskorchestrator.json.Reading.nested;
import static io.taskorchestrator.json.Reading.newTask;
import static io.taskorchestrator.json.Reading.newTaskWith;
import static io.taskorchestrator.json.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.TaskPatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How new tasks, and changes to them, are read and refused. */
class NewTaskReadingTest {

    @Test
    void anOriginalCreateRequestIsRead() {
        NewTask task = newTask("""
                {"work_directory": "/srv/shop", "prompt": "Tidy up", "priority": "high", "tags": ["b", "a"]}
                """);
        NewTask expected = NewTask.builder("/srv/shop", "Tidy up")
                .priority(Priority.HIGH)
                .tags("b", "a")
                .build();
        assertThat(task).isEqualTo(expected);
    }

    @Test
    void enumsAreReadInAnyCase() {
        NewTask task = newTask("""
                {"work_directory": "/a", "prompt": "p", "priority": "HiGh", "directory_access": "EXCLUSIVE"}
                """);
        assertThat(task.priority()).isEqualTo(Priority.HIGH);
        assertThat(task.overrides().access()).contains(DirectoryAccess.EXCLUSIVE);
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "2.0, 2", "2e1, 20", "-0, 0", "0e999999999, 0"})
    void wholeNumbersMayBeSpelledWithAPointOrAnExponent(String number, int value) {
        assertThat(newTaskWith("max_retries", number).overrides().maxRetries()).contains(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2.5", "\"5\"", "true", "[1]", "-1", "101", "1e99", "1e-1", "1e999999999", "9999999999999999999"
            })
    void whatIsNoWholeNumberInItsRangeIsRefused(String number) {
        assertThat(fields(
                        RequestJson.NEW_TASK,
                        "{\"work_directory\":\"/a\",\"prompt\":\"p\",\"max_retries\":%s}".formatted(number)))
                .containsExactly("max_retries");
    }

    @ParameterizedTest
    @CsvSource({"2, 2000000", "0.5, 500000", "1e-999999999, 0", "0.30000000000000004, 300000", "1.0000009, 1000000"})
    void secondsMayHaveAFraction(String number, long micros) {
        assertThat(newTaskWith("delay_seconds", number).start())
                .isEqualTo(Start.after(Duration.ofNanos(micros * 1_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.5", "1e999999999", "1e30", "31622401", "\"1\""})
    void secondsOutOfTheirRangeAreRefused(String number) {
        assertThat(fields(
                        RequestJson.NEW_TASK,
                        "{\"work_directory\":\"/a\",\"prompt\":\"p\",\"delay_seconds\":%s}".formatted(number)))
                .containsExactly("delay_seconds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T12:00:00Z",
                "2026-03-01T14:00:00+02:00",
                "2026-03-01T07:30-04:30",
                "2026-03-01T12:00:00.000000999Z"
            })
    void instantsMayHaveAnyOffset(String text) {
        assertThat(newTaskWith("run_at", '"' + text + '"').start().runAt())
                .contains(Instant.parse("2026-03-01T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-01", "2026-03-01T12:00:00", "2026-02-30T12:00:00Z", "10000-01-01T00:00:00Z", ""})
    void whatIsNoInstantIsRefused(String text) {
        assertThat(fields(
                        RequestJson.NEW_TASK,
                        "{\"work_directory\":\"/a\",\"prompt\":\"p\",\"run_at\":\"%s\"}".formatted(text)))
                .containsExactly("run_at");
    }

    @Test
    void runAtTogetherWithADelayIsRefused() {
        String json =
                "{\"work_directory\":\"/a\",\"prompt\":\"p\",\"run_at\":\"2026-03-01T12:00:00Z\",\"delay_seconds\":1}";
        assertThat(fields(RequestJson.NEW_TASK, json)).containsExactly("delay_seconds");
    }

    @Test
    void aPartOfARetryPolicyIsFilledUpFromTheStandard() {
        assertThat(newTaskWith("retry", "{\"automatic\": true}").overrides().retry())
                .contains(RetryPolicy.AUTOMATIC);
    }

    @Test
    void oneDelayAloneMovesTheStandardOfTheOther() {
        assertThat(newTaskWith("retry", "{\"initial_delay_ms\": 600000}")
                        .overrides()
                        .retry())
                .contains(RetryPolicy.MANUAL.withDelays(Duration.ofMinutes(10), Duration.ofMinutes(10)));
        assertThat(newTaskWith("retry", "{\"max_delay_ms\": 100}").overrides().retry())
                .contains(RetryPolicy.MANUAL.withDelays(Duration.ofMillis(100), Duration.ofMillis(100)));
    }

    @Test
    void loneSurrogatesAndTheNullCharacterAreRefusedByTheNameOfTheirField() {
        String json = "{\"work_directory\":\"/a\\u0000\",\"prompt\":\"\\ud800\",\"tags\":[\"\\udc00\"]}";
        assertThat(fields(RequestJson.NEW_TASK, json)).containsExactly("work_directory", "prompt", "tags[0]");
    }

    @Test
    void metadataKeepsItsTextToTheLetter() {
        String metadata = "{ \"z\" : 1.50, \"a\":1E+400,\n\"u\":\"\\u00e9\\/é😀\", \"l\": 12345678901234567890.10 }";
        assertThat(newTaskWith("metadata", metadata).content().metadata().text())
                .isEqualTo(metadata);
    }

    @Test
    void metadataKeepsItsTextBehindCharactersOfSeveralBytesAndAByteOrderMark() {
        byte[] json = "\uFEFF{\"prompt\":\"é😀\",\"metadata\":{\"k\":\"😀\"},\"work_directory\":\"/é\"}"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(RequestJson.NEW_TASK.read(json).content().metadata().text()).isEqualTo("{\"k\":\"😀\"}");
    }

    @Test
    void metadataIsCheckedForItsSizeAndDepth() {
        String large = "{\"k\":\"" + "x".repeat(64 * 1024) + "\"}";
        assertThat(fields(RequestJson.NEW_TASK, with("metadata", large))).containsExactly("metadata");
        assertThat(fields(RequestJson.NEW_TASK, with("metadata", nested(65)))).containsExactly("metadata");
        assertThat(newTaskWith("metadata", nested(64)).content().metadata().text())
                .isEqualTo(nested(64));
    }

    @Test
    void aPatchKeepsWhatIsAbsentAndResetsWhatIsNull() {
        TaskPatch patch = RequestJson.PATCH.read(bytes("{\"priority\":\"low\",\"tags\":null,\"run_at\":null}"));
        assertThat(patch.fields()).containsExactly("tags", "priority", "run_at");
        assertThat(patch.routing().priority()).isEqualTo(Change.to(Priority.LOW));
        assertThat(patch.content().tags()).isEqualTo(Change.reset());
        assertThat(patch.content().prompt()).isEqualTo(Change.keep());
    }

    @Test
    void anEmptyPatchChangesNothing() {
        assertThat(RequestJson.PATCH.read(bytes("{}"))).isEqualTo(TaskPatch.NOTHING);
    }

    @Test
    void aPatchRefusesToResetThePromptAndWhatCannotBeChanged() {
        assertThat(fields(RequestJson.PATCH, "{\"prompt\":null,\"work_directory\":\"/b\",\"timeout_seconds\":0}"))
                .containsExactly("prompt", "work_directory", "timeout_seconds");
    }
}
