package io.taskorchestrator.memory;

import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What listeners are still to be told. Writers put it in under the store's lock, in order; it is told outside the lock,
 * by one thread at a time, so the order holds.
 *
 * <p>Thread model: {@link #add} under the store's lock, {@link #deliver} outside of it, {@link #register} anywhere.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<StoreListener>> messages = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean delivering = new AtomicBoolean();

    Registration register(StoreListener listener) {
        StoreListener own = new Registered(listener);
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    void add(Consumer<StoreListener> message) {
        messages.add(message);
    }

    /**
     * Tells the listeners what is in the outbox. If another thread is at it, that one goes on with it; so also if a
     * listener calls the store.
     */
    void deliver() {
        while (!messages.isEmpty() && delivering.compareAndSet(false, true)) {
            try {
                Consumer<StoreListener> message = messages.poll();
                while (message != null) {
                    tellAll(message);
                    message = messages.poll();
                }
            } finally {
                delivering.set(false);
            }
        }
    }

    private void tellAll(Consumer<StoreListener> message) {
        for (StoreListener listener : listeners) {
            try {
                message.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.error("A store listener failed; the others and the store go on", e);
            }
        }
    }

    /** One registration of a listener, so that the same listener can be registered twice and ended once. */
    private static final class Registered implements StoreListener {

        private final StoreListener listener;

        private Registered(StoreListener listener) {
            this.listener = listener;
        }

        @Override
        public void ready(QueueName queue, DirectoryScope directories) {
            listener.ready(queue, directories);
        }

        @Override
        public void changed(TaskChange change) {
            listener.changed(change);
        }
    }
}
