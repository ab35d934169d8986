package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes tasks. {@link #add}, {@link #change}, {@link #remove} and {@link #settle} are the only ways in which a task's rows
 * change, and each keeps task, line, lease, history, counters and holds in step.
 */
final class TaskTable {

    private TaskTable() {}

    /**
     * In whose name something is written.
     *
     * @param actor who is named in the history
     * @param caller on whose behalf a lease is granted
     */
    record Author(String actor, String caller) {}

    /** Adds a new task. */
    static TaskRow add(Tx tx, Decision.Changed created, Author author, Instant now) throws SQLException {
        Task task = created.task();
        long number = tx.state().nextTask();
        List<HistoryEntry> entries = entries(tx, HistoryEnd.NONE, created, author, now);
        TaskRow row = new TaskRow(number, task, QueueState.of(task, now), HistoryEnd.NONE.after(entries));
        TaskRows.insert(tx.session(), row);
        tx.tally().count(task, 1);
        tx.state().tasks().put(row);
        HistoryTable.add(tx.session(), number, HistoryEnd.NONE, entries);
        tell(tx, task, entries);
        entered(tx, row);
        return row;
    }

    /** Carries out what was decided: changes the task, or removes it. Returns the row afterwards, of a removed task its last. */
    static TaskRow change(Tx tx, TaskRow before, Decision.Changed changed, Author author, Instant now)
            throws SQLException {
        Task task = changed.task();
        List<HistoryEntry> entries = entries(tx, before.history(), changed, author, now);
        if (changed.isRemoval()) {
            tell(tx, task, entries);
            remove(tx, before);
            return new TaskRow(before.number(), task, before.queueState(), before.history());
        }
        begin(tx, before);
        TaskRow after = new TaskRow(
                before.number(),
                task,
                QueueState.of(task, now),
                before.history().after(entries));
        TaskRows.update(tx.session(), before, after, author.caller());
        tx.state().tasks().put(after);
        if (task.status() != before.task().status()
                || task.spec().priority() != before.task().spec().priority()) {
            tx.tally().count(before.task(), -1);
            tx.tally().count(task, 1);
        }
        HistoryTable.add(tx.session(), before.number(), before.history(), entries);
        tell(tx, task, entries);
        moved(tx, before, after);
        return after;
    }

    /** Removes a task without a word, as when its time is over: nobody did this to it. */
    static void remove(Tx tx, TaskRow row) throws SQLException {
        begin(tx, row);
        TaskRows.delete(tx.session(), row);
        HistoryTable.remove(tx.session(), row);
        tx.state().tasks().remove(row);
        tx.tally().count(row.task(), -1);
        left(tx, row);
    }

    /** Puts a waiting task where it belongs now: in line once it is due, and back if the clock has stepped back since. */
    static void settle(Tx tx, TaskRow row, Instant now) throws SQLException {
        QueueState state = QueueState.of(row.task(), now);
        if (state != row.queueState()) {
            begin(tx, row);
            TaskRow after = new TaskRow(row.number(), row.task(), state, row.history());
            TaskRows.updateQueueState(tx.session(), row, after);
            tx.state().tasks().put(after);
            moved(tx, row, after);
        }
    }

    /** Comes before any change: holds must be known as they were before. */
    private static void begin(Tx tx, TaskRow row) throws SQLException {
        if (row.task().spec().access() != DirectoryAccess.UNRESTRICTED) {
            tx.holds();
        }
        tx.session().about(row.number());
    }

    /** The events as entries of a history that ends at {@code before}. */
    private static List<HistoryEntry> entries(
            Tx tx, HistoryEnd before, Decision.Changed changed, Author author, Instant now) throws SQLException {
        List<HistoryEntry> entries = new ArrayList<>(changed.events().size());
        int last = before.seq();
        for (TaskEvent event : changed.events()) {
            entries.add(tx.entry(++last, now, author.actor(), event));
        }
        return entries;
    }

    /** Counts what happened, and lets listeners know. */
    private static void tell(Tx tx, Task task, List<HistoryEntry> entries) throws SQLException {
        for (HistoryEntry entry : entries) {
            tx.tally().count(task, entry.event(), entry.at());
        }
        if (!entries.isEmpty()) {
            tx.changed(task, entries);
        }
    }

    private static void moved(Tx tx, TaskRow before, TaskRow after) throws SQLException {
        boolean stays =
                before.queueState() == after.queueState() && Objects.equals(before.spotInLine(), after.spotInLine());
        if (!stays) {
            left(tx, before);
            entered(tx, after);
        }
    }

    private static void entered(Tx tx, TaskRow row) throws SQLException {
        DirectoryAccess access = row.task().spec().access();
        String directory = row.task().spec().directory().path();
        if (row.queueState() == QueueState.READY) {
            tx.entered(Spot.of(row.task()));
        } else if (row.queueState() == QueueState.HELD && access != DirectoryAccess.UNRESTRICTED) {
            tx.holds().hold(directory, access, 1);
        }
    }

    private static void left(Tx tx, TaskRow row) throws SQLException {
        DirectoryAccess access = row.task().spec().access();
        if (access == DirectoryAccess.UNRESTRICTED) {
            return;
        }
        if (row.queueState() == QueueState.READY) {
            Reservations.end(tx, row.number());
        } else if (row.queueState() == QueueState.HELD) {
            String directory = row.task().spec().directory().path();
            tx.holds().hold(directory, access, -1);
            tx.freed(directory);
        }
    }
}
