package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners, and how they are told.
 *
 * <p>Thread model: anybody registers; one thread at a time tells.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();

    Registration register(StoreListener listener) {
        StoreListener own = new Registered(listener);
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Tells every listener. */
    void tell(List<Consumer<StoreListener>> messages) {
        for (Consumer<StoreListener> message : messages) {
            for (StoreListener listener : listeners) {
                try {
                    message.accept(listener);
                } catch (RuntimeException | Error e) {
                    LOG.error("A store listener failed; the others and the store go on", e);
                }
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
