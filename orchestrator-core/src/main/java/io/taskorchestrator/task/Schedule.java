package io.taskorchestrator.task;

import java.time.Instant;
import java.util.Optional;

/**
 * When a task came, and when it is due. All instants are in whole microseconds.
 *
 * @param createdAt when it was created
 * @param queuedAt since when it counts as waiting in line; the later of creation and first {@code runAt}, set anew by a
 *     manual retry and by an update of {@code runAt}
 * @param runAt when it is handed out at the earliest, if that was ever set
 * @param updatedAt when it last changed, heartbeats left out
 */
public record Schedule(Instant createdAt, Instant queuedAt, Optional<Instant> runAt, Instant updatedAt) {

    /** The schedule of a task created at {@code now}, due at {@code runAt} or at once. */
    public static Schedule created(Instant now, Optional<Instant> runAt) {
        return new Schedule(now, now, Optional.empty(), now).queued(now, runAt);
    }

    /** This schedule, changed at {@code now}. */
    public Schedule updated(Instant now) {
        return new Schedule(createdAt, queuedAt, runAt, now);
    }

    /** This schedule with its place in line set anew, by a change at {@code now}. */
    public Schedule queued(Instant now, Optional<Instant> newRunAt) {
        Instant queued = newRunAt.filter(now::isBefore).orElse(now);
        return new Schedule(createdAt, queued, newRunAt, now);
    }

    /** This schedule with its place in line kept, not due before {@code newRunAt}. */
    public Schedule delayed(Instant newRunAt) {
        return new Schedule(createdAt, queuedAt, Optional.of(newRunAt), updatedAt);
    }

    /** Whether the task may be handed out at {@code now}. */
    public boolean isDue(Instant now) {
        return runAt.isEmpty() || !now.isBefore(runAt.get());
    }
}
