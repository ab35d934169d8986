package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.memory.TaskEntry.History;
import io.taskorchestrator.memory.TaskEntry.Place;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All tasks and every index on them. {@link #add}, {@link #change} and {@link #remove} are the only writes, and each
 * keeps task, history, counters and indexes in step.
 *
 * <p>Thread model: guarded by the store's lock, but for {@link #find}, which anybody may call.
 */
final class TaskTable {

    private final Map<TaskId, TaskEntry> byId = new ConcurrentHashMap<>();
    private final CreationLog log = new CreationLog();
    private final Timers timers = new Timers();
    private final ClaimIds claimIds = new ClaimIds();
    private final HourlySums sums = new HourlySums();
    private final ReadyQueue queue;
    private final FinishedTasks finished;
    private final Outbox outbox;
    private long position;
    private long unfinishedBytes;

    TaskTable(ReadyQueue queue, FinishedTasks finished, Outbox outbox) {
        this.queue = queue;
        this.finished = finished;
        this.outbox = outbox;
    }

    @Nullable TaskEntry find(TaskId id) {
        return byId.get(id);
    }

    CreationLog log() {
        return log;
    }

    Timers timers() {
        return timers;
    }

    ClaimIds claimIds() {
        return claimIds;
    }

    HourlySums sums() {
        return sums;
    }

    FinishedTasks finished() {
        return finished;
    }

    /** Estimated heap in bytes of the tasks that are not finished. */
    long unfinishedBytes() {
        return unfinishedBytes;
    }

    /** Adds a new task. */
    TaskEntry add(Decision.Changed created, int bytes, String actor, Instant now) {
        Task task = created.task();
        TaskEntry entry = new TaskEntry(task, bytes);
        byId.put(task.id(), entry);
        log.add(entry);
        unfinishedBytes += entry.bytes;
        record(entry, created.events(), actor, now);
        enter(entry, now);
        return entry;
    }

    /** Carries out what was decided: changes the task, or removes it. */
    void change(TaskEntry entry, Decision.Changed changed, String actor, Instant now) {
        if (changed.isRemoval()) {
            byId.remove(entry.id); // before it is asked who waits for it: whoever begins now does not find it
            record(entry, changed.events(), actor, now);
            remove(entry);
            return;
        }
        Task before = entry.task();
        if (!keepsItsSpot(entry, changed.task(), now)) {
            leave(entry);
        }
        entry.become(changed.task());
        log.changed(entry);
        resize(entry, Footprint.added(before, entry.task()));
        record(entry, changed.events(), actor, now);
        enter(entry, now);
    }

    /** Removes a task without a word, as when its time is over: nobody did this to it. */
    void remove(TaskEntry entry) {
        leave(entry);
        unfinishedBytes -= entry.bytes;
        log.remove(entry);
        byId.remove(entry.id);
    }

    /** Appends to the history, counts, and puts the change into the outbox. */
    private void record(TaskEntry entry, List<TaskEvent> events, String actor, Instant now) {
        if (events.isEmpty()) {
            return;
        }
        for (TaskEvent event : events) {
            History before = entry.history;
            entry.history = History.with(before, new HistoryEntry(++entry.historySize, ++position, now, actor, event));
            if (before != null) {
                resize(entry, Footprint.added(before, entry.history));
            }
            sums.count(entry.task(), event, now);
        }
        if (outbox.hasAttentive()) {
            Task task = entry.task();
            History history = entry.history;
            int count = events.size();
            outbox.add(listener -> listener.changed(new TaskChange(task, History.last(history, count))));
        }
    }

    private void resize(TaskEntry entry, int change) {
        entry.bytes += change;
        if (entry.place == Place.FINISHED) {
            finished.resized(change);
        } else {
            unfinishedBytes += change;
        }
    }

    private static Place placeOf(Task task, Instant now) {
        TaskState state = task.state();
        if (state.lease().isPresent()) {
            return Place.HELD;
        }
        if (state.status() != TaskStatus.WAITING) {
            return Place.FINISHED;
        }
        return state.schedule().isDue(now) ? Place.READY : Place.DELAYED;
    }

    /** Whether {@code entry} keeps its spot in its index when it becomes {@code after}. */
    private static boolean keepsItsSpot(TaskEntry entry, Task after, Instant now) {
        Task before = entry.task();
        if (placeOf(after, now) != entry.place) {
            return false;
        }
        return switch (entry.place) {
            case READY ->
                after.spec().routing().equals(before.spec().routing())
                        && after.state()
                                .schedule()
                                .queuedAt()
                                .equals(before.state().schedule().queuedAt());
            case HELD -> true;
            case FINISHED ->
                after.status() == before.status()
                        && after.state().finishedAt().equals(before.state().finishedAt());
            case DELAYED, NOWHERE -> false;
        };
    }

    private void leave(TaskEntry entry) {
        switch (entry.place) {
            case READY -> queue.remove(entry);
            case DELAYED -> timers.remove(entry);
            case HELD -> {
                timers.remove(entry);
                claimIds.remove(entry);
                queue.leaseEnds(entry);
            }
            case FINISHED -> {
                finished.remove(entry);
                unfinishedBytes += entry.bytes;
            }
            case NOWHERE -> {}
        }
        entry.place = Place.NOWHERE;
    }

    private void enter(TaskEntry entry, Instant now) {
        TaskState state = entry.task().state();
        Place place = placeOf(entry.task(), now);
        if (place == entry.place) {
            state.lease().ifPresent(lease -> timers.setNoLater(entry, lease.expiresAt()));
            return;
        }
        entry.place = place;
        if (place != Place.HELD) {
            entry.directory = null;
        }
        switch (place) {
            case READY -> queue.add(entry);
            case DELAYED -> timers.set(entry, state.schedule().runAt().orElseThrow());
            case HELD -> {
                queue.leaseBegins(entry);
                timers.set(entry, state.lease().orElseThrow().expiresAt());
            }
            case FINISHED -> {
                finished.add(entry);
                unfinishedBytes -= entry.bytes;
            }
            case NOWHERE -> throw new IllegalStateException("A task has its place");
        }
    }

    /** Puts {@code entry} where it belongs now: in line once it is due, and back if the clock has stepped back since. */
    void settle(TaskEntry entry, Instant now) {
        if (placeOf(entry.task(), now) != entry.place) {
            leave(entry);
            enter(entry, now);
        }
    }

    /** The timer of a held task has rung, but its lease was renewed: sets the timer again. */
    void setAgain(TaskEntry entry) {
        timers.set(entry, entry.task().state().lease().orElseThrow().expiresAt());
    }
}
