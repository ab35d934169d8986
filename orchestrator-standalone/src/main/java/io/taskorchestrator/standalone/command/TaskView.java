package io.taskorchestrator.standalone.command;

import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.WorkerId;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** A task for people. Everything that others have written in it is made fit to be shown. */
final class TaskView {

    private static final int LABEL = 12;
    private static final int SHORT = 60;

    private TaskView() {}

    static Table table() {
        return new Table("TASK", "STATUS", "PRIORITY", "CREATED", "WORKER", "DIRECTORY", "PROMPT");
    }

    /** One task as a row of {@link #table()}. */
    static List<String> row(Task task) {
        return List.of(
                task.id().toString(),
                task.status().text(),
                task.spec().priority().text(),
                task.state().schedule().createdAt().toString(),
                task.state()
                        .attempts()
                        .worker()
                        .map(WorkerId::value)
                        .map(id -> Plain.line(id, SHORT))
                        .orElse("-"),
                Plain.line(task.spec().directory().path(), SHORT),
                Plain.line(task.spec().prompt().strip(), SHORT));
    }

    /** Prints all that is known of a task. */
    static void print(Task task, PrintWriter out) {
        TaskState state = task.state();
        field(out, "Task", task.id().toString());
        field(out, "Status", status(task));
        field(
                out,
                "Directory",
                task.spec().directory() + " (" + task.spec().access().text() + ")");
        field(
                out,
                "Queue",
                task.spec().queue() + ", priority " + task.spec().priority().text());
        if (!task.spec().tags().isEmpty()) {
            field(out, "Tags", String.join(", ", task.spec().tags()));
        }
        field(out, "Retries", retries(task));
        field(out, "Created", state.schedule().createdAt().toString());
        state.schedule().runAt().ifPresent(at -> field(out, "Run at", at.toString()));
        state.finishedAt().ifPresent(at -> field(out, "Ended", at.toString()));
        state.report()
                .progress()
                .ifPresent(progress -> field(out, "Progress", text(progress) + " at " + progress.at()));
        state.report().checkpoint().ifPresent(json -> field(out, "Checkpoint", json.text()));
        state.outcome().reason().ifPresent(reason -> field(out, "Reason", reason));
        block(out, "Prompt", Optional.of(task.spec().prompt()));
        block(out, "Error", state.outcome().errorMessage());
        block(out, "Output", state.outcome().result().flatMap(TaskResult::output));
    }

    private static String status(Task task) {
        Attempts attempts = task.state().attempts();
        String by = attempts.worker()
                .map(worker -> ", attempt " + attempts.number() + " by " + worker)
                .orElse("");
        String until = task.state()
                .lease()
                .map(lease -> ", leased until " + lease.expiresAt())
                .orElse("");
        String took = task.state()
                .outcome()
                .result()
                .flatMap(TaskResult::duration)
                .map(duration -> ", took " + Spans.text(duration))
                .orElse("");
        return task.status().text() + by + until + took;
    }

    private static String retries(Task task) {
        return "%d of %d%s"
                .formatted(
                        task.state().attempts().retries().count(),
                        task.spec().limits().maxRetries(),
                        task.spec().limits().retry().automatic() ? ", automatic" : "");
    }

    /** How far a task is, as it was told. */
    static String text(Progress progress) {
        String percent = progress.percent().map(value -> value + " % ").orElse("");
        return (percent + progress.message().orElse("")).strip();
    }

    static void field(PrintWriter out, String label, String value) {
        out.println(label + " ".repeat(LABEL - label.length()) + Plain.line(value));
    }

    private static void block(PrintWriter out, String label, Optional<String> text) {
        text.filter(value -> !value.isEmpty()).ifPresent(value -> {
            out.println(label);
            out.println(Plain.indented(value));
        });
    }
}
