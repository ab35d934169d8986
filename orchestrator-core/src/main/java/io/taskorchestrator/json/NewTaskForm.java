package io.taskorchestrator.json;

import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.TaskContent;
import io.taskorchestrator.task.WorkDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A task as its producer asks for it. */
final class NewTaskForm implements JsonInput.Fields {

    private final JsonInput in;
    private Optional<WorkDirectory> directory = Optional.empty();
    private Optional<String> prompt = Optional.empty();
    private List<String> tags = List.of();
    private JsonText metadata = JsonText.EMPTY;
    private QueueName queue = QueueName.DEFAULT;
    private Priority priority = Priority.MEDIUM;
    private Optional<Integer> maxRetries = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private Optional<RetryPolicy> retry = Optional.empty();
    private Optional<DirectoryAccess> access = Optional.empty();
    private Optional<Instant> runAt = Optional.empty();
    private Optional<Duration> delay = Optional.empty();

    private NewTaskForm(JsonInput in) {
        this.in = in;
    }

    static void write(NewTask task, JsonOutput out) throws IOException {
        out.start();
        out.text("work_directory", task.directory().path());
        out.text("prompt", task.content().prompt());
        if (task.priority() != Priority.MEDIUM) {
            out.text("priority", task.priority().text());
        }
        if (!task.queue().equals(QueueName.DEFAULT)) {
            out.text("queue", task.queue().value());
        }
        if (!task.content().tags().isEmpty()) {
            out.texts("tags", task.content().tags());
        }
        if (!task.content().metadata().equals(JsonText.EMPTY)) {
            out.opaque("metadata", task.content().metadata());
        }
        writeOverrides(task.overrides(), out);
        out.instant("run_at", task.start().runAt());
        if (task.start().delay().isPresent()) {
            out.seconds("delay_seconds", task.start().delay().get());
        }
        out.end();
    }

    private static void writeOverrides(NewTask.Overrides overrides, JsonOutput out) throws IOException {
        if (overrides.maxRetries().isPresent()) {
            out.number("max_retries", overrides.maxRetries().get());
        }
        if (overrides.timeout().isPresent()) {
            out.seconds("timeout_seconds", overrides.timeout().get());
        }
        if (overrides.retry().isPresent()) {
            out.name("retry");
            RetryPolicyForm.write(overrides.retry().get(), out);
        }
        if (overrides.access().isPresent()) {
            out.text("directory_access", overrides.access().get().text());
        }
    }

    static Optional<NewTask> read(JsonInput in) throws IOException {
        NewTaskForm form = new NewTaskForm(in);
        return in.object(form, form::build, "work_directory", "prompt");
    }

    @Override
    public boolean read(String name) throws IOException {
        return readContent(name) || readLimit(name);
    }

    private boolean readContent(String name) throws IOException {
        switch (name) {
            case "work_directory" -> directory = in.as(in.text(), WorkDirectory::of);
            case "prompt" -> prompt = FieldChecks.prompt(in);
            case "tags" -> tags = FieldChecks.tags(in).orElse(tags);
            case "metadata" -> metadata = FieldChecks.metadata(in).orElse(metadata);
            case "queue" -> queue = in.as(in.text(), QueueName::of).orElse(queue);
            case "priority" -> priority = in.as(in.text(), Priority::parse).orElse(priority);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readLimit(String name) throws IOException {
        switch (name) {
            case "max_retries" -> maxRetries = FieldChecks.maxRetries(in);
            case "timeout_seconds" -> timeout = FieldChecks.timeout(in);
            case "retry" -> retry = RetryPolicyForm.read(in);
            case "directory_access" -> access = in.as(in.text(), DirectoryAccess::parse);
            case "run_at" -> runAt = FieldChecks.runAt(in);
            case "delay_seconds" -> delay = FieldChecks.delay(in);
            default -> {
                return false;
            }
        }
        return true;
    }

    private NewTask build() {
        return new NewTask(
                new TaskContent(prompt.orElseThrow(), tags, metadata),
                directory.orElseThrow(),
                queue,
                priority,
                new NewTask.Overrides(maxRetries, timeout, retry, access),
                new Start(runAt, delay));
    }
}
