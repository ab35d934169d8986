package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One transaction, shared by the units that are committed together, and everything that becomes true with its commit and is
 * forgotten if that fails: counters, numbers given out, and what listeners are to be told.
 *
 * <p>Thread model: the writer's thread.
 */
final class Tx {

    private static final String SAVE_NUMBER = "UPDATE last_number SET number = ? WHERE name = ?";

    private final Session session;
    private final WriterState state;
    private final InstantSource clock;
    private final boolean hasListeners;
    private final Tally tally = new Tally();
    private final Set<Hint> hints = new LinkedHashSet<>();
    private final List<Consumer<StoreListener>> changes = new ArrayList<>();
    private long lastTask;
    private long lastPosition;

    private record Hint(String queue, String directory, boolean recursive) {

        private void tell(StoreListener listener) {
            listener.ready(new QueueName(queue), new DirectoryScope(new WorkDirectory(directory), recursive));
        }
    }

    Tx(Session session, WriterState state, InstantSource clock, boolean hasListeners) {
        this.session = session;
        this.state = state;
        this.clock = clock;
        this.hasListeners = hasListeners;
        this.lastTask = state.lastTask();
        this.lastPosition = state.lastPosition();
    }

    Session session() {
        return session;
    }

    WriterState state() {
        return state;
    }

    Tally tally() {
        return tally;
    }

    Holds holds() {
        return state.holds();
    }

    /** The store's time, in whole microseconds. */
    Instant now() {
        return Micros.truncated(clock.instant());
    }

    /** The next number of a task. */
    long nextTask() {
        return ++lastTask;
    }

    /** The next entry of a task's history. */
    HistoryEntry entry(int seq, Instant now, String actor, TaskEvent event) {
        return new HistoryEntry(seq, ++lastPosition, now, actor, event);
    }

    boolean hasListeners() {
        return hasListeners;
    }

    /** Tasks of {@code queue} in {@code directory}, and if so said below it, may have become ready. */
    void ready(String queue, String directory, boolean recursive) {
        if (hasListeners) {
            hints.add(new Hint(queue, directory, recursive));
        }
    }

    void changed(Task task, List<HistoryEntry> entries) {
        if (hasListeners) {
            changes.add(listener -> listener.changed(new TaskChange(task, entries)));
        }
    }

    /** Writes what was collected; the commit comes next. */
    void finish() throws SQLException {
        tally.write(session);
        if (lastTask != state.lastTask()) {
            session.update(SAVE_NUMBER, lastTask, "task");
        }
        if (lastPosition != state.lastPosition()) {
            session.update(SAVE_NUMBER, lastPosition, "history");
        }
    }

    /** The commit is done; returns what listeners are to be told. */
    List<Consumer<StoreListener>> committed() {
        state.saved(lastTask, lastPosition);
        List<Consumer<StoreListener>> messages = new ArrayList<>(changes.size() + hints.size());
        messages.addAll(changes);
        hints.forEach(hint -> messages.add(hint::tell));
        return messages;
    }
}
