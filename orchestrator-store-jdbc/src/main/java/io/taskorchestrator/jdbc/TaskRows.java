package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.Report;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Schedule;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskContent;
import io.taskorchestrator.task.TaskState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a task in the tables of its own, which are written where they differ. */
final class TaskRows {

    private static final String INSERT = """
            INSERT INTO task (number, queue, directory, access, priority, status, queue_state, queued_at, run_at,
                created_at, updated_at, version, max_retries, timeout, retry_policy, history_size, last_entry)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String INSERT_BODY =
            "INSERT INTO task_body (task, id, prompt, tags, metadata) VALUES (?, ?, ?, ?, ?)";
    private static final String UPDATE_BODY = "UPDATE task_body SET prompt = ?, tags = ?, metadata = ? WHERE task = ?";
    private static final String UPDATE_SPEC = """
            UPDATE task SET queue = ?, directory = ?, access = ?, priority = ?, max_retries = ?, timeout = ?,
                retry_policy = ? WHERE number = ?""";
    private static final String QUEUE_STATE = "UPDATE task SET queue_state = ? WHERE number = ?";
    private static final String INSERT_READY = """
            INSERT INTO ready (queue, directory, access, priority, queued_at, number) VALUES (?, ?, ?, ?, ?, ?)""";
    private static final String DELETE_READY = """
            DELETE FROM ready WHERE queue = ? AND directory = ? AND access = ? AND priority = ? AND queued_at = ?
                AND number = ?""";
    private static final String INSERT_LEASE = """
            INSERT INTO lease (task, attempt, caller, worker, claim_id, directory, access, started_at, length, fenced,
                deadline, expires_at, version, updated_at, history_size, last_entry)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String UPDATE_LEASE = "UPDATE lease SET expires_at = ? WHERE task = ?";
    private static final String DELETE_LEASE = "DELETE FROM lease WHERE task = ?";
    private static final String PUT_PROGRESS = """
            INSERT INTO progress (task, percent, message, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (task) DO UPDATE SET percent = excluded.percent, message = excluded.message, at = excluded.at""";
    private static final String DELETE_PROGRESS = "DELETE FROM progress WHERE task = ?";
    private static final String PUT_CHECKPOINT = """
            INSERT INTO checkpoint (task, checkpoint) VALUES (?, ?)
            ON CONFLICT (task) DO UPDATE SET checkpoint = excluded.checkpoint""";
    private static final String DELETE_CHECKPOINT = "DELETE FROM checkpoint WHERE task = ?";
    private static final String DELETE_BODY = "DELETE FROM task_body WHERE task = ?";
    private static final String DELETE = "DELETE FROM task WHERE number = ?";

    private TaskRows() {}

    static void insert(Session session, TaskRow row) throws SQLException {
        Task task = row.task();
        Routing routing = task.spec().routing();
        AttemptLimits limits = task.spec().limits();
        Schedule schedule = task.state().schedule();
        session.update(
                INSERT,
                row.number(),
                routing.queue().value(),
                routing.directory().path(),
                Codes.of(routing.access()),
                Codes.of(routing.priority()),
                Codes.of(task.status()),
                row.queueState().code(),
                Micros.of(schedule.queuedAt()),
                micros(schedule.runAt()),
                Micros.of(schedule.createdAt()),
                Micros.of(schedule.updatedAt()),
                task.version(),
                limits.maxRetries(),
                Micros.of(limits.timeout()),
                TaskReading.text(limits.retry()),
                row.history().seq(),
                row.history().position());
        TaskContent content = task.spec().content();
        session.update(
                INSERT_BODY,
                row.number(),
                task.id().toString(),
                content.prompt(),
                JsonColumns.ofList(content.tags()),
                metadata(content));
        updateLine(session, row.number(), null, row.spotInLine());
    }

    /** Brings the rows of {@code before} to {@code after}; a new lease is granted to {@code caller}. */
    static void update(Session session, TaskRow before, TaskRow after, String caller) throws SQLException {
        Task task = after.task();
        if (!task.spec().equals(before.task().spec())) {
            updateSpec(session, before, after);
        }
        if (isSeen(before, after) && !StateColumns.areAllInLease(before, after)) {
            StateColumns.update(session, before, after);
        }
        updateLine(session, after.number(), before.spotInLine(), after.spotInLine());
        updateLease(session, before.task(), after, caller);
        updateReport(session, before.task().state().report(), after);
    }

    /** Whether there is more to write than what a heartbeat changes. */
    private static boolean isSeen(TaskRow before, TaskRow after) {
        return after.task().version() != before.task().version()
                || !after.history().equals(before.history())
                || after.queueState() != before.queueState();
    }

