package io.taskorchestrator.memory;

import io.taskorchestrator.memory.TaskEntry.Place;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.WaitReason;
import io.taskorchestrator.task.WaitReason.Blocker;
import io.taskorchestrator.task.WaitReason.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says why a task is not running.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class Explanation {

    private static final Duration UNASKED = Duration.ofSeconds(60);

    private final ReadyQueue queue;
    private final WorkersSeen workers;

    Explanation(ReadyQueue queue, WorkersSeen workers) {
        this.queue = queue;
        this.workers = workers;
    }

    WaitReason of(TaskEntry entry, Instant now) {
        Task task = entry.task();
        Optional<Instant> lastAsked = workers.lastAsked(task.spec().routing());
        if (entry.place == Place.DELAYED) {
            Optional<Instant> runAt = task.state().schedule().runAt();
            String message = "Delayed until " + runAt.orElseThrow();
            return new WaitReason(Kind.DELAYED, message, Optional.empty(), runAt, Optional.empty(), lastAsked);
        }
        if (entry.place != Place.READY) {
            String message = "Not waiting: the task is " + task.status().text();
            return new WaitReason(
                    Kind.NOT_WAITING, message, Optional.empty(), Optional.empty(), Optional.empty(), lastAsked);
        }
        WaitReason blocked = blocked(entry, lastAsked);
        return blocked != null ? blocked : inLine(entry, lastAsked, now);
    }

    private @Nullable WaitReason blocked(TaskEntry entry, Optional<Instant> lastAsked) {
        TaskEntry holder = queue.blockerOf(entry);
        if (holder != null) {
            Instant since = holder.task().state().attempts().startedAt().orElseThrow();
            return blocked(Kind.DIRECTORY_BUSY, entry, blocker(holder, since), lastAsked);
        }
        TaskEntry reserved = queue.reservations().blockerOf(entry);
        if (reserved != null) {
            Instant since = reserved.task().state().schedule().queuedAt();
            return blocked(Kind.DIRECTORY_RESERVED, entry, blocker(reserved, since), lastAsked);
        }
        return null;
    }

    private WaitReason blocked(Kind kind, TaskEntry entry, Blocker blocker, Optional<Instant> lastAsked) {
        String verb = kind == Kind.DIRECTORY_BUSY ? "held" : "reserved";
        String message = "%s is %s since %s by task %s%s"
                .formatted(
                        blocker.directory(),
                        verb,
                        blocker.since(),
                        blocker.task(),
                        blocker.worker().map(worker -> " of worker " + worker).orElse(""));
        return new WaitReason(
                kind, message, Optional.of(place(entry)), Optional.empty(), Optional.of(blocker), lastAsked);
    }

    private static Blocker blocker(TaskEntry entry, Instant since) {
        Task task = entry.task();
        return new Blocker(
                task.id(),
                task.spec().directory(),
                task.state().lease().flatMap(lease -> task.state().attempts().worker()),
                since);
    }

    private WaitReason inLine(TaskEntry entry, Optional<Instant> lastAsked, Instant now) {
        WaitReason.Place place = place(entry);
        boolean unasked = lastAsked.isEmpty() || lastAsked.get().plus(UNASKED).isBefore(now);
        Kind kind = unasked ? Kind.NO_WORKER : Kind.IN_LINE;
        String message = unasked
                ? "No worker has asked for tasks of queue %s in %s since %s"
                        .formatted(
                                entry.task().spec().queue(),
                                entry.task().spec().directory(),
                                lastAsked.map(Instant::toString).orElse("the store was opened"))
                : "In line at place " + place;
        return new WaitReason(kind, message, Optional.of(place), Optional.empty(), Optional.empty(), lastAsked);
    }

    private WaitReason.Place place(TaskEntry entry) {
        int before = queue.countBefore(entry, WaitReason.Place.COUNTED);
        return before < WaitReason.Place.COUNTED
                ? new WaitReason.Place(before + 1, false)
                : new WaitReason.Place(WaitReason.Place.COUNTED, true);
    }
}
