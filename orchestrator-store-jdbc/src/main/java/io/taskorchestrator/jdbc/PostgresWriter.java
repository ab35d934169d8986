package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.StoreListener;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a PostgreSQL database, each transaction by a connection of the pool, so that one that was lost is replaced.
 *
 * <p>Thread model: one thread at a time.
 */
final class PostgresWriter implements Writer {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresWriter.class);

    private static final int CLASS = 2;
    private static final String CONFLICT = "40";
    private static final String STATE = "25";
    private static final String CONNECTION = "08";
    private static final String OPERATOR = "57";
    private static final String CANCELLED = "57014";
    private static final String SYSTEM = "58";
    private static final String INTERNAL = "XX";
    private static final String NOT_CONNECTED = "08001";
    private static final String LOCKED = "55P03";
    private static final String IDLE_TOO_LONG = "25P03";

    private final PostgresDatabase database;
    private @Nullable Session session;
    private @Nullable FetchedState state;
    private boolean commits;

    PostgresWriter(PostgresDatabase database) {
        this.database = database;
    }

    @Override
    public Tx begin(boolean hasListeners, Needs needs) throws SQLException {
        commits = false;
        Session current = database.writing();
        session = current;
        FetchedState fetched = FetchedState.of(current, database, needs);
        state = fetched;
        return new Tx(current, fetched, hasListeners, true);
    }

    @Override
    public List<Consumer<StoreListener>> commit(Tx tx) throws SQLException {
        commits = true;
        tx.session().commit();
        close();
        if (state != null) {
            state.committed();
        }
        for (Map.Entry<Tx.Hint, Long> hint : tx.hints().entrySet()) {
            if (hint.getValue() != Long.MAX_VALUE) {
                database.marks().entered(hint.getKey().queue(), hint.getKey().directory(), hint.getValue());
            }
        }
        database.wakeups().tellOthers(tx.hints());
        return tx.messages();
    }

    @Override
    public void rollback() {
        database.marks().forget();
        database.workers().forget();
        Session current = session;
        if (current == null) {
            return;
        }
        try {
            current.rollback();
        } catch (SQLException e) {
            LOG.debug("The connection could not roll back; the pool replaces it", e);
        }
        close();
    }

    /**
     * A conflict with another transaction, one that paused for too long, or a connection that was lost before the commit: nothing
     * was done. When it is lost during the commit, nobody knows; and where there was none in the first place, the pool has tried
     * for long enough.
     */
    @Override
    public boolean mayRepeat(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null || state.length() < CLASS) {
            return false;
        }
        return switch (state.substring(0, CLASS)) {
            case CONFLICT -> true;
            case STATE -> state.equals(IDLE_TOO_LONG);
            case CONNECTION, OPERATOR -> !commits && !hadNone(failure, state) && !state.equals(CANCELLED);
            default -> false;
        };
    }

    private static boolean hadNone(SQLException failure, String state) {
        return state.equals(NOT_CONNECTED) || failure instanceof SQLTransientConnectionException;
    }

    /**
     * It has waited too long for a lock, of which somebody outside the store holds the only one that can last so long; or what was
     * written was refused, before the commit that was sent with it.
     */
    @Override
    public boolean isOfOne(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null || state.length() < CLASS) {
            return false;
        }
        return switch (state.substring(0, CLASS)) {
            case CONFLICT, STATE, CONNECTION, OPERATOR, SYSTEM, INTERNAL -> false;
            default -> commits || state.equals(LOCKED);
        };
    }

    @Override
    public void close() {
        Session current = session;
        session = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                LOG.warn("A connection could not be given back", e);
            }
        }
    }
}
