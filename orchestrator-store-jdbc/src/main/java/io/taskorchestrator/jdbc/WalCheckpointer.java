package io.taskorchestrator.jdbc;

import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what stands in the log of a SQLite file to its places in the file, so that the log can begin anew; SQLite calls that a
 * checkpoint. By itself it would do so within a commit, and everybody would wait. Here a thread does it beside the writer, who goes on
 * and adds to the log meanwhile. So it does it again, for what was added, which is less and less. The end can only be
 * reached while nobody writes: when little is left, the writer copies it before its next transaction.
 *
 * <p>What is durable, and when, is not touched by this: SQLite flushes the log before it copies, and the file before the log begins
 * anew. Where this fails, or a reader stands in the way, the log grows; once it is {@link SqliteFile#LONGEST_LOG_BYTES} long, commits
 * of the writer try it, too.
 *
 * <p>Thread model: {@link #committed} and {@link #copyRest} are called by the thread that writes.
 */
final class WalCheckpointer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WalCheckpointer.class);

    private static final String LOOK = "PRAGMA wal_checkpoint(NOOP)";
    private static final String COPY = "PRAGMA wal_checkpoint(PASSIVE)";

    private static final int COMMITS_BETWEEN_LOOKS = 16;
    private static final int MOST_ROUNDS = 4;

    /** So many pages are copied within a millisecond or two. */
    private static final int FEW_PAGES = 400;

    private final Writer.Connector connector;
    private final long pages;
    private final Thread thread = new Thread(this::work, "task-orchestrator-store-checkpointer");
    private final Semaphore commits = new Semaphore(0);
    private volatile boolean restIsLeft;
    private volatile boolean closed;

    /** Touched by the writer's thread only. */
    private int commitsSinceLook;

    /** Touched by the own thread only, as are the fields below. */
    private @Nullable Session session;

    private long lastPages;
    private long pagesToBegin;

    /**
     * The log.
     *
     * @param pages that were added since it began
     * @param copied how many of them have been copied
     */
    private record Log(long pages, long copied) {

        long rest() {
            return pages - copied;
        }
    }

    /** Creates one that begins to copy when the log has so many {@code pages}. */
    WalCheckpointer(Writer.Connector connector, long pages) {
        this.connector = connector;
        this.pages = pages;
        this.pagesToBegin = pages;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that a transaction was committed. */
    void committed() {
        commitsSinceLook++;
        if (commitsSinceLook == COMMITS_BETWEEN_LOOKS) {
            commitsSinceLook = 0;
            commits.release();
        }
    }

    /** Copies what was left to the writer, if something was; {@code writer} is in no transaction. */
    void copyRest(Session writer) {
        if (restIsLeft) {
            restIsLeft = false;
            try {
                ask(writer, COPY);
            } catch (SQLException e) {
                LOG.warn("The end of the log could not be copied; it is tried again when the log has grown", e);
            }
        }
    }

    private void work() {
        while (commit()) {
            try {
                look();
            } catch (SQLException e) {
                LOG.warn("The log could not be copied; it is tried again when it has grown", e);
                pagesToBegin = lastPages + pages;
                leave();
            }
        }
        leave();
    }

    /** Waits for commits; returns false once it is closed. */
    private boolean commit() {
        commits.acquireUninterruptibly();
        commits.drainPermits();
        return !closed;
    }

    private void look() throws SQLException {
        Session current = session;
        if (current == null) {
            current = connector.connect();
            session = current;
        }
        long found = ask(current, LOOK).pages();
        if (found < lastPages) {
            pagesToBegin = pages; // it has begun anew
        }
        lastPages = found;
        if (found >= pagesToBegin) {
            lastPages = copy(current);
            pagesToBegin =
                    lastPages + pages / 4; // if it does not begin anew, since somebody still reads what stands in it
        }
    }

    /** Returns how many pages the log has afterwards. */
    private long copy(Session current) throws SQLException {
        Log log;
        int rounds = 0;
        do {
            ask(current, COPY);
            log = ask(current, LOOK);
            rounds++;
        } while (log.rest() > FEW_PAGES && rounds < MOST_ROUNDS && !closed);
        restIsLeft = log.rest() > 0;
        return log.pages();
    }

    private static Log ask(Session session, String pragma) throws SQLException {
        Log log = session.first(pragma, row -> {
            row.skip(1); // whether another one is at it
            return new Log(row.longNumber(), row.longNumber());
        });
        if (log == null) {
            throw new SQLException(pragma + " has no answer");
        }
        return log;
    }

    private void leave() {
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

    /** Ends when what is being copied has been. */
    @Override
    public void close() {
        closed = true;
        commits.release();
        Courier.join(thread);
    }
}
