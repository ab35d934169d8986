package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.WaitReason;
import io.taskorchestrator.task.WaitReason.Blocker;
import io.taskorchestrator.task.WaitReason.Kind;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why a task is not running. */
final class Explanation {

    private static final Duration UNASKED = Duration.ofSeconds(60);

    private static final String HOLDERS = """
            SELECT t.id, l.directory, l.access, l.worker, l.started_at FROM lease l JOIN task t ON t.number = l.task
            WHERE l.access > 0 ORDER BY l.started_at, l.task""";
    private static final String RESERVATIONS = """
            SELECT r.task, t.id, r.directory, r.access, r.queued_at FROM reservation r JOIN task t ON t.number = r.task
            ORDER BY r.number""";
    private static final String COUNT_BEFORE = """
            SELECT count(*) FROM (
                SELECT 1 FROM task WHERE queue_state = 1 AND queue = ? AND directory = ? AND access = ? AND priority = ?
                    AND (queued_at, number) < (?, ?) LIMIT ?) AS before""";
    private static final int ACCESSES = 3;

    private final Session session;
    private final long agingMicros;
    private final Instant now;

    Explanation(Session session, long agingMicros, Instant now) {
        this.session = session;
        this.agingMicros = agingMicros;
        this.now = now;
    }

    WaitReason of(TaskRow row) throws SQLException {
        Task task = row.task();
        Optional<Instant> lastAsked = WorkersSeen.lastAsked(session, task.spec().routing());
        if (row.queueState() == QueueState.DELAYED) {
            Optional<Instant> runAt = task.state().schedule().runAt();
            String message = "Delayed until " + runAt.orElseThrow();
            return new WaitReason(Kind.DELAYED, message, Optional.empty(), runAt, Optional.empty(), lastAsked);
        }
        if (row.queueState() != QueueState.READY) {
            String message = "Not waiting: the task is " + task.status().text();
            return new WaitReason(
                    Kind.NOT_WAITING, message, Optional.empty(), Optional.empty(), Optional.empty(), lastAsked);
        }
        Blocker holder = holder(task);
        if (holder != null) {
            return blocked(Kind.DIRECTORY_BUSY, row, holder, lastAsked);
        }
        Blocker reserved = reservation(row);
        return reserved != null ? blocked(Kind.DIRECTORY_RESERVED, row, reserved, lastAsked) : inLine(row, lastAsked);
    }

    /** The held task that keeps this one from starting, of several the first that began; null if there is none. */
    private @Nullable Blocker holder(Task waiting) throws SQLException {
        Blocker[] found = new Blocker[1];
        session.each(HOLDERS, row -> {
            TaskId id = TaskReading.id(row.text());
            WorkDirectory directory = new WorkDirectory(row.text());
            boolean blocks =
                    Codes.access(row.number()).conflictsWith(waiting.spec().access())
                            && directory.overlaps(waiting.spec().directory());
            if (blocks) {
                found[0] = new Blocker(id, directory, Optional.of(new WorkerId(row.text())), row.instant());
            }
            return !blocks;
        });
        return found[0];
    }

    /** The reserved task that keeps this one from starting; null if there is none. */
    private @Nullable Blocker reservation(TaskRow waiting) throws SQLException {
        Task task = waiting.task();
        Blocker[] found = new Blocker[1];
        session.each(RESERVATIONS, row -> {
            boolean own = row.longNumber() == waiting.number();
            TaskId id = TaskReading.id(row.text());
            WorkDirectory directory = new WorkDirectory(row.text());
            boolean blocks = !own
                    && Codes.access(row.number()).conflictsWith(task.spec().access())
                    && directory.overlaps(task.spec().directory());
            if (blocks) {
                found[0] = new Blocker(id, directory, Optional.empty(), row.instant());
            }
            return !blocks;
        });
        return found[0];
    }

    private WaitReason blocked(Kind kind, TaskRow row, Blocker blocker, Optional<Instant> lastAsked)
            throws SQLException {
        String verb = kind == Kind.DIRECTORY_BUSY ? "held" : "reserved";
        String message = "%s is %s since %s by task %s%s"
                .formatted(
                        blocker.directory(),
                        verb,
                        blocker.since(),
                        blocker.task(),
                        blocker.worker().map(worker -> " of worker " + worker).orElse(""));
        return new WaitReason(
                kind, message, Optional.of(place(row)), Optional.empty(), Optional.of(blocker), lastAsked);
    }

    private WaitReason inLine(TaskRow row, Optional<Instant> lastAsked) throws SQLException {
        WaitReason.Place place = place(row);
        boolean unasked = lastAsked.isEmpty() || lastAsked.get().plus(UNASKED).isBefore(now);
        Kind kind = unasked ? Kind.NO_WORKER : Kind.IN_LINE;
        String message = unasked
                ? "No worker has asked for tasks of queue %s in %s since %s"
                        .formatted(
                                row.task().spec().queue(),
                                row.task().spec().directory(),
                                lastAsked.map(Instant::toString).orElse("the store was made"))
                : "In line at place " + place;
        return new WaitReason(kind, message, Optional.of(place), Optional.empty(), Optional.empty(), lastAsked);
    }

    private WaitReason.Place place(TaskRow row) throws SQLException {
        Spot spot = Spot.of(row.task());
        long before = 0;
        for (int access = 0; access < ACCESSES; access++) {
            for (Priority priority : Priority.values()) {
                long queuedAt = spot.key(agingMicros) + Codes.of(priority) * agingMicros;
                Long count = session.first(
                        COUNT_BEFORE,
                        Columns::longNumber,
                        spot.queue(),
                        spot.directory(),
                        access,
                        Codes.of(priority),
                        queuedAt,
                        row.number(),
                        WaitReason.Place.COUNTED);
                before += count == null ? 0 : count;
            }
        }
        return before < WaitReason.Place.COUNTED
                ? new WaitReason.Place((int) before + 1, false)
                : new WaitReason.Place(WaitReason.Place.COUNTED, true);
    }
}
