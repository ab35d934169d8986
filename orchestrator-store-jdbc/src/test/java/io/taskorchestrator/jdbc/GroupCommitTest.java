package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreListeners;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.testkit.SettableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units that are carried out together, and what becomes of them when one cannot be. */
class GroupCommitTest {

    private static final TaskId LOCKED = new TaskId(new UUID(1, 1));

    @TempDir
    Path directory;

    @Test
    void whoNeedsATaskThatSomebodyHasLockedFailsAlone() {
        SettableClock clock = new SettableClock(Instant.EPOCH);
        SqliteFile file = SqliteFile.open(directory.resolve("tasks.db"), clock.instant(), true);
        News news = new News(new StoreListeners(failure -> {
            throw new AssertionError(failure);
        }));
        Job<String> waits = new Job<>(needs -> needs.task(LOCKED), tx -> "not this time");
        Job<String> other = new Job<>(needs -> {}, tx -> "done");
        try (file;
                GroupCommit commit =
                        new GroupCommit(new Locked(new SqliteWriter(file::writer, clock, file.checkpointer())), news)) {
            commit.carryOut(List.of(waits, other));
        }
        waits.deliver();
        other.deliver();

        assertThat(other.answer().join()).isEqualTo("done");
        assertThatThrownBy(() -> waits.answer().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("somebody has it");
    }

    /** A database in which somebody else has one task locked. */
    private record Locked(Writer writer) implements Writer {

        @Override
        public Tx begin(boolean hasListeners, Needs needs) throws SQLException {
            if (needs.tasks().contains(LOCKED)) {
                throw new SQLException("somebody has it", "55P03");
            }
            return writer.begin(hasListeners, needs);
        }

        @Override
        public List<Consumer<StoreListener>> commit(Tx tx) throws SQLException {
            return writer.commit(tx);
        }

        @Override
        public void rollback() {
            writer.rollback();
        }

        @Override
        public boolean mayRepeat(SQLException failure) {
            return writer.mayRepeat(failure);
        }

        @Override
        public boolean isOfOne(SQLException failure) {
            return "55P03".equals(failure.getSQLState());
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
