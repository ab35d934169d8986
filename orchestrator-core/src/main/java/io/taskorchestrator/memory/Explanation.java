package io.taskorchestrator.memory;

import io.taskorchestrator.memory.TaskEntry.Place;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.WaitReason;
import io.taskorchestrator.task.WaitReason.Blocker;
import java.time.Instant;
import java.util.Optional;

/**
 * Says why a task is not running.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class Explanation {

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
            return WaitReason.delayed(task.state().schedule().runAt().orElseThrow(), lastAsked);
        }
        if (entry.place != Place.READY) {
            return WaitReason.notWaiting(task.status(), lastAsked);
        }
        WaitReason.Place place = WaitReason.Place.behind(queue.countBefore(entry, WaitReason.Place.COUNTED));
        TaskEntry holder = queue.blockerOf(entry);
        if (holder != null) {
            Instant since = holder.task().state().attempts().startedAt().orElseThrow();
            return WaitReason.busy(blocker(holder, since), place, lastAsked);
        }
        TaskEntry favoured = queue.reservations().blockerOf(entry);
        if (favoured != null) {
            Instant since = favoured.task().state().schedule().queuedAt();
            return WaitReason.reserved(blocker(favoured, since), place, lastAsked);
        }
        return WaitReason.inLine(task.spec().routing(), place, lastAsked, now);
    }

    private static Blocker blocker(TaskEntry entry, Instant since) {
        Task task = entry.task();
        return new Blocker(
                task.id(),
                task.spec().directory(),
                task.state().lease().flatMap(lease -> task.state().attempts().worker()),
                since);
    }
}
