package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.testkit.SettableClock;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening a file, again and again, and files that cannot be opened. */
class SqliteOpeningTest {

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));

    @Test
    void directoryOfTheFileIsMade() {
        Path file = directory.resolve("deep/down/tasks.db");
        open(file).close();
        assertThat(file).exists();
    }

    @Test
    void everythingIsThereAfterReopening() {
        Task waiting;
        ClaimedTask claimed;
        try (JdbcTaskStore store = open(file())) {
            Scene.create(store, Scene.task().tags("sql"), 1);
            claimed = Scene.claim(store, Claim.by("alice").lease(Duration.ofMinutes(1)))
                    .get(0);
            waiting = Scene.create(store);
        }
        try (JdbcTaskStore store = open(file())) {
            assertThat(store.find(waiting.id(), Set.of())).contains(waiting);
            assertThat(store.find(claimed.id(), Set.of())).contains(claimed.task());
            assertThat(store.history(claimed.id(), 0, 10)).hasSize(2);
            assertThat(Scene.complete(store, claimed).decision()).isInstanceOf(Decision.Changed.class);
        }
    }

    @Test
    void taskIsClaimedAfterReopeningAsItIsWithoutThat() {
        Task claimed = claimedAgain(directory.resolve("kept.db"), false, 0);
        assertThat(claimedAgain(directory.resolve("reopened.db"), true, 0)).isEqualTo(claimed);
    }

    @Test
    void taskThatWasReleasedIsClaimedAfterReopeningWithItsPast() {
        Task claimed = claimedAgain(directory.resolve("kept.db"), false, 2);
        assertThat(claimed.state().attempts().number()).isEqualTo(3);
        assertThat(claimedAgain(directory.resolve("reopened.db"), true, 2)).isEqualTo(claimed);
    }

    /** What a claim gets after a task with everything was created and released so often, whether or not the store was reopened. */
    private Task claimedAgain(Path file, boolean reopens, int releases) {
        clock.set(Instant.parse("2026-03-01T12:00:00Z"));
        Claim claim = Claim.by("alice").lease(Duration.ofMinutes(1));
        JdbcTaskStore store = open(file);
        try {
            Scene.create(store, taskWithEverything(), 1);
            for (int i = 0; i < releases; i++) {
                clock.advance(Duration.ofSeconds(1));
                ClaimedTask claimed = Scene.claim(store, claim).get(0);
                Scene.apply(store, Release.of(claimed.id(), claimed.token()));
            }
            if (reopens) {
                store.close();
                store = open(file);
            }
            clock.advance(Duration.ofSeconds(1));
            return Scene.claim(store, claim).get(0).task();
        } finally {
            store.close();
        }
    }

    private NewTask.Builder taskWithEverything() {
        return Scene.task()
                .tags("sql", "slow")
                .metadata(new JsonText("{\"table\":\"orders\"}"))
                .priority(Priority.HIGH)
                .maxRetries(5)
                .timeout(Duration.ofMinutes(7))
                .retry(RetryPolicy.AUTOMATIC)
                .directoryAccess(DirectoryAccess.SHARED)
                .runAt(clock.instant().minusSeconds(60));
    }

    @Test
    void writerFlushesEveryCommitAndKeepsEightMegabytesOfPages() throws SQLException {
        try (SqliteFile file = SqliteFile.open(file(), clock.instant(), true);
                Session writer = file.writer();
                Session reader = file.reader()) {
            assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
            assertThat(pragma(writer, "synchronous")).isEqualTo("2"); // FULL
            assertThat(pragma(writer, "fullfsync")).isEqualTo("1");
            assertThat(pragma(writer, "checkpoint_fullfsync")).isEqualTo("1");
            assertThat(pragma(writer, "page_size")).isEqualTo("2048");
            assertThat(pragma(writer, "wal_autocheckpoint")).isEqualTo("524288"); // pages
            assertThat(pragma(writer, "journal_size_limit")).isEqualTo("134217728");
            assertThat(pragma(writer, "cache_size")).isEqualTo("-8192"); // KiB
            assertThat(pragma(reader, "cache_size")).isEqualTo("-8192");
        }
    }

    @Test
    void fileWithLargerPagesIsUsedAsItIsAndItsLogIsCopiedAtTheSameLength() throws SQLException {
        Scene.execute(file(), "PRAGMA page_size = 8192", "PRAGMA user_version = 0");
        try (SqliteFile file = SqliteFile.open(file(), clock.instant(), true);
                Session writer = file.writer()) {
            assertThat(pragma(writer, "page_size")).isEqualTo("8192");
            assertThat(pragma(writer, "wal_autocheckpoint")).isEqualTo("131072"); // pages
        }
    }

    @Test
    void theLogIsCopiedBesideTheWriterWhereSqliteHasNotTheBugInThat() {
        assertThat(SqliteFile.copiesBeside(Version.parse("3.51.2"))).isFalse();
        assertThat(SqliteFile.copiesBeside(Version.parse("3.50.7"))).isFalse();
        assertThat(SqliteFile.copiesBeside(Version.parse("3.9.0"))).isFalse();
        assertThat(SqliteFile.copiesBeside(Version.parse("3.51.3"))).isTrue();
        assertThat(SqliteFile.copiesBeside(Version.parse("3.100.0"))).isTrue();
        try (SqliteFile file = SqliteFile.open(file(), clock.instant(), true)) {
            assertThat(file.copiesBeside()).isTrue();
        }
    }

    private static String pragma(Session session, String name) throws SQLException {
        return session.list("PRAGMA " + name, Columns::text).get(0);
    }

    @Test
    void allIsInTheOneFileAfterAStoreWasClosed() {
        try (JdbcTaskStore store = open(file())) {
            Task task = Scene.create(store);
            assertThat(store.find(task.id(), Set.of())).isPresent();
            assertThat(directory.resolve("tasks.db-wal")).exists();
        }
        assertThat(directory.resolve("tasks.db-wal")).doesNotExist();
        assertThat(directory.resolve("tasks.db-shm")).doesNotExist();
    }

    @Test
    void idsGrowFromOneOpeningToTheNextThoughTheClockStepsBack() {
        List<TaskId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            try (JdbcTaskStore store = open(file())) {
                Scene.create(store, Scene.task(), 3).forEach(task -> ids.add(task.id()));
            }
            clock.advance(Duration.ofHours(-1));
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void secondStoreOfTheSameProcessIsRefusedByName() {
        try (JdbcTaskStore store = open(file())) {
            requireRefused(file(), Reason.IN_USE);
            Scene.create(store);
        }
        open(file()).close();
    }

    @Test
    void linkToAFileInUseIsRefused() throws IOException {
        try (JdbcTaskStore store = open(file())) {
            Path link = Files.createSymbolicLink(directory.resolve("link.db"), file());
            requireRefused(link, Reason.IN_USE);
            Scene.create(store);
        }
    }

    @Test
    void textFileIsForeign() throws IOException {
        Files.writeString(file(), "Dear diary, today I have written 100 bytes of text into a file. ".repeat(10));
        requireRefused(file(), Reason.FOREIGN);
        assertThat(file()).content().startsWith("Dear diary");
    }

    @Test
    void databaseOfAnotherProgramIsForeignAndStaysAsItIs() throws SQLException, IOException {
        Scene.execute(file(), "CREATE TABLE address (name TEXT)");
        byte[] before = Files.readAllBytes(file());
        requireRefused(file(), Reason.FOREIGN);
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void databaseMarkedByAnotherProgramIsForeign() throws SQLException {
        Scene.execute(file(), "PRAGMA application_id = 7", "CREATE TABLE task (name TEXT)");
        requireRefused(file(), Reason.FOREIGN);
    }

    @Test
    void emptyFileBecomesAStore() throws IOException {
        Files.createFile(file());
        try (JdbcTaskStore store = open(file())) {
            Scene.create(store);
        }
    }

    @Test
    void newerSchemaIsRefused() throws SQLException {
        open(file()).close();
        Scene.execute(file(), "INSERT INTO schema_version VALUES (2, 'V002__later.sql', 'x', 'later')");
        requireRefused(file(), Reason.NEWER_SCHEMA);
    }

    @Test
    void changedMigrationIsRefused() throws SQLException {
        open(file()).close();
        Scene.execute(file(), "UPDATE schema_version SET checksum = 'another'");
        requireRefused(file(), Reason.OTHER_SCHEMA);
    }

    @Test
    void truncatedFileIsCorrupted() throws IOException {
        filled();
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        requireRefused(file(), Reason.CORRUPTED);
    }

    @Test
    void overwrittenPageIsCorrupted() throws IOException {
        filled();
        byte[] noise = new byte[3 * 4_096];
        new Random(1).nextBytes(noise);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(noise), 20 * 4_096);
        }
        requireRefused(file(), Reason.CORRUPTED);
    }

    @Test
    void directoryInPlaceOfTheFileIsRefused() {
        requireRefused(directory, Reason.UNREACHABLE);
    }

    @Test
    void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Path notADirectory = Files.createFile(directory.resolve("file"));
        requireRefused(notADirectory.resolve("tasks.db"), Reason.UNREACHABLE);
    }

    @Test
    void refusedFileCanBeOpenedOnceTheCauseIsGone() throws SQLException {
        open(file()).close();
        Scene.execute(file(), "INSERT INTO schema_version VALUES (2, 'V002__later.sql', 'x', 'later')");
        requireRefused(file(), Reason.NEWER_SCHEMA);
        Scene.execute(file(), "DELETE FROM schema_version WHERE version = 2");
        open(file()).close();
    }

    @Test
    void fairnessIsRefused() {
        StoreSettings fair = StoreSettings.STANDARD.withFairness(Duration.ofMinutes(1));
        assertThatThrownBy(() -> JdbcStoreOptions.of(clock, new Random(1)).withSettings(fair))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void filled() {
        try (JdbcTaskStore store = open(file())) {
            Scene.create(store, Scene.task(), 1_000);
        }
    }

    private void requireRefused(Path file, Reason reason) {
        assertThatThrownBy(() -> open(file).close())
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .satisfies(e -> assertThat(e)
                        .hasMessageContaining(directory.getFileName().toString()));
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }

    private JdbcTaskStore open(Path file) {
        return SqliteStores.open(file, StoreSettings.STANDARD, clock);
    }
}
