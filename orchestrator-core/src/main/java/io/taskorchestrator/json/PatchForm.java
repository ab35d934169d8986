package io.taskorchestrator.json;

import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A merge patch (RFC 7396) on a task: a field that is absent stays, null takes it back to its default. */
final class PatchForm implements JsonInput.Fields {

    private final JsonInput in;
    private Change<String> prompt = Change.keep();
    private Change<List<String>> tags = Change.keep();
    private Change<JsonText> metadata = Change.keep();
    private Change<QueueName> queue = Change.keep();
    private Change<Priority> priority = Change.keep();
    private Change<DirectoryAccess> access = Change.keep();
    private Change<Integer> maxRetries = Change.keep();
    private Change<Duration> timeout = Change.keep();
    private Change<RetryPolicy> retry = Change.keep();
    private Change<Instant> runAt = Change.keep();

    private PatchForm(JsonInput in) {
        this.in = in;
    }

    static void write(TaskPatch patch, JsonOutput out) throws IOException {
        out.start();
        write("prompt", patch.content().prompt(), out, value -> out.text("prompt", value));
        write("tags", patch.content().tags(), out, value -> out.texts("tags", value));
        write("metadata", patch.content().metadata(), out, value -> out.opaque("metadata", value));
        write("queue", patch.routing().queue(), out, value -> out.text("queue", value.value()));
        write("priority", patch.routing().priority(), out, value -> out.text("priority", value.text()));
        write("directory_access", patch.routing().access(), out, value -> out.text("directory_access", value.text()));
        write("max_retries", patch.limits().maxRetries(), out, value -> out.number("max_retries", value));
        write("timeout_seconds", patch.limits().timeout(), out, value -> out.seconds("timeout_seconds", value));
        write("retry", patch.limits().retry(), out, value -> {
            out.name("retry");
            RetryPolicyForm.write(value, out);
        });
        write("run_at", patch.runAt(), out, value -> out.instant("run_at", value));
        out.end();
    }

    static Optional<TaskPatch> read(JsonInput in) throws IOException {
        PatchForm form = new PatchForm(in);
        return in.object(form, form::build);
    }

    @Override
    public boolean read(String name) throws IOException {
        return readContent(name) || readLimit(name);
    }

    private boolean readContent(String name) throws IOException {
        switch (name) {
            case "prompt" -> prompt = prompt();
            case "tags" -> tags = change(FieldChecks.tags(in));
            case "metadata" -> metadata = change(FieldChecks.metadata(in));
            case "queue" -> queue = change(in.as(in.text(), QueueName::of));
            case "priority" -> priority = change(in.as(in.text(), Priority::parse));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readLimit(String name) throws IOException {
        switch (name) {
            case "directory_access" -> access = change(in.as(in.text(), DirectoryAccess::parse));
            case "max_retries" -> maxRetries = change(FieldChecks.maxRetries(in));
            case "timeout_seconds" -> timeout = change(FieldChecks.timeout(in));
            case "retry" -> retry = change(RetryPolicyForm.read(in));
            case "run_at" -> runAt = change(FieldChecks.runAt(in));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Change<String> prompt() throws IOException {
        if (in.isNull()) {
            in.refuse("has no default that it could go back to");
        }
        return change(FieldChecks.prompt(in));
    }

    /** Nothing read means null here, or a mistake; the input knows of that. */
    private static <T> Change<T> change(Optional<T> given) {
        return given.map(Change::to).orElseGet(Change::reset);
    }

    private TaskPatch build() {
        return new TaskPatch(
                new TaskPatch.ContentPatch(prompt, tags, metadata),
                new TaskPatch.RoutingPatch(queue, priority, access),
                new TaskPatch.LimitsPatch(maxRetries, timeout, retry),
                runAt,
                TaskSettings.STANDARD);
    }

    /** Writes a field that is set. */
    @FunctionalInterface
    private interface Field<T> {
        void write(T value) throws IOException;
    }

    private static <T> void write(String name, Change<T> change, JsonOutput out, Field<T> field) throws IOException {
        if (change.value().isPresent()) {
            field.write(change.value().get());
        } else if (change.isGiven()) {
            out.nothing(name);
        }
    }
}
