package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.StoreUnavailableException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few connections that read beside the writer, each with a snapshot of its own, opened when they are first needed.
 *
 * <p>Thread model: safe for use by many threads; who finds all connections busy waits.
 */
final class Readers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
    private static final int MOST = 4;

    private final Writer.Connector connector;
    private final boolean keeps;
    private final Semaphore free = new Semaphore(MOST);
    /** Guarded by itself. */
    private final Deque<Session> idle = new ArrayDeque<>();

    private volatile boolean closed;

    /**
     * Creates readers that have no connections yet.
     *
     * @param keeps whether connections are kept for the next reading; else each comes within a transaction, which is ended after the
     *     reading, and is closed
     */
    Readers(Writer.Connector connector, boolean keeps) {
        this.connector = connector;
        this.keeps = keeps;
    }

    /** Something to be read. */
    interface Reading<T> {
        T read(Session session) throws SQLException;
    }

    /** Reads by one statement, or by several that need not see the same moment. */
    <T> T read(Reading<T> reading) {
        free.acquireUninterruptibly();
        try {
            if (closed) {
                throw new StoreUnavailableException("The store is closed");
            }
            Session session = take();
            boolean healthy = false;
            try {
                T value = reading.read(session);
                healthy = true;
                return value;
            } finally {
                giveBack(session, healthy);
            }
        } catch (SQLException e) {
            throw new StoreUnavailableException("The store cannot be read: " + e.getMessage(), e);
        } finally {
            free.release();
        }
    }

    /** Reads several things as they are at one moment. */
    <T> T readTogether(Reading<T> reading) {
        if (!keeps) {
            return read(reading);
        }
        return read(session -> {
            session.begin();
            T value = reading.read(session);
            session.commit();
            return value;
        });
    }

    private Session take() throws SQLException {
        synchronized (idle) {
            Session session = idle.pollFirst();
            if (session != null) {
                return session;
            }
        }
        return connector.connect();
    }

    private void giveBack(Session session, boolean healthy) {
        if (healthy && keeps) {
            synchronized (idle) {
                idle.addFirst(session);
            }
        } else {
            if (!keeps) {
                end(session, healthy);
            }
            close(session);
        }
    }

    private static void end(Session session, boolean healthy) {
        try {
            if (healthy) {
                session.commit();
            } else {
                session.rollback();
            }
        } catch (SQLException e) {
            LOG.debug("A connection was lost; whoever pools it replaces it", e);
        }
    }

    /** Closes the connections, after waiting for those that are at work. Later reads fail. */
    @Override
    public void close() {
        free.acquireUninterruptibly(MOST);
        try {
            closed = true;
            synchronized (idle) {
                idle.forEach(Readers::close);
                idle.clear();
            }
        } finally {
            free.release(MOST);
        }
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.warn("A connection could not be closed", e);
        }
    }
}
