package io.taskorchestrator.engine;

import io.taskorchestrator.store.TaskChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener of changes, in order and one at a time, from a bounded buffer: a slow listener loses the oldest
 * ones, which are counted and logged; one that throws is logged and told of the next.
 *
 * <p>Thread model: safe for use by many threads; the listener is called by the executor, never by two threads at once.
 */
public final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final Consumer<TaskChange> listener;
    private final Executor executor;
    private final int capacity;

    /** Guarded by itself, as are the fields below. */
    private final Deque<TaskChange> buffer = new ArrayDeque<>();

    private boolean running;
    private boolean closed;
    private long lost;

    /**
     * Creates an announcer.
     *
     * @param capacity how many changes wait at most
     */
    public Announcer(Consumer<TaskChange> listener, Executor executor, int capacity) {
        this.listener = listener;
        this.executor = new SureExecutor(executor);
        this.capacity = capacity;
    }

    /** Has the listener told of {@code change}. */
    public void announce(TaskChange change) {
        synchronized (buffer) {
            if (closed) {
                return;
            }
            if (buffer.size() == capacity) {
                buffer.removeFirst();
                if (lost++ == 0) {
                    LOG.warn("A listener is too slow: it loses the oldest changes beyond {}", capacity);
                }
            }
            buffer.addLast(change);
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::drain);
    }

    /** How many changes the listener has lost. */
    public long lost() {
        synchronized (buffer) {
            return lost;
        }
    }

    /** The listener is not told of anything more, but perhaps of one change that it is being told of. */
    public void close() {
        synchronized (buffer) {
            closed = true;
            buffer.clear();
        }
    }

    private void drain() {
        for (TaskChange change = next(); change != null; change = next()) {
            try {
                listener.accept(change);
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "A listener failed on task {}; it is told of the next change",
                        change.task().id(),
                        e);
            }
        }
    }

    private @Nullable TaskChange next() {
        synchronized (buffer) {
            TaskChange change = buffer.pollFirst();
            running = change != null;
            return change;
        }
    }
}
