package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.testkit.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a file that somebody has open, or nobody. */
class SqliteBackupTest {

    private static final TaskQuery MANY = TaskQuery.builder().limit(500).build();

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));

    @Test
    void backupIsAStoreAsItWasAtOneMoment() {
        try (JdbcTaskStore store = open(file())) {
            List<Task> tasks = Scene.create(store, Scene.task(), 100);
            store.backup(copy());
            Scene.create(store);
            try (JdbcTaskStore copied = open(copy())) {
                assertThat(copied.list(MANY).tasks()).containsExactlyInAnyOrderElementsOf(tasks);
                assertThat(Scene.claim(copied, Claim.by("alice"))).hasSize(1);
            }
        }
    }

    @Test
    void fileThatAStoreHasOpenCanBeCopiedWithoutIt() throws IOException {
        try (JdbcTaskStore store = open(file())) {
            List<Task> tasks = Scene.create(store, Scene.task(), 100);
            JdbcTaskStore.backupSqlite(file(), copy());
            Task later = Scene.create(store);
            assertThat(store.find(later.id(), Set.of())).isPresent();
            try (JdbcTaskStore copied = open(copy())) {
                assertThat(copied.list(MANY).tasks()).containsExactlyInAnyOrderElementsOf(tasks);
            }
            requireNothingLeftBehind();
        }
    }

    @Test
    void copyCanBeReadByItsOwnerOnly() throws IOException {
        open(file()).close();
        JdbcTaskStore.backupSqlite(file(), copy());
        assumeThat(Files.getFileStore(copy()).supportsFileAttributeView("posix"))
                .isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy())))
                .isEqualTo("rw-------");
    }

    @Test
    void fileThatNobodyHasOpenCanBeCopied() {
        List<Task> tasks;
        try (JdbcTaskStore store = open(file())) {
            tasks = Scene.create(store, Scene.task(), 10);
        }
        JdbcTaskStore.backupSqlite(file(), copy());
        try (JdbcTaskStore copied = open(copy());
                JdbcTaskStore original = open(file())) {
            assertThat(copied.list(MANY).tasks()).containsExactlyInAnyOrderElementsOf(tasks);
            assertThat(original.list(MANY).tasks()).containsExactlyInAnyOrderElementsOf(tasks);
        }
    }

    @Test
    void everyCopyTakenUnderLoadHoldsWholeBatches() {
        AtomicBoolean stopped = new AtomicBoolean();
        try (JdbcTaskStore store = open(file())) {
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                while (!stopped.get()) {
                    Scene.create(store, Scene.task(), 7);
                }
            });
            long before = 0;
            for (int i = 0; i < 10; i++) {
                Path copy = directory.resolve("copy-" + i + ".db");
                long confirmed = store.list(TaskQuery.ALL).total();
                JdbcTaskStore.backupSqlite(file(), copy);
                try (JdbcTaskStore copied = open(copy)) {
                    long total = copied.list(TaskQuery.ALL).total();
                    assertThat(total % 7).isZero();
                    assertThat(total).isGreaterThanOrEqualTo(confirmed).isGreaterThanOrEqualTo(before);
                    before = total;
                }
            }
            stopped.set(true);
            Scene.await(load);
        }
    }

    @Test
    void backupOverwritesNothing() throws IOException {
        try (JdbcTaskStore store = open(file())) {
            Files.writeString(copy(), "mine");
            requireBadTarget(() -> store.backup(copy()), "There is a file ");
            requireBadTarget(() -> JdbcTaskStore.backupSqlite(file(), copy()), "There is a file ");
            requireBadTarget(() -> JdbcTaskStore.backupSqlite(file(), file()), "There is a file ");
            assertThat(copy()).hasContent("mine");
        }
    }

    @Test
    void backupIntoADirectoryThatIsNotThereIsRefused() {
        open(file()).close();
        Path target = directory.resolve("none/copy.db");
        requireBadTarget(() -> JdbcTaskStore.backupSqlite(file(), target), "There is no directory ");
    }

    private static void requireBadTarget(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(message);
    }

    @Test
    void fileThatIsNotThereIsNotMadeByItsBackup() throws IOException {
        requireNoStore(file(), Reason.UNREACHABLE);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatIsNoStoreIsNotCopied() throws IOException, SQLException {
        Files.writeString(file(), "Dear diary, today I have written 100 bytes of text into a file. ".repeat(10));
        requireNoStore(file(), Reason.FOREIGN);
        Path other = directory.resolve("other.db");
        Scene.execute(other, "CREATE TABLE address (name TEXT)");
        requireNoStore(other, Reason.FOREIGN);
        requireNoStore(directory, Reason.UNREACHABLE);
        assertThat(copy()).doesNotExist();
        requireNothingLeftBehind();
    }

    private void requireNoStore(Path source, Reason reason) {
        assertThatThrownBy(() -> JdbcTaskStore.backupSqlite(source, copy()))
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private void requireNothingLeftBehind() throws IOException {
        try (var files = Files.list(directory)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
        }
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }

    private Path copy() {
        return directory.resolve("copy.db");
    }

    private JdbcTaskStore open(Path file) {
        return SqliteStores.open(file, StoreSettings.STANDARD, clock);
    }
}
