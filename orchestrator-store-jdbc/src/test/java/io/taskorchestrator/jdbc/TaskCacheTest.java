package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.testkit.SettableClock;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of tasks that are not in memory, and what is read with them. What is in memory is still there when the tables are empty. */
class TaskCacheTest {

    private static final int AHEAD = 16;
    private static final int LINES = 128;

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.EPOCH);
    private final TaskCache cache = new TaskCache();
    private JdbcTaskStore store;
    private Session session;

    @BeforeEach
    void open() throws SQLException {
        Path file = directory.resolve("tasks.db");
        store = SqliteStores.open(file, StoreSettings.STANDARD, clock);
        session = Session.direct(DriverManager.getConnection("jdbc:sqlite:" + file));
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
        store.close();
    }

    @Test
    void aFirstTaskOfALineIsReadAlone() throws SQLException {
        List<Task> tasks = Scene.create(store, Scene.task(), 2);
        assertThat(first(tasks, 0)).isEqualTo(tasks.get(0));
        emptyTheTables();
        assertThat(remembered(tasks, 0)).isEqualTo(tasks.get(0));
        assertThat(remembered(tasks, 1)).isNull();
    }

    @Test
    void withTheSecondOneThatIsMissingThoseBehindItAreRead() throws SQLException {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 3 * AHEAD; i++) {
            tasks.addAll(Scene.create(store, Scene.task(), 1));
            clock.advance(Duration.ofMillis(1));
        }
        first(tasks, 0);
        assertThat(first(tasks, 1)).isEqualTo(tasks.get(1));
        emptyTheTables();
        for (int i = 1; i <= AHEAD; i++) {
            assertThat(remembered(tasks, i)).isEqualTo(tasks.get(i));
        }
        assertThat(remembered(tasks, AHEAD + 1)).isNull();
    }

    @Test
    void inTheLineOfAWholeQueueTheNextTaskMayBeInAnotherDirectory() throws SQLException {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.addAll(Scene.create(store, Scene.task("/projects/" + i), 1));
        }
        Line queue =
                new Line("default", "", spot(tasks, 0).access(), spot(tasks, 0).priority());
        cache.first(session, queue, candidate(tasks, 0));
        cache.first(session, queue, candidate(tasks, 1));
        emptyTheTables();
        assertThat(remembered(tasks, 2)).isEqualTo(tasks.get(2));
        assertThat(remembered(tasks, 3)).isEqualTo(tasks.get(3));
    }

    @Test
    void aTaskThatHasChangedIsNotTakenForOneThatHasNot() throws SQLException {
        List<Task> tasks = Scene.create(store, Scene.task(), 3);
        ClaimedTask claimed = Scene.claim(store, Claim.by("w")).get(0);
        Scene.apply(store, Release.of(claimed.id(), claimed.token()));
        Task released = row(claimed.id()).task();
        assertThat(released.version()).isGreaterThan(1);
        first(tasks, 1);
        assertThat(first(List.of(released), 0)).isEqualTo(released);
        cache.remove(row(released.id()));
        assertThat(first(List.of(released), 0)).isEqualTo(released);
        emptyTheTables();
        assertThat(remembered(tasks, 2)).isEqualTo(tasks.get(2));
    }

    @Test
    void aTaskThatWasClaimedIsNotTakenForOneThatWaits() throws SQLException {
        Scene.create(store, Scene.task(), 1);
        ClaimedTask claimed = Scene.claim(store, Claim.by("w")).get(0);
        TaskRow row = cache.byNumber(session, number(claimed.id()));
        assertThat(row).isNotNull();
        assertThat(row.queueState()).isEqualTo(QueueState.HELD);
        assertThat(row.task()).isEqualTo(claimed.task());
    }

    @Test
    void largeTasksAreReadOneByOneAndNotKept() throws SQLException {
        List<Task> tasks = Scene.create(store, NewTask.builder("/projects/shop", "p".repeat(5_000)), 3);
        assertThat(first(tasks, 0)).isEqualTo(tasks.get(0));
        assertThat(first(tasks, 1)).isEqualTo(tasks.get(1));
        emptyTheTables();
        assertThat(remembered(tasks, 1)).isNull();
        assertThat(remembered(tasks, 2)).isNull();
    }

    @Test
    void aFinishedTaskIsReadAnewEachTime() throws SQLException {
        List<Task> tasks = Scene.create(store, Scene.task(), 2);
        Scene.apply(store, Cancel.of(tasks.get(0).id()));
        assertThat(remembered(tasks, 0)).isNotNull();
        assertThat(remembered(tasks, 1)).isEqualTo(tasks.get(1));
        emptyTheTables();
        assertThat(remembered(tasks, 0)).isNull();
        assertThat(remembered(tasks, 1)).isEqualTo(tasks.get(1));
    }

    @Test
    void whoGoesFromLineToLineIsNotReadAheadFor() throws SQLException {
        List<List<Task>> lines = new ArrayList<>();
        for (int i = 0; i <= LINES; i++) {
            lines.add(Scene.create(store, Scene.task("/projects/" + i), 3));
        }
        for (List<Task> line : lines) {
            first(line, 0);
        }
        first(lines.get(0), 1);
        emptyTheTables();
        assertThat(remembered(lines.get(0), 1)).isNotNull();
        assertThat(remembered(lines.get(0), 2)).isNull();
    }

    private @Nullable Task first(List<Task> tasks, int index) throws SQLException {
        Spot spot = spot(tasks, index);
        Line line = new Line(spot.queue(), spot.directory(), spot.access(), spot.priority());
        TaskRow row = cache.first(session, line, candidate(tasks, index));
        return row == null ? null : row.task();
    }

    private static Spot spot(List<Task> tasks, int index) {
        return Spot.of(tasks.get(index));
    }

    private Candidate candidate(List<Task> tasks, int index) throws SQLException {
        return new Candidate(number(tasks.get(index).id()), spot(tasks, index), 0);
    }

    private long number(TaskId id) throws SQLException {
        return row(id).number();
    }

    private TaskRow row(TaskId id) throws SQLException {
        TaskRow row = TaskReading.byId(session, id);
        assertThat(row).isNotNull();
        return row;
    }

    private @Nullable Task remembered(List<Task> tasks, int index) throws SQLException {
        TaskRow row = cache.byId(session, tasks.get(index).id());
        return row == null ? null : row.task();
    }

    private void emptyTheTables() throws SQLException {
        session.execute("DELETE FROM task");
        session.execute("DELETE FROM task_body");
    }
}
