package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.taskorchestrator.testkit.SettableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of a file begins anew while its writer goes on writing. */
@Timeout(60)
class WalCheckpointerTest {

    private static final int PAGES = 400;
    /** Each adds a page at least; this many take some seconds. */
    private static final int MANY = 20_000;

    private static final WalCheckpointer.Disk NOT_FLUSHED = () -> {};

    @TempDir
    Path directory;

    private SqliteFile file;
    private Session writer;
    private Session onlooker;
    private int written;

    @BeforeEach
    void open() throws SQLException {
        SettableClock clock = new SettableClock(Instant.EPOCH);
        file = SqliteFile.open(directory.resolve("tasks.db"), clock.instant(), true);
        writer = file.writer();
        onlooker = file.writer();
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        onlooker.close();
        file.close();
    }

    @Test
    void theLogBeginsAnewAgainAndAgainAndTheFileIsWhole() throws SQLException {
        try (WalCheckpointer checkpointer = started(file::writer, NOT_FLUSHED)) {
            for (int i = 0; i < 5; i++) {
                writeUntilTheLogBeginsAnew(checkpointer);
            }
        }
        assertThat(onlooker.list("PRAGMA integrity_check", Columns::text)).containsExactly("ok");
        assertThat(onlooker.first("SELECT count(*) FROM meta WHERE name LIKE 'test%'", Columns::longNumber))
                .isEqualTo(written);
    }

    @Test
    void theWriterCopiesTheLittleThatIsLeft() throws SQLException {
        AtomicInteger rounds = new AtomicInteger();
        try (WalCheckpointer checkpointer = started(file::writer, rounds::incrementAndGet)) {
            writeUpTo(PAGES - 30);
            try (Session reader = file.reader()) {
                reader.begin();
                reader.first("SELECT count(*) FROM meta", Columns::longNumber);
                writeUpTo(PAGES);
                for (int i = 0; i < 100; i++) {
                    checkpointer.committed();
                }
                while (rounds.get() < 2) { // the second one has nothing to copy, for the reader does not see more
                    requireTime();
                }
                assertThat(log().rest()).isBetween(1L, 50L);
                reader.rollback();
            }
            while (log().rest() > 0) {
                requireTime();
                checkpointer.copyRest(writer);
            }
            write();
            assertThat(log().pages()).isLessThan(PAGES);
        }
        assertThat(rounds).hasValue(2);
    }

    private void writeUpTo(long pages) throws SQLException {
        while (log().pages() < pages) {
            write();
        }
    }

    private static void requireTime() {
        assertThat(Thread.interrupted()).as("the time is over").isFalse();
    }

    @Test
    void whoeverReadsForLongHoldsUpTheLogButNotTheWriter() throws SQLException {
        try (WalCheckpointer checkpointer = started(file::writer, NOT_FLUSHED)) {
            for (int i = 0; i < PAGES / 4; i++) {
                write(checkpointer);
            }
            try (Session reader = file.reader()) {
                reader.begin();
                long before = reader.first("SELECT count(*) FROM meta", Columns::longNumber);
                for (int i = 0; i < 5 * PAGES; i++) {
                    write(checkpointer);
                }
                assertThat(log().pages()).isGreaterThan(5L * PAGES);
                assertThat(log().copied()).isLessThan(PAGES);
                assertThat(reader.first("SELECT count(*) FROM meta", Columns::longNumber))
                        .isEqualTo(before);
                reader.rollback();
            }
            writeUntilTheLogBeginsAnew(checkpointer);
        }
    }

    @Test
    void whatFailsIsTriedAgainWhateverItThrows() throws SQLException {
        AtomicInteger connections = new AtomicInteger();
        Writer.Connector connector = () -> {
            if (connections.incrementAndGet() == 1) {
                throw new SQLException("no connection this time");
            }
            return file.writer();
        };
        AtomicInteger flushes = new AtomicInteger();
        WalCheckpointer.Disk disk = () -> {
            if (flushes.incrementAndGet() == 1) {
                throw new IllegalStateException("no disk this time");
            }
        };
        try (WalCheckpointer checkpointer = started(connector, disk);
                Session reader = file.reader()) {
            write(checkpointer);
            reader.begin(); // so that the log cannot begin anew by the first round, which fails after it has copied
            reader.first("SELECT count(*) FROM meta", Columns::longNumber);
            while (flushes.get() < 2) {
                write(checkpointer);
                if (written > MANY) {
                    fail("It has connected %d times and flushed %d times".formatted(connections.get(), flushes.get()));
                }
            }
            reader.rollback();
            writeUntilTheLogBeginsAnew(checkpointer);
        }
        assertThat(connections).hasValue(3);
    }

    @Test
    void oneThatNeverBeganCanBeClosed() {
        new WalCheckpointer(file::writer, NOT_FLUSHED, PAGES).close();
    }

    private static WalCheckpointer started(Writer.Connector connector, WalCheckpointer.Disk disk) {
        WalCheckpointer checkpointer = new WalCheckpointer(connector, disk, PAGES);
        checkpointer.start();
        return checkpointer;
    }

    private void writeUntilTheLogBeginsAnew(WalCheckpointer checkpointer) throws SQLException {
        long before = log().pages();
        for (int i = 0; i < MANY; i++) {
            write(checkpointer);
            long now = log().pages();
            if (now < before) {
                return;
            }
            before = now;
        }
        fail("The log has %d pages, and has not begun anew".formatted(before));
    }

    private void write(WalCheckpointer checkpointer) throws SQLException {
        checkpointer.copyRest(writer);
        write();
        checkpointer.committed();
    }

    private void write() throws SQLException {
        writer.begin();
        writer.update("INSERT INTO meta (name, value) VALUES (?, ?)", "test" + written, "text".repeat(100));
        writer.commit();
        written++;
    }

    private record Log(long pages, long copied) {

        long rest() {
            return pages - copied;
        }
    }

    private Log log() throws SQLException {
        return onlooker.list("PRAGMA wal_checkpoint(NOOP)", row -> {
                    row.skip(1);
                    return new Log(row.longNumber(), row.longNumber());
                })
                .get(0);
    }
}
