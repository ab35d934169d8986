package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreListener;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Begins and ends the transactions of one thread.
 *
 * <p>Thread model: one thread at a time.
 */
interface Writer extends AutoCloseable {

    /** Opens connections. */
    interface Connector {
        Session connect() throws SQLException;
    }

    /** Begins a transaction for units that have announced {@code needs}. */
    Tx begin(boolean hasListeners, Needs needs) throws SQLException;

    /** Writes what was collected, after {@link Tx#finish}, and makes everything durable; returns what listeners are to be told. If it fails, roll back. */
    List<Consumer<StoreListener>> commit(Tx tx) throws SQLException;

    /** Undoes everything since {@link #begin}. */
    void rollback();

    /**
     * Whether the transaction that failed by {@code failure} has surely done nothing, and may succeed if it is carried out again
     * at once.
     */
    boolean mayRepeat(SQLException failure);

    /**
     * Whether the transaction that failed by {@code failure} has surely done nothing, and failed for something that one of its
     * units needs or has written, so that the others may succeed by themselves.
     */
    boolean isOfOne(SQLException failure);

    @Override
    void close();
}
