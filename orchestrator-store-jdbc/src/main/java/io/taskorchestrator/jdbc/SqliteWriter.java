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
 * The connection that writes a SQLite file, and what is kept in memory beside it. After a failure, and after somebody else has
 * written into the file – a person with a shell, say – that is made anew: from the database, which alone knows what is true.
 *
 * <p>Thread model: one thread at a time.
 */
final class SqliteWriter implements Writer {

    /** Changes when somebody else has written. */
    private static final String VERSION = "PRAGMA data_version";

    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);

    private final Connector connector;
    private final InstantSource clock;
    private final WalCheckpointer checkpointer;
    private @Nullable Session session;
    private @Nullable KeptState state;
    private long version;

    SqliteWriter(Connector connector, InstantSource clock, WalCheckpointer checkpointer) {
        this.connector = connector;
        this.clock = clock;
        this.checkpointer = checkpointer;
    }

    @Override
    public Tx begin(boolean hasListeners, Needs needs) throws SQLException {
        Session current = session();
        checkpointer.copyRest(current);
        current.begin();
        Long found = current.first(VERSION, Columns::longNumber);
        KeptState kept = state;
        if (kept == null || found == null || found != version) {
            version = found == null ? 0 : found;
            kept = KeptState.read(current, clock);
            state = kept;
        }
        return new Tx(current, kept, hasListeners, hasListeners);
    }

    Session session() throws SQLException {
        Session current = session;
        if (current == null) {
            current = connector.connect();
            session = current;
            state = null;
        }
        return current;
    }

    @Override
    public List<Consumer<StoreListener>> commit(Tx tx) throws SQLException {
        tx.session().commit();
        checkpointer.committed();
        return tx.messages();
    }

    @Override
    public void rollback() {
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

    /** Never: SQLite has waited for others already. */
    @Override
    public boolean mayRepeat(SQLException failure) {
        return false;
    }

    /** Never: the file is locked as a whole. */
    @Override
    public boolean isOfOne(SQLException failure) {
        return false;
    }

    @Override
    public void close() {
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
