package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A listener that remembers what it hears. A store may tell it later than it answers, on a thread of its own, so tests
 * wait for what they expect.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class RecordingListener implements StoreListener {

    private static final long PATIENCE_MILLIS = 10_000;

    private final List<Hint> hints = new ArrayList<>();
    private final List<TaskChange> changes = new ArrayList<>();

    private record Hint(QueueName queue, DirectoryScope directories) {

        private boolean covers(Task task) {
            return queue.equals(task.spec().queue())
                    && directories.includes(task.spec().directory());
        }
    }

    @Override
    public synchronized void ready(QueueName queue, DirectoryScope directories) {
        hints.add(new Hint(queue, directories));
        notifyAll();
    }

    @Override
    public synchronized void changed(TaskChange change) {
        changes.add(change);
        notifyAll();
    }

    /** Forgets what it heard. */
    synchronized void forget() {
        hints.clear();
        changes.clear();
    }

    /** Whether it heard a hint that covers {@code task}. */
    synchronized boolean hasHint(Task task) {
        return hints.stream().anyMatch(hint -> hint.covers(task));
    }

    /** The changes of the task, in the order in which they were heard. */
    synchronized List<TaskChange> changes(TaskId id) {
        return changes.stream().filter(change -> change.task().id().equals(id)).toList();
    }

    /** What happened to the task, in the order in which it was heard. */
    List<EventType> events(TaskId id) {
        return changes(id).stream()
                .flatMap(change -> change.entries().stream())
                .map(entry -> entry.event().type())
                .toList();
    }

    /** Waits for a hint that covers {@code task}. */
    void awaitHint(Task task) {
        waitFor(() -> hasHint(task));
        assertThat(hasHint(task)).as("A hint for %s", task.spec().routing()).isTrue();
    }

    /** Waits for a change of the task that tells {@code event}. */
    void awaitEvent(TaskId id, EventType event) {
        waitFor(() -> events(id).contains(event));
        assertThat(events(id)).contains(event);
    }

    private synchronized void waitFor(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        long left = PATIENCE_MILLIS;
        try {
            while (!condition.getAsBoolean() && left > 0) {
                wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }
}