    /** The same where only the place in the queue differs. */
    static void updateQueueState(Session session, TaskRow before, TaskRow after) throws SQLException {
        session.update(QUEUE_STATE, after.queueState().code(), after.number());
        updateLine(session, after.number(), before.spotInLine(), after.spotInLine());
    }

    /** Takes a task out of line where it stood, and puts it in line where it stands now; null is nowhere. */
    private static void updateLine(Session session, long number, @Nullable Spot left, @Nullable Spot entered)
            throws SQLException {
        if (Objects.equals(left, entered)) {
            return;
        }
        if (left != null) {
            writeLine(session, DELETE_READY, left, number);
        }
        if (entered != null) {
            writeLine(session, INSERT_READY, entered, number);
        }
    }

    private static void writeLine(Session session, String sql, Spot spot, long number) throws SQLException {
        session.update(sql, spot.queue(), spot.directory(), spot.access(), spot.priority(), spot.queuedAt(), number);
    }

    private static void updateSpec(Session session, TaskRow before, TaskRow after) throws SQLException {
        Routing routing = after.task().spec().routing();
        AttemptLimits limits = after.task().spec().limits();
        session.update(
                UPDATE_SPEC,
                routing.queue().value(),
                routing.directory().path(),
                Codes.of(routing.access()),
                Codes.of(routing.priority()),
                limits.maxRetries(),
                Micros.of(limits.timeout()),
                TaskReading.text(limits.retry()),
                after.number());
        TaskContent content = after.task().spec().content();
        if (!content.equals(before.task().spec().content())) {
            session.update(
                    UPDATE_BODY,
                    content.prompt(),
                    JsonColumns.ofList(content.tags()),
                    metadata(content),
                    after.number());
        }
    }

    private static void updateLease(Session session, Task before, TaskRow after, String caller) throws SQLException {
        Optional<Lease> old = before.state().lease();
        Optional<Lease> lease = after.task().state().lease();
        if (lease.isEmpty()) {
            if (old.isPresent()) {
                session.update(DELETE_LEASE, after.number());
            }
        } else if (old.isEmpty()) {
            insertLease(session, after, lease.get(), caller);
        } else if (!old.equals(lease)) {
            session.update(UPDATE_LEASE, Micros.of(lease.get().expiresAt()), after.number());
        }
    }

    private static void insertLease(Session session, TaskRow row, Lease lease, String caller) throws SQLException {
        Routing routing = row.task().spec().routing();
        Attempts attempts = row.task().state().attempts();
        session.update(
                INSERT_LEASE,
                row.number(),
                attempts.number(),
                caller,
                attempts.worker().orElseThrow().value(),
                lease.claimId().map(Object::toString).orElse(null),
                routing.directory().path(),
                Codes.of(routing.access()),
                micros(attempts.startedAt()),
                Micros.of(lease.length()),
                lease.fenced() ? 1 : 0,
                Micros.of(lease.deadline()),
                Micros.of(lease.expiresAt()),
                row.task().version(),
                Micros.of(row.task().state().schedule().updatedAt()),
                row.history().seq(),
                row.history().position());
    }

    private static void updateReport(Session session, Report before, TaskRow after) throws SQLException {
        Report report = after.task().state().report();
        if (!report.progress().equals(before.progress())) {
            if (report.progress().isPresent()) {
                Progress progress = report.progress().get();
                session.update(
                        PUT_PROGRESS,
                        after.number(),
                        progress.percent().orElse(null),
                        progress.message().orElse(null),
                        Micros.of(progress.at()));
            } else {
                session.update(DELETE_PROGRESS, after.number());
            }
        }
        if (!report.checkpoint().equals(before.checkpoint())) {
            if (report.checkpoint().isPresent()) {
                session.update(
                        PUT_CHECKPOINT,
                        after.number(),
                        report.checkpoint().get().text());
            } else {
                session.update(DELETE_CHECKPOINT, after.number());
            }
        }
    }

    static void delete(Session session, TaskRow row) throws SQLException {
        long number = row.number();
        TaskState state = row.task().state();
        session.update(DELETE, number);
        updateLine(session, number, row.spotInLine(), null);
        session.update(DELETE_BODY, number);
        session.update(DELETE_PROGRESS, number);
        session.update(DELETE_CHECKPOINT, number);
        if (state.lease().isPresent()) {
            session.update(DELETE_LEASE, number);
        }
    }

    private static @Nullable String metadata(TaskContent content) {
        return content.metadata().equals(JsonText.EMPTY)
                ? null
                : content.metadata().text();
    }

    private static @Nullable Long micros(Optional<Instant> instant) {
        return instant.isPresent() ? Micros.of(instant.get()) : null;
    }
}
