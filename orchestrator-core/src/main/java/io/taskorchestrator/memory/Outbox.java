package io.taskorchestrator.memory;

import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreListeners;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What listeners are still to be told. Writers put it in under the store's lock, in order; it is told outside the lock,
 * by one thread at a time, so the order holds: while one thread is at it, it goes on with what others and the listeners
 * themselves put in.
 *
 * <p>Thread model: guarded by the store's lock, but for {@link #tell}, which must be called without it, and {@link
 * #register}, which may be called anywhere.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final StoreListeners listeners = new StoreListeners(
            failure -> LOG.error("A store listener failed; the others and the store go on", failure));
    private @Nullable List<Consumer<StoreListener>> messages;
    private boolean telling;

    Registration register(StoreListener listener) {
        return listeners.register(listener);
    }

    /**
     * Whether anybody has to be told of what was done just now.
     *
     * <p>Somebody who waits for a task begins to listen and then looks at the task, without the lock; here the task is
     * written, and then it is asked who listens. One of the two sees the other, if neither look overtakes the write before
     * it: hence the fence.
     */
    boolean hasAttentive() {
        VarHandle.fullFence();
        return listeners.hasAttentive();
    }

    void add(Consumer<StoreListener> message) {
        if (messages == null) {
            messages = new ArrayList<>(2);
        }
        messages.add(message);
    }

    /** What the caller has to tell, now or after the lock; nothing if another thread is at it. */
    List<Consumer<StoreListener>> take() {
        return telling ? List.of() : takeMore();
    }

    /** What the caller, who has told what he took, has to tell next; if it is nothing, he is done. */
    List<Consumer<StoreListener>> takeMore() {
        List<Consumer<StoreListener>> taken = messages;
        messages = null;
        telling = taken != null;
        return taken == null ? List.of() : taken;
    }

    /** Tells the listeners. */
    void tell(List<Consumer<StoreListener>> taken) {
        listeners.tell(taken);
    }
}
