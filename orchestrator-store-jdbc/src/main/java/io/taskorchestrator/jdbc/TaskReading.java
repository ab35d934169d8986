package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.Session.RowReader;
import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.Outcome;
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
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes tasks of rows: the columns to select, and how to read them. The order of columns is that of the reading below. */
final class TaskReading {

    /** All that there is to know of a task that has not changed since it was created. */
    static final String AS_CREATED = """
            t.number, t.queue_state, t.history_size, t.last_entry, b.id, t.version,
                   b.prompt, b.tags, b.metadata,
                   t.directory, t.queue, t.priority, t.access, t.max_retries, t.timeout, t.retry_policy,
                   t.created_at, t.queued_at, t.run_at, t.updated_at""";

    private static final String BASE = "SELECT " + AS_CREATED + ",\n" + """
                   t.status, t.attempt, t.worker, t.started_at, t.last_end_attempt, t.last_end_cause,
                   t.retry_count, t.releases_in_a_row, t.last_retry_at, t.kept_results,
                   t.expires_at, t.deadline, t.claim_id, t.fenced, t.length,
                   p.at, p.percent, p.message,
                   t.completed_at, t.cancelled_at, t.delete_requested, t.error_message, t.reason""";

    /** Where the columns of {@link #ALL} and {@link #SMALL} come from; begins after {@code FROM}, with the task as t. */
    static final String JOINS = """
             task_now t
             JOIN task_body b ON b.task = t.number
             LEFT JOIN progress p ON p.task = t.number
             LEFT JOIN checkpoint c ON c.task = t.number
            """;

    /** Every column. */
    static final String ALL =
            BASE + ", t.result_status, t.result_duration, t.result_details, t.result_output, c.checkpoint\nFROM";

    /** Every column but the large parts. */
    static final String SMALL = BASE + ", NULL, NULL, NULL, NULL, NULL\nFROM";

    static final String BY_NUMBER = ALL + JOINS + "WHERE t.number = ?";
    static final String BY_ID = ALL + JOINS + "WHERE b.id = ?";
    private static final String SMALL_BY_NUMBER = SMALL + JOINS + "WHERE t.number = ?";
    private static final String SMALL_BY_ID = SMALL + JOINS + "WHERE b.id = ?";

    /** A version of 1 says that the task has not changed, but for a claim. */
    private static final String UNCHANGED_BY_NUMBER = "SELECT " + AS_CREATED + """

            FROM task t JOIN task_body b ON b.task = t.number
            WHERE t.number = ? AND t.version = 1 AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.task = t.number)""";

    private TaskReading() {}

    static @Nullable TaskRow byNumber(Session session, long number) throws SQLException {
        return session.first(BY_NUMBER, TaskReading::row, number);
    }

    /**
     * The same if the task has not changed since it was created, else null. It costs half as much: the driver asks SQLite for the
     * name of each column each time.
     */
    static @Nullable TaskRow unchangedByNumber(Session session, long number) throws SQLException {
        return session.first(UNCHANGED_BY_NUMBER, TaskReading::unchanged, number);
    }

    /** The current row, selected by {@link #AS_CREATED}, of a task that has not changed since then. */
    static TaskRow unchanged(Columns row) throws SQLException {
        return row(row, at -> TaskState.waiting(schedule(at)));
    }

    /** The same without the large parts. */
    static @Nullable TaskRow smallByNumber(Session session, long number) throws SQLException {
        return session.first(SMALL_BY_NUMBER, TaskReading::row, number);
    }

    static @Nullable TaskRow byId(Session session, TaskId id) throws SQLException {
        return session.first(BY_ID, TaskReading::row, id.toString());
    }

    static @Nullable TaskRow byId(Session session, TaskId id, Set<TaskPart> parts) throws SQLException {
        return session.first(parts.isEmpty() ? SMALL_BY_ID : BY_ID, TaskReading::row, id.toString());
    }

    /** The current row, selected by {@link #ALL} or {@link #SMALL}. */
    static TaskRow row(Columns row) throws SQLException {
        return row(row, TaskReading::state);
    }

    private static TaskRow row(Columns row, RowReader<TaskState> state) throws SQLException {
        long number = row.longNumber();
        QueueState queueState = QueueState.ofCode(row.number());
        HistoryEnd history = new HistoryEnd(row.number(), row.longNumber());
        TaskId id = id(row.text());
        long version = row.longNumber();
        TaskSpec spec = new TaskSpec(content(row), routing(row), limits(row));
        return new TaskRow(number, new Task(id, spec, state.read(row), version), queueState, history);
    }

    static TaskId id(String text) {
        return new TaskId(UUID.fromString(text));
    }

    private static TaskContent content(Columns row) throws SQLException {
        String prompt = row.text();
        List<String> tags = JsonColumns.list(row.textOrNull());
        String metadata = row.textOrNull();
        return new TaskContent(prompt, tags, metadata == null ? JsonText.EMPTY : new JsonText(metadata));
    }

