package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.testkit.SettableClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that cannot be written for a while, and the end of a store. */
class SqliteFailureTest {

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));

    @Test
    void failedWriteIsToldAndTheStoreWorksAgainWhenTheCauseIsGone() throws SQLException {
        try (JdbcTaskStore store = open(file())) {
            Task before = Scene.create(store);
            Scene.execute(
                    file(), "CREATE TRIGGER broken BEFORE INSERT ON history BEGIN SELECT RAISE(ABORT, 'broken'); END");
            requireUnavailable(() -> Scene.create(store));
            requireUnavailable(() -> Scene.claim(store, Claim.by("alice")));
            assertThat(store.list(TaskQuery.ALL).tasks()).containsExactly(before);
            Scene.execute(file(), "DROP TRIGGER broken");
            Task after = Scene.create(store);
            assertThat(store.list(TaskQuery.ALL).tasks()).containsExactly(after, before);
            assertThat(Scene.claim(store, Claim.by("alice").limit(10))).hasSize(2);
        }
    }

    @Test
    void oneCallersFailureDoesNotHarmTheOthersOfItsGroup() throws SQLException {
        try (JdbcTaskStore store = open(file())) {
            Scene.execute(
                    file(),
                    "CREATE TRIGGER broken BEFORE INSERT ON task WHEN new.directory = '/bad'"
                            + " BEGIN SELECT RAISE(ABORT, 'broken'); END");
            List<CompletableFuture<Created>> stages = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                CreateBatch batch = Scene.batch(Scene.task(i % 10 == 7 ? "/bad" : "/good"), 2);
                stages.add(store.create(new Call<>(Scene.CALLER, batch)).toCompletableFuture());
            }
            for (int i = 0; i < 200; i++) {
                CompletableFuture<Created> stage = stages.get(i);
                if (i % 10 == 7) {
                    requireUnavailable(() -> Scene.await(stage));
                } else {
                    assertThat(Scene.await(stage).tasks()).hasSize(2);
                }
            }
            assertThat(store.list(TaskQuery.ALL).total()).isEqualTo(360);
            assertThat(Scene.claim(store, Claim.by("alice").limit(100))).hasSize(100);
        }
    }

    @Test
    void fullDiskIsToldAndNothingConfirmedIsLost() throws SQLException {
        List<Task> confirmed = new ArrayList<>();
        AtomicReference<Session> writer = new AtomicReference<>();
        SqliteFile file = SqliteFile.open(file(), clock.instant(), true);
        AtomicInteger pages = new AtomicInteger(200);
        Writer.Connector connector = () -> {
            writer.set(file.writer());
            limitPages(writer.get(), pages.get());
            return writer.get();
        };
        JdbcStoreOptions options = JdbcStoreOptions.of(clock, new Random(1));
        try (JdbcTaskStore store = JdbcTaskStore.open(file, connector, options)) {
            Throwable full = createUntilFull(store, confirmed);
            assertThat(full).hasCauseInstanceOf(StoreUnavailableException.class).hasMessageContaining("full");
            requireUnavailable(() -> Scene.create(store, Scene.task("/full"), 1_000));
            assertThat(store.list(TaskQuery.ALL).total()).isEqualTo(confirmed.size());
            pages.set(1_000_000);
            raiseLimit(writer.get(), pages.get());
            confirmed.addAll(Scene.create(store, Scene.task("/later"), 1_000));
        }
        try (JdbcTaskStore store = open(file())) {
            assertThat(store.list(TaskQuery.ALL).total()).isEqualTo(confirmed.size());
            confirmed.forEach(
                    task -> assertThat(store.find(task.id(), Set.of())).contains(task));
        }
    }

    private static Throwable createUntilFull(JdbcTaskStore store, List<Task> confirmed) {
        return catchThrowable(() -> {
            for (int i = 0; i < 1_000; i++) {
                confirmed.addAll(Scene.create(store, Scene.task("/a/" + i), 3));
            }
        });
    }

    /** SQLite has rolled back by itself, and the writer has opened a new connection, or will. */
    private static void raiseLimit(Session session, int pages) {
        Throwable closed = catchThrowable(() -> limitPages(session, pages));
        if (closed != null) {
            assertThat(closed).hasMessageContaining("closed");
        }
    }

    private static void limitPages(Session session, int pages) throws SQLException {
        session.list("PRAGMA max_page_count = " + pages, Columns::longNumber);
    }

    @Test
    void closedStoreReadsNothing() {
        JdbcTaskStore store = open(file());
        Task task = Scene.create(store);
        store.close();
        requireUnavailable(() -> store.list(TaskQuery.ALL));
        requireUnavailable(() -> store.find(task.id(), Set.of()));
    }

    @Test
    void whatWasCalledBeforeTheCloseIsDone() {
        List<CompletableFuture<Created>> stages = new ArrayList<>();
        try (JdbcTaskStore store = open(file())) {
            for (int i = 0; i < 500; i++) {
                stages.add(store.create(new Call<>(Scene.CALLER, Scene.batch(Scene.task(), 1)))
                        .toCompletableFuture());
            }
        }
        assertThat(stages).allSatisfy(stage -> assertThat(stage).isCompleted());
        try (JdbcTaskStore store = open(file())) {
            assertThat(store.list(TaskQuery.ALL).total()).isEqualTo(500);
        }
    }

    private static void requireUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(StoreUnavailableException.class),
                        e -> assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class));
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }

    private JdbcTaskStore open(Path file) {
        return SqliteStores.open(file, StoreSettings.STANDARD, clock);
    }
}
