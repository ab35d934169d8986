package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkerId;
import io.taskorchestrator.testkit.SettableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people see who look into the file, and what becomes of their changes. */
class SqliteTablesTest {

    /** What a claim or what comes after it changes of a task. */
    private static final String ROW = "SELECT concat_ws(' ', status, queue_state, version, attempt, worker, started_at,"
            + " history_size) FROM task";

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private JdbcTaskStore store;

    @BeforeEach
    void openStore() {
        store = SqliteStores.open(file(), StoreSettings.STANDARD, clock);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void tasksAreReadableAsText() throws SQLException {
        Task task = Scene.create(
                        store, Scene.task().priority(Priority.HIGH).directoryAccess(DirectoryAccess.EXCLUSIVE), 1)
                .get(0);
        assertThat(text("SELECT id FROM tasks")).isEqualTo(task.id().toString());
        assertThat(text("SELECT status || ' ' || priority || ' ' || directory_access || ' ' || queue_state FROM tasks"))
                .isEqualTo("waiting high exclusive ready");
        assertThat(text("SELECT created_at FROM tasks")).isEqualTo("2026-03-01T12:00:00.000Z");
        assertThat(text("SELECT prompt FROM tasks")).isEqualTo("Find the slow query");
    }

    @Test
    void leasesAreReadableAsText() throws SQLException {
        Scene.create(store);
        ClaimedTask claimed = claimOne();
        assertThat(text("SELECT task_id || ' ' || worker FROM leases")).isEqualTo(claimed.id() + " alice");
        assertThat(text("SELECT expires_at FROM leases")).isEqualTo("2026-03-01T12:01:00.000Z");
    }

    /** It is written once, when it ends; until then the lease tells what the claim has changed. */
    @Test
    void aClaimLeavesTheRowOfTheTaskAsItIs() throws SQLException {
        Task task = Scene.create(store);
        String row = text(ROW);
        ClaimedTask claimed = claimOne();
        assertThat(text(ROW)).isEqualTo(row);
        assertThat(text("SELECT status || ' ' || queue_state || ' ' || attempt || ' ' || worker FROM tasks"))
                .isEqualTo("working held 1 alice");
        Scene.complete(store, claimed);
        assertThat(text(ROW)).isEqualTo("2 0 " + (task.version() + 2) + " 1 alice 1772366400000000 3");
    }

    @Test
    void whatAClaimHasChangedIsKnownAfterTheStoreWasOpenedAnew() {
        Scene.create(store);
        ClaimedTask claimed = claimOne();
        Task waiting = Scene.create(store);
        reopen();
        assertThat(store.find(claimed.id(), Set.of())).contains(claimed.task());
        assertThat(listed(TaskStatus.WORKING)).containsExactly(claimed.task());
        assertThat(listed(TaskStatus.WAITING)).containsExactly(waiting);
        assertThat(store.list(TaskQuery.builder().worker(new WorkerId("alice")).build())
                        .tasks())
                .containsExactly(claimed.task());
        assertThat(store.history(claimed.id(), 0, 10))
                .extracting(entry -> entry.event().type())
                .containsExactly(EventType.CREATED, EventType.CLAIMED);
        assertThat(claimOne().id()).isEqualTo(waiting.id());
    }

    /** The store knows which priorities are in line, and looks at those alone. */
    @ParameterizedTest
    @EnumSource(Priority.class)
    void theOnlyTaskOfItsPriorityIsFoundAfterTheStoreWasOpenedAnewAndWhenItComes(Priority priority) {
        for (DirectoryAccess access : DirectoryAccess.values()) {
            for (Priority other : Priority.values()) {
                Task inLine = Scene.create(
                                store,
                                Scene.task()
                                        .priority(priority)
                                        .directoryAccess(access)
                                        .queue(new QueueName("q" + access.ordinal())),
                                1)
                        .get(0);
                reopen();
                Task later =
                        Scene.create(store, Scene.task().priority(other), 1).get(0);
                assertThat(claimOne("q" + access.ordinal())).isEqualTo(inLine.id());
                assertThat(claimOne("default")).isEqualTo(later.id());
            }
        }
    }

    private TaskId claimOne(String queue) {
        Claim claim = Claim.by("alice").from(new QueueName(queue)).lease(Duration.ofMinutes(1));
        ClaimedTask claimed = Scene.claim(store, claim).get(0);
        Scene.complete(store, claimed);
        return claimed.id();
    }

    @Test
    void whatIsWrittenOfAHeldTaskIsWrittenWithWhatItsClaimHasChanged() throws SQLException {
        Scene.create(store);
        ClaimedTask claimed = claimOne();
        Scene.apply(store, Cancel.of(claimed.id()));
        assertThat(text(ROW)).isEqualTo("4 3 3 1 alice 1772366400000000 3");
        Task cancelled = store.find(claimed.id(), Set.of()).orElseThrow();
        reopen();
        assertThat(store.find(claimed.id(), Set.of())).contains(cancelled);
        assertThat(listed(TaskStatus.WORKING)).isEmpty();
        assertThat(listed(TaskStatus.CANCELLED)).containsExactly(cancelled);
    }

    private List<Task> listed(TaskStatus status) {
        return store.list(TaskQuery.builder().status(status).build()).tasks();
    }

    private void reopen() {
        store.close();
        openStore();
    }

    @Test
    void changeByHandIsNoticed() throws SQLException {
        Task task = Scene.create(store);
        Scene.execute(file(), "UPDATE task SET timeout = 5000000, version = version + 1");
        ClaimedTask claimed = claimOne();
        assertThat(claimed.id()).isEqualTo(task.id());
        assertThat(claimed.task().spec().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(claimed.task().version()).isEqualTo(3);
    }

    @Test
    void tokenOfOneStoreIsNotGenuineInAnother() {
        Scene.create(store);
        ClaimedTask claimed = claimOne();
        Path copy = directory.resolve("other.db");
        try (JdbcTaskStore other = SqliteStores.open(copy, StoreSettings.STANDARD, clock)) {
            Scene.create(other);
            ClaimedTask sameId = Scene.claim(other, Claim.by("alice").lease(Duration.ofMinutes(1)))
                    .get(0);
            assertThat(sameId.id()).isEqualTo(claimed.id());
            assertThat(Scene.complete(other, claimed).decision()).isInstanceOf(Decision.Refused.class);
            assertThat(Scene.complete(other, sameId).decision()).isInstanceOf(Decision.Changed.class);
        }
    }

    @Test
    void largeTasksAreKeptAsTheyAre() {
        String prompt = "Größe 😀 ".repeat(20_000);
        Task task = Scene.create(store, NewTask.builder("/a", prompt).tags("a\"b", ","), 1)
                .get(0);
        assertThat(store.find(task.id(), Set.of())).contains(task);
        assertThat(claimOne().task().spec()).isEqualTo(task.spec());
    }

    @Test
    void deletedTaskLeavesNothingInTheTables() throws SQLException {
        Task deleted = worked();
        Task kept = Scene.create(store);
        Scene.apply(store, Delete.of(deleted.id()));
        assertThat(text("SELECT count(*) FROM history")).isEqualTo("1");
        assertThat(text("SELECT count(*) FROM history_result")).isEqualTo("0");
        assertThat(text("SELECT group_concat(id) FROM task_body"))
                .isEqualTo(kept.id().toString());
    }

    /** Which is why a page of it costs no more than one of a short history. */
    @Test
    void earlyPageOfALongHistoryIsReadWithoutTheEntriesThatCameLater() throws SQLException {
        Task task = worked();
        List<HistoryEntry> page = store.history(task.id(), 20, 10);
        Scene.execute(file(), "DELETE FROM history WHERE seq > 32");
        assertThat(store.history(task.id(), 20, 10)).isEqualTo(page).hasSize(10);
    }

    /** A task with many entries in its history, some of them with a result. */
    private Task worked() {
        Task task = Scene.create(store, Scene.task().maxRetries(100), 1).get(0);
        for (int round = 0; round < 20; round++) {
            ClaimedTask claimed = claimOne();
            Scene.apply(
                    store,
                    new Fail(
                            task.id(), Holder.of(claimed.token()), "no", true, Optional.of(TaskResult.success("half"))),
                    Retry.of(task.id()));
        }
        return task;
    }

    private ClaimedTask claimOne() {
        return Scene.claim(store, Claim.by("alice").lease(Duration.ofMinutes(1)))
                .get(0);
    }

    private String text(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }
}