    private static Routing routing(Columns row) throws SQLException {
        WorkDirectory directory = new WorkDirectory(row.text());
        QueueName queue = new QueueName(row.text());
        return new Routing(directory, queue, Codes.priority(row.number()), Codes.access(row.number()));
    }

    private static AttemptLimits limits(Columns row) throws SQLException {
        return new AttemptLimits(row.number(), row.duration(), retryPolicy(row.textOrNull()));
    }

    /** A policy as text: {@code automatic PT1S PT5M 2.0 1.0}; null for the standard one. */
    static @Nullable String text(RetryPolicy policy) {
        return policy.equals(RetryPolicy.MANUAL)
                ? null
                : "%s %s %s %s %s"
                        .formatted(
                                policy.automatic() ? "automatic" : "manual",
                                policy.initialDelay(),
                                policy.maxDelay(),
                                policy.multiplier(),
                                policy.jitter());
    }

    private static RetryPolicy retryPolicy(@Nullable String text) {
        if (text == null) {
            return RetryPolicy.MANUAL;
        }
        String[] parts = text.split(" ", -1);
        return new RetryPolicy(
                parts[0].equals("automatic"),
                Duration.parse(parts[1]),
                Duration.parse(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]));
    }

    private static TaskState state(Columns row) throws SQLException {
        Schedule schedule = schedule(row);
        TaskStatus status = Codes.status(row.number());
        Attempts attempts = attempts(row);
        Optional<Lease> lease = lease(row);
        Optional<Progress> progress = progress(row);
        Optional<Instant> completedAt = row.optionalInstant();
        Optional<Instant> cancelledAt = row.optionalInstant();
        boolean deleteRequested = row.flag();
        Optional<String> errorMessage = row.optionalText();
        Optional<String> reason = row.optionalText();
        Optional<TaskResult> result = result(row);
        Optional<JsonText> checkpoint = row.optionalText().map(JsonText::new);
        return new TaskState(
                status,
                schedule,
                attempts,
                lease,
                progress.isEmpty() && checkpoint.isEmpty() ? Report.NONE : new Report(progress, checkpoint),
                new Outcome(result, errorMessage, reason, completedAt, cancelledAt, deleteRequested));
    }

    private static Schedule schedule(Columns row) throws SQLException {
        return new Schedule(row.instant(), row.instant(), row.optionalInstant(), row.instant());
    }

    private static Attempts attempts(Columns row) throws SQLException {
        int number = row.number();
        Optional<WorkerId> worker = row.optionalText().map(WorkerId::new);
        Optional<Instant> startedAt = row.optionalInstant();
        Optional<Integer> endedAttempt = row.optionalNumber();
        int cause = row.number();
        Retries retries = new Retries(row.number(), row.number(), row.optionalInstant());
        return new Attempts(
                number,
                worker,
                startedAt,
                endedAttempt.map(attempt -> new AttemptEnd(attempt, Codes.cause(cause))),
                retries,
                keptResults(row.textOrNull()));
    }

    /** Attempts as text: {@code 1 2 5}; null for none. */
    static @Nullable String text(List<Integer> attempts) {
        if (attempts.isEmpty()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        attempts.forEach(attempt -> text.append(text.isEmpty() ? "" : " ").append(attempt));
        return text.toString();
    }

    private static List<Integer> keptResults(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        List<Integer> attempts = new ArrayList<>();
        for (String attempt : text.split(" ", -1)) {
            attempts.add(Integer.valueOf(attempt));
        }
        return List.copyOf(attempts);
    }

    private static Optional<Lease> lease(Columns row) throws SQLException {
        Optional<Instant> expiresAt = row.optionalInstant();
        if (expiresAt.isEmpty()) {
            row.skip(4);
            return Optional.empty();
        }
        Instant deadline = row.instant();
        Optional<UUID> claimId = row.optionalText().map(UUID::fromString);
        return Optional.of(new Lease(claimId, row.flag(), row.duration(), expiresAt.get(), deadline));
    }

    private static Optional<Progress> progress(Columns row) throws SQLException {
        Optional<Instant> at = row.optionalInstant();
        if (at.isEmpty()) {
            row.skip(2);
            return Optional.empty();
        }
        return Optional.of(new Progress(row.optionalNumber(), row.optionalText(), at.get()));
    }

    private static Optional<TaskResult> result(Columns row) throws SQLException {
        Optional<String> status = row.optionalText();
        if (status.isEmpty()) {
            row.skip(3);
            return Optional.empty();
        }
        return Optional.of(result(status.get(), row));
    }

    /** A result whose duration, details and output come next. */
    static TaskResult result(String status, Columns row) throws SQLException {
        Optional<Duration> duration = row.optionalDuration();
        Optional<JsonText> details = row.optionalText().map(JsonText::new);
        return new TaskResult(status, row.optionalText(), duration, details);
    }
}
