package io.taskorchestrator.memory;

import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task in memory, and where it stands in the store's indexes. All fields but {@link #task} are guarded by the store's
 * lock; {@code task} is written under it and read by anybody.
 */
final class TaskEntry extends IndexedHeap.Element {

    /** The order of a line: by key, ties by id. The key does not change while the entry stands in line. */
    static final Comparator<TaskEntry> ORDER = TaskEntry::compareInLine;

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

    volatile Task task;

    @Nullable History history;

    /** How many entries the history has. */
    int historySize;

    Place place = Place.NOWHERE;

    /** The token that was granted last; see {@link GrantedTokens}. Read and written by anybody: it is immutable. */
    @Nullable LeaseToken token;

    /** Estimated heap in bytes. */
    int bytes;

    /** Its number by creation; see {@link CreationLog}. */
    long sequence;

    CreationLog.@Nullable Chunk chunk;

    /** Under which status and priority it is counted; see {@link CreationLog}. */
    int cell;

    /** The lane that it stands in while ready, and the directory that it holds while held. */
    @Nullable Lane lane;

    @Nullable Directory directory;

    /** In microseconds. While ready: its key in line. While in the timers: when it is due. Once finished: when it ended. */
    long key;

    /** Neighbours in line for the end of retention. */
    @Nullable TaskEntry earlier;

    @Nullable TaskEntry later;

    TaskEntry(Task task, int bytes) {
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

    TaskStatus status() {
        return task.status();
    }

    private static int compareInLine(TaskEntry one, TaskEntry other) {
        int byKey = Long.compare(one.key, other.key);
        return byKey != 0 ? byKey : one.task.id().compareTo(other.task.id());
    }
}
