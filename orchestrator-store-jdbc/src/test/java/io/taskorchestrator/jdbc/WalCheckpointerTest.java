package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;
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
        writer.update("PRAGMA synchronous = OFF"); // so that slow disks do not count
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
        WalCheckpointer checkpointer = started(file::writer, rounds::incrementAndGet);
        writeUpTo(PAGES - 30);
        try (Session reader = file.reader()) {
            reader.begin();
            reader.first("SELECT count(*) FROM meta", Columns::longNumber);
            writeUpTo(PAGES);
            for (int i = 0; i < 16; i++) {
                checkpointer.committed();
            }
            while (rounds.get() == 0) {
                assertThat(Thread.interrupted()).as("the time is over").isFalse();
            }
            checkpointer.close();
            reader.rollback();
        }
        assertThat(rounds).hasValue(1); // for the reader stood in the way of another one
        assertThat(log().rest()).isBetween(1L, 50L);
        checkpointer.copyRest(writer);
        assertThat(log().rest()).isZero();
        write();
        assertThat(log().pages()).isLessThan(PAGES);
    }

    private void writeUpTo(long pages) throws SQLException {
        while (log().pages() < pages) {
            write();
        }
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
        try (WalCheckpointer checkpointer = started(connector, disk)) {
            while (flushes.get() < 2) {
                write(checkpointer);
                assertThat(written)
                        .as("connected %d times and flushed %d times", connections.get(), flushes.get())
                        .isLessThan(MANY);
            }
            writeUntilTheLogBeginsAnew(checkpointer);
        }
        assertThat(connections).hasValue(3);
    }

    @Test
    void storesHaveOneSoTheirFileGrowsWhileTheyAreOpen() throws IOException {
        Path tasks = directory.resolve("many.db");
        String prompt = "p".repeat(50_000);
        JdbcStoreOptions options = JdbcStoreOptions.of(new SettableClock(Instant.EPOCH), new Random(1));
        try (JdbcTaskStore store = JdbcTaskStore.openSqlite(tasks, options)) {
            for (int i = 0; Files.size(tasks) < 32_000_000; i++) {
                assertThat(i).as("tasks of 50,000 characters").isLessThan(4_000);
                Scene.create(store, NewTask.builder("/a", prompt), 1);
            }
            assertThat(Files.size(directory.resolve("many.db-wal"))).isLessThan(200_000_000);
        }
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
