package io.taskorchestrator.json;

import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.TaskContent;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the fields that a new task and a patch share. Each is checked for itself, by a value of its type that has
 * nothing else: the limits stay where they are declared, and every wrong field is found.
 */
final class FieldChecks {

    private FieldChecks() {}

    static Optional<String> prompt(JsonInput in) throws IOException {
        return in.as(in.text(), text -> TaskText.require("prompt", text, 1, TaskLimits.PROMPT_LENGTH));
    }

    static Optional<List<String>> tags(JsonInput in) throws IOException {
        Optional<List<String>> tags = in.array(() -> in.as(in.text(), FieldChecks::tag), Integer.MAX_VALUE);
        return in.as(tags, list -> new TaskContent("any", list, JsonText.EMPTY).tags());
    }

    static Optional<JsonText> metadata(JsonInput in) throws IOException {
        return in.as(in.opaque(), json -> json.requireBytes("metadata", TaskLimits.JSON_BYTES));
    }

    static Optional<Integer> maxRetries(JsonInput in) throws IOException {
        return in.as(
                in.integer(),
                value -> new AttemptLimits(value, Duration.ofSeconds(1), RetryPolicy.MANUAL).maxRetries());
    }

    static Optional<Duration> timeout(JsonInput in) throws IOException {
        return in.as(in.seconds(), value -> new AttemptLimits(0, value, RetryPolicy.MANUAL).timeout());
    }

    static Optional<Instant> runAt(JsonInput in) throws IOException {
        return in.as(in.instant(), value -> TaskLimits.instant("run_at", value));
    }

    static Optional<Duration> delay(JsonInput in) throws IOException {
        return in.as(in.seconds(), value -> Start.after(value).delay().orElse(value));
    }

    private static String tag(String text) {
        return new TaskContent("any", List.of(text), JsonText.EMPTY).tags().get(0);
    }
}
