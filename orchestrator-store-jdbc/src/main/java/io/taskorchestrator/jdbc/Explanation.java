package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.WaitReason;
import io.taskorchestrator.task.WaitReason.Blocker;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why a task is not running. */
final class Explanation {

    private static final String HOLDERS = """
            SELECT b.id, l.directory, l.access, l.worker, l.started_at FROM lease l JOIN task_body b ON b.task = l.task
            WHERE l.access > 0 ORDER BY l.started_at, l.task""";
    private static final String RESERVATIONS = """
            SELECT r.task, b.id, r.directory, r.access, r.queued_at FROM reservation r JOIN task_body b ON b.task = r.task
            ORDER BY r.number""";
    private static final String COUNT_BEFORE = """
            SELECT count(*) FROM (
                SELECT 1 FROM ready WHERE queue = ? AND directory = ? AND access = ? AND priority = ?
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
            return WaitReason.delayed(task.state().schedule().runAt().orElseThrow(), lastAsked);
        }
        if (row.queueState() != QueueState.READY) {
            return WaitReason.notWaiting(task.status(), lastAsked);
        }
        WaitReason.Place place = WaitReason.Place.behind(countBefore(row));
        Blocker holder = holder(task);
        if (holder != null) {
            return WaitReason.busy(holder, place, lastAsked);
        }
        Blocker favoured = reservation(row);
        return favoured != null
                ? WaitReason.reserved(favoured, place, lastAsked)
                : WaitReason.inLine(task.spec().routing(), place, lastAsked, now);
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

    private long countBefore(TaskRow row) throws SQLException {
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
        return before;
    }
}
