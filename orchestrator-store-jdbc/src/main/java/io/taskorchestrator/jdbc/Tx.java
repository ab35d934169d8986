package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.WorkDirectory;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One transaction, shared by the units that are committed together, and everything that becomes true with its commit and is
 * forgotten if that fails: counters, numbers given out, and what listeners are to be told.
 *
 * <p>Thread model: the writer's thread.
 */
final class Tx {

    private final Session session;
    private final TxState state;
    private final boolean hasListeners;
    private final boolean givesHints;
    private final Tally tally = new Tally();
    private final Map<Hint, Long> hints = new LinkedHashMap<>();
    private final Set<String> freed = new LinkedHashSet<>();
    private final List<Consumer<StoreListener>> changes = new ArrayList<>();

    /** Tasks of {@code queue} in {@code directory}, and if so said below it, may have become ready. */
    record Hint(String queue, String directory, boolean recursive) {

        void tell(StoreListener listener) {
            listener.ready(new QueueName(queue), new DirectoryScope(new WorkDirectory(directory), recursive));
        }
    }

    /**
     * Begins to collect.
     *
     * @param hasListeners whether anybody is to be told of changes
     * @param givesHints whether anybody is to be told where tasks may have become ready
     */
    Tx(Session session, TxState state, boolean hasListeners, boolean givesHints) {
        this.session = session;
        this.state = state;
        this.hasListeners = hasListeners;
        this.givesHints = givesHints;
    }

    Session session() {
        return session;
    }

    TxState state() {
        return state;
    }

    Tally tally() {
        return tally;
    }

    Holds holds() throws SQLException {
        return state.holds();
    }

    /** The store's time, in whole microseconds. */
    Instant now() {
        return state.now();
    }

    HistoryEntry entry(int seq, Instant now, String actor, TaskEvent event) throws SQLException {
        return new HistoryEntry(seq, state.nextPosition(), now, actor, event);
    }

    /** Tasks of {@code queue} in {@code directory}, and if so said below it, may have become free to start. */
    void ready(String queue, String directory, boolean recursive) {
        if (givesHints) {
            hints.putIfAbsent(new Hint(queue, directory, recursive), Long.MAX_VALUE);
        }
    }

    /** A directory is held by one less. */
    void freed(String directory) {
        if (givesHints) {
            freed.add(directory);
        }
    }

    /** A task has come into line here. */
    void entered(Spot spot) {
        state.entered(spot);
        if (givesHints) {
            hints.merge(new Hint(spot.queue(), spot.directory(), false), spot.queuedAt(), Math::min);
        }
    }

    void changed(Task task, List<HistoryEntry> entries) {
        if (hasListeners) {
            changes.add(listener -> listener.changed(new TaskChange(task, entries)));
        }
    }

    /** Adds what the transaction as a whole changes to what is written; the commit comes next. */
    void finish() throws SQLException {
        FreedDirectories.tell(this, freed);
        state.finish(tally);
    }

    /** What may have become ready, and when the first task that has come into line there was queued, in microseconds. */
    Map<Hint, Long> hints() {
        return hints;
    }

    /** What listeners are to be told once the commit is done. */
    List<Consumer<StoreListener>> messages() {
        List<Consumer<StoreListener>> messages = new ArrayList<>(changes.size() + hints.size());
        messages.addAll(changes);
        hints.keySet().forEach(hint -> messages.add(hint::tell));
        return messages;
    }
}
