package io.taskorchestrator.json;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.TaskResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What a worker delivered: {@code status}, {@code output}, {@code duration} and {@code duration_ms}, {@code details}. */
final class ResultForm implements JsonInput.Fields {

    private final JsonInput in;
    private final String standardStatus;
    private Optional<String> status = Optional.empty();
    private Optional<String> output = Optional.empty();
    private Optional<Duration> duration = Optional.empty();
    private Optional<Duration> durationMs = Optional.empty();
    private Optional<JsonText> details = Optional.empty();

    private ResultForm(JsonInput in, String standardStatus) {
        this.in = in;
        this.standardStatus = standardStatus;
    }

    static void write(TaskResult result, JsonOutput out) throws IOException {
        out.start();
        out.text("status", result.status());
        if (result.output().isPresent()) {
            out.text("output", result.output().get());
        }
        if (result.duration().isPresent()) {
            // The first is the original name, the second says its unit; both are there for either kind of client.
            out.millis("duration", result.duration().get());
            out.millis("duration_ms", result.duration().get());
        }
        out.opaque("details", result.details());
        out.end();
    }

    static void write(String name, Optional<TaskResult> result, JsonOutput out) throws IOException {
        if (result.isPresent()) {
            out.name(name);
            write(result.get(), out);
        }
    }

    /** Reads a result that must say its status. */
    static Optional<TaskResult> read(JsonInput in) throws IOException {
        ResultForm form = new ResultForm(in, "");
        return in.object(form, form::build, "status");
    }

    /** Reads a result that need not say its status, for what brought it says that already. */
    static Optional<TaskResult> read(JsonInput in, String standardStatus) throws IOException {
        ResultForm form = new ResultForm(in, standardStatus);
        return in.object(form, form::build);
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "status" -> status = in.as(in.text(), ResultForm::status);
            case "output" -> output = in.as(in.text(), ResultForm::output);
            case "duration" -> duration = in.as(in.roughMillis(), ResultForm::duration);
            case "duration_ms" -> durationMs = in.as(in.roughMillis(), ResultForm::duration);
            case "details" -> details = in.as(in.opaque(), ResultForm::details);
            default -> {
                return false;
            }
        }
        return true;
    }

    private TaskResult build() {
        if (duration.isPresent() && durationMs.isPresent() && !duration.equals(durationMs)) {
            throw new InvalidInputException("duration_ms", "must be the same as duration when both are given");
        }
        return new TaskResult(status.orElse(standardStatus), output, durationMs.or(() -> duration), details);
    }

    // Each field is checked by a result that has nothing else, so that every wrong one is found.

    private static String status(String text) {
        return new TaskResult(text, Optional.empty(), Optional.empty(), Optional.empty()).status();
    }

    private static String output(String text) {
        TaskResult result = TaskResult.success(text);
        return result.output().orElse(text);
    }

    private static Duration duration(Duration value) {
        TaskResult result = new TaskResult("any", Optional.empty(), Optional.of(value), Optional.empty());
        return result.duration().orElse(value);
    }

    private static JsonText details(JsonText json) {
        TaskResult result = new TaskResult("any", Optional.empty(), Optional.empty(), Optional.of(json));
        return result.details().orElse(json);
    }
}
