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
 * anew. As long as the writer goes on, SQLite leaves flushing the file to whoever reaches the end, which is the writer; so it is
 * flushed here, too, and little is left of that as well.
 *
 * <p>Where this fails or cannot keep up, or somebody reads what stands in the log, that grows; once it is {@link
 * SqliteFile#LONGEST_LOG_BYTES} long, commits of the writer try it, too.
 *
 * <p>Thread model: {@link #committed} and {@link #copyRest} are called by the thread that writes.
 */
final class WalCheckpointer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WalCheckpointer.class);

    private static final String LOOK = "PRAGMA wal_checkpoint(NOOP)";
    private static final String COPY = "PRAGMA wal_checkpoint(PASSIVE)";

    private static final int COMMITS_BETWEEN_LOOKS = 16;
    private static final int MOST_ROUNDS = 4;

    /** Of the pages with which copying begins: what is copied in a millisecond or two, after which no further round is made. */
    private static final int PART_OF_LITTLE = 80;

    /** Of the same: the most that is left to the writer. */
    private static final int PART_FOR_WRITER = 8;

    /** How many looks are left out after one that failed. */
    private static final int PATIENCE = 100;

    private final Writer.Connector connector;
    private final Disk disk;
    private final long pages;
    private final Thread thread = new Thread(this::work, "task-orchestrator-store-checkpointer");
    private final Semaphore looks = new Semaphore(0);
    private volatile boolean restIsLeft;
    private volatile boolean closed;

    /** Touched by the writer's thread only. */
    private int commits;

    /** Touched by the own thread only. */
    private @Nullable Session session;

    /** Flushes the file. */
    interface Disk {
        void flush() throws SQLException;
    }

    /**
     * The log.
     *
     * @param pages that were added since it began; -1 if that cannot be told now
     * @param copied how many of them have been copied
     */
    private record Log(long pages, long copied) {

        long rest() {
            return pages - copied;
        }
    }

    private static final Log UNKNOWN = new Log(-1, -1);

    /** Creates one that begins to copy when the log has so many {@code pages}. */
    WalCheckpointer(Writer.Connector connector, Disk disk, long pages) {
        this.connector = connector;
        this.disk = disk;
        this.pages = pages;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Says that a transaction was committed. */
    void committed() {
        commits++;
        if (commits % COMMITS_BETWEEN_LOOKS == 0 && thread.isAlive()) {
            looks.release();
        }
    }

    /** Copies what was left to the writer, if something was; {@code writer} is in no transaction. */
    void copyRest(Session writer) {
        if (restIsLeft) {
            restIsLeft = false;
            try {
                writer.execute(COPY);
            } catch (SQLException e) {
                LOG.warn("The end of the log could not be copied; it is tried again", e);
            }
        }
    }

    private void work() {
        int leftOut = 0;
        while (await(1 + leftOut)) {
            try {
                look();
                leftOut = 0;
            } catch (SQLException | RuntimeException | Error e) {
                if (leftOut == 0) {
                    LOG.warn("The log could not be copied; it is tried again", e);
                }
                leave();
                leftOut = PATIENCE;
            }
        }
        leave();
    }

    /** Waits until it is time for another look; returns false once this is closed. */
    private boolean await(int permits) {
        looks.acquireUninterruptibly(permits);
        looks.drainPermits();
        return !closed;
    }

    private void look() throws SQLException {
        Session current = session;
        if (current == null) {
            current = connector.connect();
            session = current;
        }
        Log log = ask(current, LOOK);
        for (int i = 0; i < MOST_ROUNDS && isLong(log) && log.rest() > pages / PART_OF_LITTLE; i++) {
            if (ask(current, COPY).copied() == log.copied()) {
                break; // somebody who reads stands in the way
            }
            disk.flush();
            log = ask(current, LOOK);
        }
        restIsLeft = isLong(log) && log.rest() > 0 && log.rest() <= pages / PART_FOR_WRITER;
    }

    private boolean isLong(Log log) {
        return log.pages() >= pages;
    }

    private static Log ask(Session session, String pragma) throws SQLException {
        Log log = session.first(pragma, row -> {
            row.skip(1); // whether somebody else is at it
            return new Log(row.longNumber(), row.longNumber());
        });
        return log == null ? UNKNOWN : log;
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
        looks.release(1 + PATIENCE);
        Courier.join(thread);
    }
}
