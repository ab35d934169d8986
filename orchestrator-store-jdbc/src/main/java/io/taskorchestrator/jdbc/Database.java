package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.CreateBatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Where a store keeps its tasks: a SQLite file, or a PostgreSQL database.
 *
 * <p>Thread model: safe for use by many threads.
 */
interface Database extends AutoCloseable {

    /** Reads, or writes, once by a session of its own before the store begins. */
    <T> T once(Readers.Reading<T> reading) throws SQLException;

    /** What writes, side by side. */
    List<Writer> writers();

    /** What claims, and does what is due; the same as the only writer, unless {@link #claimsApart}. */
    Writer claimer();

    /** Whether claims and ticks are carried out beside other writes, by a writer of their own. */
    boolean claimsApart();

    /** Opens a connection that reads; where they are not kept, within a transaction that sees one moment. */
    Session reader() throws SQLException;

    /** Whether connections that read are kept here; else they are given back to whoever pools them. */
    boolean keepsReaders();

    /** The store's time, in whole microseconds. */
    Instant now(Session session) throws SQLException;

    /** Whether a task's tags (b.tags) have the value that is to be bound. */
    String hasTag();

    /**
     * Checks what is to be created.
     *
     * @throws io.taskorchestrator.task.InvalidInputException if this database cannot hold it
     */
    void check(CreateBatch batch);

    /** From here on what happens elsewhere is told as well. */
    void start(News news) throws SQLException;

    /**
     * Carries out {@code unit} in the transaction of {@code connection}, which is somebody else's.
     *
     * @throws UnsupportedOperationException if only one may write
     * @throws IllegalArgumentException if there is no transaction
     */
    <T> T within(Connection connection, Needs needs, Committer.Unit<T> unit) throws SQLException;

    /** Tells other servers what may have become ready. */
    void tellOthers(Tx.Hint hint);

    /** Copies everything, as it is at one moment, to this file. */
    void backup(Path target);

    /** What a failure at the start means. */
    StoreOpenException explained(SQLException failure);

    @Override
    void close();
}
