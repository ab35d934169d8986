package io.taskorchestrator.store;

import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The listeners of a store, and how they are told: each of them every message, whatever the others make of it. A part for whoever
 * writes a store.
 *
 * <p>Thread model: anybody registers at any time. Who tells sees to the order, by telling with one thread at a time and outside
 * of every lock.
 */
public final class StoreListeners {

    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private final Consumer<Throwable> onFailure;

    /**
     * Creates a list without listeners.
     *
     * @param onFailure hears what a listener threw; must not throw itself
     */
    public StoreListeners(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    /** Adds {@code listener}; the same one may be added several times, and each registration ends by itself. */
    public Registration register(StoreListener listener) {
        StoreListener own = new Registered(listener);
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    /** Whether nobody listens, so that nothing need be told. */
    public boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Whether a message now would make any difference to anybody; see {@link StoreListener#isAttentive}. */
    public boolean hasAttentive() {
        for (StoreListener listener : listeners) {
            if (listener.isAttentive()) {
                return true;
            }
        }
        return false;
    }

    /** Tells every listener {@code messages}, in order. Throws nothing that a listener throws. */
    public void tell(List<Consumer<StoreListener>> messages) {
        for (Consumer<StoreListener> message : messages) {
            for (StoreListener listener : listeners) {
                try {
                    message.accept(listener);
                } catch (RuntimeException | Error e) {
                    onFailure.accept(e);
                }
            }
        }
    }

    /** One registration of a listener. */
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

        @Override
        public boolean isAttentive() {
            return listener.isAttentive();
        }
    }
}
