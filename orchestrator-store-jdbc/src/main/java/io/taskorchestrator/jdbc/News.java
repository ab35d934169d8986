package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreListeners;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners what was committed, by one thread, in an order in which it can have happened: each transaction takes its
 * place before it commits, and so before anybody can build upon it.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class News implements AutoCloseable {

    private final StoreListeners listeners;
    private final Courier courier = new Courier("task-orchestrator-store-listeners");
    /** Guarded by itself, as are the places in it. */
    private final Queue<Place> places = new ArrayDeque<>();

    /** The place of a transaction. */
    static final class Place {
        private @Nullable List<Consumer<StoreListener>> messages;
    }

    News(StoreListeners listeners) {
        this.listeners = listeners;
    }

    void start() {
        courier.start();
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** A transaction is about to commit. */
    Place takePlace() {
        Place place = new Place();
        synchronized (places) {
            places.add(place);
        }
        return place;
    }

    /** The transaction has ended, and there is this to tell. */
    void tell(Place place, List<Consumer<StoreListener>> messages) {
        synchronized (places) {
            place.messages = messages;
            for (Place first = places.peek(); first != null && first.messages != null; first = places.peek()) {
                places.remove();
                List<Consumer<StoreListener>> next = first.messages;
                if (!next.isEmpty()) {
                    courier.send(() -> listeners.tell(next));
                }
            }
        }
    }

    /** Somebody else has told this. */
    void tell(List<Consumer<StoreListener>> messages) {
        courier.send(() -> listeners.tell(messages));
    }

    /** Tells what there is, and ends. */
    @Override
    public void close() {
        courier.close();
    }
}
