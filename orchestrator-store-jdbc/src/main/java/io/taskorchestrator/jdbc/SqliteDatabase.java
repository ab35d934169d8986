package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Micros;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A SQLite file with its only writer.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class SqliteDatabase implements Database {

    private final SqliteFile file;
    private final WalCheckpointer checkpointer;
    private final SqliteWriter writer;
    private final InstantSource clock;

    /** Shared by those who copy the file, since closing it would end their locks on it, too. */
    private final ReadWriteLock open = new ReentrantReadWriteLock();

    SqliteDatabase(SqliteFile file, Writer.Connector connector, InstantSource clock) {
        this.file = file;
        this.checkpointer = file.checkpointer();
        this.writer = new SqliteWriter(connector, clock, checkpointer);
        this.clock = clock;
    }

    @Override
    public <T> T once(Readers.Reading<T> reading) throws SQLException {
        return reading.read(writer.session());
    }

    @Override
    public List<Writer> writers() {
        return List.of(writer);
    }

    @Override
    public Writer claimer() {
        return writer;
    }

    @Override
    public boolean claimsApart() {
        return false;
    }

    @Override
    public Session reader() throws SQLException {
        return file.reader();
    }

    @Override
    public boolean keepsReaders() {
        return true;
    }

    @Override
    public Instant now(Session session) {
        return Micros.truncated(clock.instant());
    }

    @Override
    public String hasTag() {
        return "EXISTS (SELECT 1 FROM json_each(b.tags) e WHERE e.value = ?)";
    }

    @Override
    public void check(CreateBatch batch) {
        // It holds whatever a task may be.
    }

    @Override
    public void start(News news) {
        if (file.copiesBeside()) {
            checkpointer.start();
        }
    }

    @Override
    public <T> T within(Connection connection, Needs needs, Committer.Unit<T> unit) {
        throw new UnsupportedOperationException("A SQLite file is written by its store alone");
    }

    @Override
    public void tellOthers(Tx.Hint hint) {
        // There are none.
    }

    @Override
    public void backup(Path target) {
        open.readLock().lock();
        try {
            SqliteBackup.copy(file.path(), target);
        } finally {
            open.readLock().unlock();
        }
    }

    @Override
    public StoreOpenException explained(SQLException failure) {
        return SqliteFile.explained(file.path(), failure);
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try {
            checkpointer.close();
            writer.close();
            file.close();
        } finally {
            open.writeLock().unlock();
        }
    }
}
