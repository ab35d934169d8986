package io.taskorchestrator.json;

import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Report;
import io.taskorchestrator.task.Retries;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Schedule;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskContent;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a task back, with or without a token. */
final class TaskReader implements JsonInput.Fields {

    private static final String[] REQUIRED = {"task_id", "work_directory", "status", "created_at"};

    private final JsonInput in;
    private Optional<TaskId> id = Optional.empty();
    private Optional<TaskStatus> status = Optional.empty();
    private long version = 1;

    private Optional<WorkDirectory> directory = Optional.empty();
    private String prompt = TaskJson.PROMPT_LEFT_OUT;
    private List<String> tags = List.of();
    private JsonText metadata = JsonText.EMPTY;
    private QueueName queue = QueueName.DEFAULT;
    private Priority priority = Priority.MEDIUM;
    private DirectoryAccess access = TaskSettings.STANDARD.access();
    private int maxRetries = TaskSettings.STANDARD.limits().maxRetries();
    private Duration timeout = TaskSettings.STANDARD.limits().timeout();
    private RetryPolicy retry = TaskSettings.STANDARD.limits().retry();

    private Optional<WorkerId> worker = Optional.empty();
    private int attempt;
    private int retryCount;
    private Optional<LeaseToken> token = Optional.empty();
    private Optional<Instant> leaseExpiresAt = Optional.empty();
    private Duration leaseExpiresIn = Duration.ZERO;
    private Optional<Progress> progress = Optional.empty();
    private Optional<JsonText> checkpoint = Optional.empty();
    private Optional<TaskResult> result = Optional.empty();
    private Optional<String> errorMessage = Optional.empty();
    private Optional<String> reason = Optional.empty();

    private Optional<Instant> createdAt = Optional.empty();
    private Optional<Instant> queuedAt = Optional.empty();
    private Optional<Instant> runAt = Optional.empty();
    private Optional<Instant> startedAt = Optional.empty();
    private Optional<Instant> lastRetryAt = Optional.empty();
    private Optional<Instant> completedAt = Optional.empty();
    private Optional<Instant> cancelledAt = Optional.empty();
    private Optional<Instant> updatedAt = Optional.empty();

    private TaskReader(JsonInput in) {
        this.in = in;
    }

    static Optional<Task> read(JsonInput in) throws IOException {
        TaskReader reader = new TaskReader(in);
        return in.object(reader, reader::task, REQUIRED);
    }

    static Optional<ClaimedTask> readClaimed(JsonInput in) throws IOException {
        TaskReader reader = new TaskReader(in);
        Optional<Task> task = in.object(reader, reader::task, REQUIRED);
        if (task.isPresent() && reader.token.isEmpty()) {
            in.refuse("lease.token", "is required");
        }
        return task.isPresent() && reader.token.isPresent()
                ? Optional.of(new ClaimedTask(task.get(), reader.token.get(), reader.leaseExpiresIn))
                : Optional.empty();
    }

    @Override
    public boolean read(String name) throws IOException {
        return readContent(name) || readRouting(name) || readStory(name) || readTime(name);
    }

    private boolean readContent(String name) throws IOException {
        switch (name) {
            case "task_id" -> id = in.as(in.text(), TaskId::parse);
            case "prompt" -> prompt = in.text().orElse(prompt);
            case "tags" -> tags = in.array(in::text, Integer.MAX_VALUE).orElse(tags);
            case "metadata" -> metadata = in.opaque().orElse(metadata);
            case "checkpoint" -> checkpoint = in.opaque();
            case "result" -> result = ResultForm.read(in);
            case "error_message" -> errorMessage = in.text();
            case "reason" -> reason = in.text();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readRouting(String name) throws IOException {
        switch (name) {
            case "work_directory" -> directory = in.as(in.text(), WorkDirectory::of);
            case "queue" -> queue = in.as(in.text(), QueueName::of).orElse(queue);
            case "priority" -> priority = in.as(in.text(), Priority::parse).orElse(priority);
            case "directory_access" ->
                access = in.as(in.text(), DirectoryAccess::parse).orElse(access);
            case "max_retries" -> maxRetries = in.integer().orElse(maxRetries);
            case "timeout_seconds" -> timeout = in.seconds().orElse(timeout);
            case "retry" -> retry = RetryPolicyForm.read(in).orElse(retry);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readStory(String name) throws IOException {
        switch (name) {
            case "status" -> status = in.as(in.text(), TaskStatus::parse);
            case "version" -> version = in.wholeNumber().orElse(version);
            case "worker_id" -> worker = in.as(in.text(), WorkerId::of);
            case "attempt" -> attempt = in.integer().orElse(attempt);
            case "retry_count" -> retryCount = in.integer().orElse(retryCount);
            case "lease" -> in.object(this::readLease, () -> this);
            case "progress" -> progress = ProgressForm.readHeard(in);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readLease(String name) throws IOException {
        switch (name) {
            case "token" -> token = in.as(in.text(), LeaseToken::parse);
            case "expires_at" -> leaseExpiresAt = in.instant();
            case "expires_in_ms" -> leaseExpiresIn = in.millis().orElse(leaseExpiresIn);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readTime(String name) throws IOException {
        switch (name) {
            case "created_at" -> createdAt = in.instant();
            case "queued_at" -> queuedAt = in.instant();
            case "run_at" -> runAt = in.instant();
            case "started_at" -> startedAt = in.instant();
            case "last_retry_at" -> lastRetryAt = in.instant();
            case "completed_at" -> completedAt = in.instant();
            case "cancelled_at" -> cancelledAt = in.instant();
            case "updated_at" -> updatedAt = in.instant();
            default -> {
                return false;
            }
        }
        return true;
    }

    private Task task() {
        return new Task(id.orElseThrow(), spec(), state(), version);
    }

    private TaskSpec spec() {
        return new TaskSpec(
                new TaskContent(prompt, tags, metadata),
                new Routing(directory.orElseThrow(), queue, priority, access),
                new AttemptLimits(maxRetries, timeout, retry));
    }

    private TaskState state() {
        Instant created = createdAt.orElseThrow();
        return new TaskState(
                status.orElseThrow(),
                new Schedule(created, queuedAt.orElse(created), runAt, updatedAt.orElse(created)),
                new Attempts(
                        attempt,
                        worker,
                        startedAt,
                        Optional.empty(),
                        new Retries(retryCount, 0, lastRetryAt),
                        List.of()),
                leaseExpiresAt.map(this::lease),
                new Report(progress, checkpoint),
                new Outcome(result, errorMessage, reason, completedAt, cancelledAt, false));
    }

    /** What the form does not say about a lease is as if it was granted for the whole attempt. */
    private Lease lease(Instant expiresAt) {
        Instant deadline = startedAt.map(start -> start.plus(timeout)).orElse(expiresAt);
        return new Lease(Optional.empty(), true, timeout, expiresAt, deadline);
    }
}
