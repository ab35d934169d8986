package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreListener;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes, and what is kept in memory beside it. After a failure both are made anew: from the database,
 * which alone knows what is true.
 *
 * <p>Thread model: one thread at a time.
 */
final class Writer {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private final Connector connector;
    private final InstantSource clock;
    private @Nullable Session session;
    private @Nullable WriterState state;

    /** Opens connections that write. */
    interface Connector {
        Session connect() throws SQLException;
    }

    Writer(Connector connector, InstantSource clock) {
        this.connector = connector;
        this.clock = clock;
    }

    Tx begin(boolean hasListeners) throws SQLException {
        Session current = session();
        current.begin();
        WriterState kept = state;
        if (kept == null) {
            kept = WriterState.read(current);
            state = kept;
        }
        return new Tx(current, kept, clock, hasListeners);
    }

    Session session() throws SQLException {
        Session current = session;
        if (current == null) {
            current = connector.connect();
            session = current;
        }
        return current;
    }

    /** Makes everything durable; returns what listeners are to be told. If it fails, roll back. */
    List<Consumer<StoreListener>> commit(Tx tx) throws SQLException {
        tx.finish();
        tx.session().commit();
        return tx.committed();
    }

    /** Undoes everything since {@link #begin}. */
    void rollback() {
        state = null;
        Session current = session;
        if (current == null) {
            return;
        }
        try {
            current.rollback();
        } catch (SQLException e) {
            // Closing undoes it, too. After a commit that failed this is the usual way.
            LOG.debug("The connection could not roll back; it is opened anew", e);
            close();
        }
    }

    void close() {
        Session current = session;
        session = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                LOG.warn("A connection could not be closed", e);
            }
        }
    }
}
