package io.taskorchestrator.memory;

import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskStatus;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task in memory, and where it stands in the store's indexes. All fields but {@link #task} are guarded by the store's
 * lock; {@code task} is written under it and read by anybody.
 *
 * <p>Its key is in microseconds. While ready: its key in line. While in the timers: when it is due. Once finished: when it
 * ended. The key does not change while the entry stands in a line. Its sequence is its number by creation.
 */
final class TaskEntry extends Ranked {

    /** Which of the store's indexes an entry stands in; it follows from its task and the time. */
    enum Place {
        /** In no index yet, or no longer. */
        NOWHERE,
        /** Waiting, and due: in its lane of the ready queue. */
        READY,
        /** Waiting for its {@code run_at}: in the timers. */
        DELAYED,
        /** With a live lease: in the timers, and holding its directory. */
        HELD,
        /** Finished, and held by nobody: in line for the end of its retention. */
        FINISHED
    }

    private static final VarHandle TASK = taskHandle();

    /** The task's own, at hand without it: most entries that leave were last touched long ago, with all they refer to. */
    final TaskId id;

    /** Written under the lock, read by anybody: through {@link #task()} and {@link #become}. */
    private Task task;

    @Nullable History history;

    /** How many entries the history has. */
    int historySize;

    Place place = Place.NOWHERE;

    /** Estimated heap in bytes. */
    int bytes;

    /** Where it stands by creation; see {@link CreationLog}. */
    CreationLog.@Nullable Chunk chunk;

    /** Under which status and priority it is counted; see {@link CreationLog}. */
    int cell;

    /** The lane that it stands in while ready, and the directory that it holds while held. */
    @Nullable Lane lane;

    @Nullable Directory directory;

    /** Once finished: whether it failed. */
    boolean failed;

    /** Neighbours in line for the end of retention. */
    @Nullable TaskEntry earlier;

    @Nullable TaskEntry later;

    TaskEntry(Task task, int bytes) {
        this.id = task.id();
        this.task = task;
        this.bytes = bytes;
    }

    /** The history of a task, newest entry first: a chain, since most tasks have few entries and some have many. */
    record History(HistoryEntry entry, @Nullable History before) {

        /** The chain with one more entry, and with no more results than are kept. */
        static History with(@Nullable History before, HistoryEntry entry) {
            History chain = new History(entry, before);
            return entry.event().result().isEmpty() ? chain : chain.withoutOldResults(HistoryEntry.KEPT_RESULTS);
        }

        /** The last {@code count} entries, oldest first. */
        static List<HistoryEntry> last(@Nullable History chain, int count) {
            if (chain != null && count == 1) {
                return List.of(chain.entry);
            }
            Deque<HistoryEntry> entries = new ArrayDeque<>(count);
            for (History at = chain; at != null && entries.size() < count; at = at.before) {
                entries.addFirst(at.entry);
            }
            return List.copyOf(entries);
        }

        private History withoutOldResults(int kept) {
            Deque<HistoryEntry> newer = new ArrayDeque<>();
            int results = 0;
            for (History at = this; at != null; at = at.before) {
                results += at.entry.event().result().isPresent() ? 1 : 0;
                if (results > kept) {
                    History chain = new History(withoutResult(at.entry), at.before);
                    while (!newer.isEmpty()) {
                        chain = new History(newer.removeLast(), chain);
                    }
                    return chain;
                }
                newer.addLast(at.entry);
            }
            return this;
        }

        private static HistoryEntry withoutResult(HistoryEntry entry) {
            return new HistoryEntry(
                    entry.seq(),
                    entry.position(),
                    entry.at(),
                    entry.actor(),
                    entry.event().with(Optional.empty()).with("result_dropped", "true"));
        }
    }

    /** The task as it is now, or by another thread's clock a moment ago. */
    Task task() {
        return (Task) TASK.getAcquire(this);
    }

    /** The task becomes {@code changed}. A release is enough for an immutable value, and much cheaper than a volatile write. */
    void become(Task changed) {
        TASK.setRelease(this, changed);
    }

    TaskStatus status() {
        return task.status();
    }

    private static VarHandle taskHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(TaskEntry.class, "task", Task.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
