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
import org.junit.jupiter.api.io.TempDir;

/** The log of a file begins anew while its writer goes on writing. */
class WalCheckpointerTest {

    private static final int PAGES = 50;
    /** Each adds a page at least; this many take some seconds. */
    private static final int MANY = 20_000;

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
        try (WalCheckpointer checkpointer = started(file::writer)) {
            for (int i = 0; i < 5; i++) {
                writeUntilTheLogBeginsAnew(checkpointer);
            }
        }
        assertThat(onlooker.list("PRAGMA integrity_check", Columns::text)).containsExactly("ok");
        assertThat(onlooker.first("SELECT count(*) FROM meta WHERE name LIKE 'test%'", Columns::longNumber))
                .isEqualTo(written);
    }

    @Test
    void whoeverReadsForLongHoldsUpTheLogButNotTheWriter() throws SQLException {
        try (WalCheckpointer checkpointer = started(file::writer)) {
            try (Session reader = file.reader()) {
                reader.begin();
                long before = reader.first("SELECT count(*) FROM meta", Columns::longNumber);
                for (int i = 0; i < 20 * PAGES; i++) {
                    write(checkpointer);
                }
                assertThat(log()).isGreaterThan(20L * PAGES);
                assertThat(reader.first("SELECT count(*) FROM meta", Columns::longNumber))
                        .isEqualTo(before);
                reader.rollback();
            }
            writeUntilTheLogBeginsAnew(checkpointer);
        }
    }

    @Test
    void whatFailedOnceIsTriedAgain() throws SQLException {
        AtomicInteger failures = new AtomicInteger();
        Writer.Connector connector = () -> {
            if (failures.incrementAndGet() == 1) {
                throw new SQLException("no connection this time");
            }
            return file.writer();
        };
        try (WalCheckpointer checkpointer = started(connector)) {
            writeUntilTheLogBeginsAnew(checkpointer);
        }
        assertThat(failures).hasValue(2);
    }

    @Test
    void oneThatNeverBeganCanBeClosed() {
        new WalCheckpointer(file::writer, PAGES).close();
    }

    private static WalCheckpointer started(Writer.Connector connector) {
        WalCheckpointer checkpointer = new WalCheckpointer(connector, PAGES);
        checkpointer.start();
        return checkpointer;
    }

    private void writeUntilTheLogBeginsAnew(WalCheckpointer checkpointer) throws SQLException {
        long before = log();
        for (int i = 0; i < MANY; i++) {
            write(checkpointer);
            long now = log();
            if (now < before) {
                return;
            }
            before = now;
        }
        fail("The log has %d pages, and has not begun anew".formatted(before));
    }

    private void write(WalCheckpointer checkpointer) throws SQLException {
        checkpointer.copyRest(writer);
        writer.begin();
        writer.update("INSERT INTO meta (name, value) VALUES (?, ?)", "test" + written, "text".repeat(100));
        writer.commit();
        written++;
        checkpointer.committed();
    }

    private long log() throws SQLException {
        Long pages = onlooker.first("PRAGMA wal_checkpoint(NOOP)", row -> {
            row.skip(1);
            return row.longNumber();
        });
        return pages == null ? 0 : pages;
    }
}
