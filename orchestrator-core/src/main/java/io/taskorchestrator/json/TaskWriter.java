package io.taskorchestrator.json;

import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.Report;
import io.taskorchestrator.task.Schedule;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.TaskState;
import java.io.IOException;
import java.util.Set;

/**
 * Writes tasks.
 *
 * @param prompt whether with the prompt
 * @param parts with which of the other large parts
 */
record TaskWriter(boolean prompt, Set<TaskPart> parts) {

    static final TaskWriter FULL = new TaskWriter(true, Set.of(TaskPart.values()));

    void write(Task task, JsonOutput out) throws IOException {
        out.start();
        writeFields(task, out);
        out.end();
    }

    void writeFields(Task task, JsonOutput out) throws IOException {
        writeAbout(task, out);
        if (task.state().lease().isPresent()) {
            out.start("lease");
            out.instant("expires_at", task.state().lease().get().expiresAt());
            out.end();
        }
        writeStory(task, out);
    }

    /** The task as its claimer gets it: whole, and with the token. */
    static void write(ClaimedTask claimed, JsonOutput out) throws IOException {
        Task task = claimed.task();
        out.start();
        FULL.writeAbout(task, out);
        out.start("lease");
        out.text("token", claimed.token().text());
        if (task.state().lease().isPresent()) {
            out.instant("expires_at", task.state().lease().get().expiresAt());
        }
        out.millis("expires_in_ms", claimed.expiresIn());
        out.end();
        FULL.writeStory(task, out);
        out.end();
    }

    /** What was asked for, and where it stands. */
    private void writeAbout(Task task, JsonOutput out) throws IOException {
        TaskSpec spec = task.spec();
        out.text("task_id", task.id().toString());
        out.text("status", task.status().text());
        out.text("priority", spec.priority().text());
        out.text("queue", spec.queue().value());
        out.text("work_directory", spec.directory().path());
        if (prompt) {
            out.text("prompt", spec.prompt());
        }
        out.texts("tags", spec.tags());
        out.opaque("metadata", spec.metadata());
        out.text("directory_access", spec.access().text());
        out.number("max_retries", spec.limits().maxRetries());
        out.seconds("timeout_seconds", spec.timeout());
        out.name("retry");
        RetryPolicyForm.write(spec.limits().retry(), out);
    }

    /** What has happened so far. */
    private void writeStory(Task task, JsonOutput out) throws IOException {
        TaskState state = task.state();
        writeAttempts(state.attempts(), out);
        writeReport(state.report(), out);
        writeOutcome(state.outcome(), out);
        writeTimes(state, out);
        out.number("version", task.version());
    }

    private static void writeAttempts(Attempts attempts, JsonOutput out) throws IOException {
        if (attempts.worker().isPresent()) {
            out.text("worker_id", attempts.worker().get().value());
        }
        out.number("attempt", attempts.number());
        out.number("retry_count", attempts.retries().count());
        out.instant("last_retry_at", attempts.retries().lastAt());
    }

    private void writeReport(Report report, JsonOutput out) throws IOException {
        if (report.progress().isPresent()) {
            Progress progress = report.progress().get();
            out.start("progress");
            ProgressForm.writeFields(progress, out);
            out.instant("at", progress.at());
            out.end();
        }
        if (parts.contains(TaskPart.CHECKPOINT)) {
            out.opaque("checkpoint", report.checkpoint());
        }
    }

    private void writeOutcome(Outcome outcome, JsonOutput out) throws IOException {
        if (parts.contains(TaskPart.RESULT)) {
            ResultForm.write("result", outcome.result(), out);
        }
        out.freeText("error_message", outcome.errorMessage());
        out.freeText("reason", outcome.reason());
    }

    private static void writeTimes(TaskState state, JsonOutput out) throws IOException {
        Schedule schedule = state.schedule();
        out.instant("created_at", schedule.createdAt());
        out.instant("queued_at", schedule.queuedAt());
        out.instant("run_at", schedule.runAt());
        out.instant("started_at", state.attempts().startedAt());
        out.instant("completed_at", state.outcome().completedAt());
        out.instant("cancelled_at", state.outcome().cancelledAt());
        out.instant("updated_at", schedule.updatedAt());
    }
}
