package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Servers that do everything at once to the same tasks, which want the same directories, never wait in a circle. */
class PostgresDeadlockTest {

    private static final long SEED = 7;
    private static final int SERVERS = 3;
    private static final int THREADS = 24;
    private static final int STEPS = 80;
    private static final List<String> DIRECTORIES = List.of("/a", "/a/b", "/a/b/c", "/a/d", "/e", "/e/f");
    private static final DirectoryAccess[] ACCESSES = DirectoryAccess.values();
    private static final Priority[] PRIORITIES = Priority.values();

    /** Tasks reserve what they find busy at once. */
    private static final StoreSettings HASTY = StoreSettings.STANDARD.withAging(Duration.ZERO);

    private final List<TaskId> tasks = new CopyOnWriteArrayList<>();

    @Test
    void noCallFailsAndNobodyWaitsInACircle() throws Exception {
        Servers servers = Servers.start(SERVERS, HASTY);
        try (servers) {
            Crowd.run(THREADS, thread -> new Caller(servers.of(thread), new Random(SEED + thread)).work());
            assertThat(servers.number("SELECT count(*) FROM task_orchestrator.reservation WHERE task NOT IN"
                            + " (SELECT number FROM task_orchestrator.ready)"))
                    .as("Promises to tasks that do not stand in line, seed %d", SEED)
                    .isZero();
            assertThat(OutOfPlace.in(servers.url())).as("Seed %d", SEED).isEmpty();
        }
        // What a connection has seen is counted when it ends, at the latest.
        assertThat(Servers.texts(
                        servers.url(), "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .as("Deadlocks, seed %d", SEED)
                .containsExactly("0");
    }

    private final class Caller {

        private final JdbcTaskStore store;
        private final Random random;
        private final List<ClaimedTask> held = new ArrayList<>();

        private Caller(JdbcTaskStore store, Random random) {
            this.store = store;
            this.random = random;
        }

        private int work() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(5)) {
                    case 0 -> create();
                    case 1, 2 -> claim();
                    case 3 -> answer();
                    default -> disturb();
                }
            }
            return STEPS;
        }

        private void create() {
            for (Task task : Scene.create(
                    store,
                    Scene.task(directory()).directoryAccess(ACCESSES[random.nextInt(ACCESSES.length)]),
                    1 + random.nextInt(3))) {
                tasks.add(task.id());
            }
        }

        private void claim() {
            Claim claim = Claim.by("worker").limit(1 + random.nextInt(3)).lease(Duration.ofMinutes(10));
            claim = random.nextBoolean()
                    ? claim.in(directory())
                    : claim.below(random.nextBoolean() ? "/" : directory());
            held.addAll(Scene.claim(store, claim));
        }

        private void answer() {
            List<TaskCommand> commands = new ArrayList<>();
            for (int i = 0; i < 2 && !held.isEmpty(); i++) {
                ClaimedTask claimed = held.remove(random.nextInt(held.size()));
                switch (random.nextInt(3)) {
                    case 0 -> {
                        commands.add(Heartbeat.of(claimed.id(), claimed.token()));
                        held.add(claimed);
                    }
                    case 1 -> commands.add(Release.of(claimed.id(), claimed.token()));
                    default -> commands.add(Complete.of(claimed.id(), claimed.token(), TaskResult.success("done")));
                }
            }
            Scene.apply(store, commands.toArray(new TaskCommand[0]));
        }

        /** Changes, cancels and deletes tasks as they come, whoever holds them. */
        private void disturb() {
            List<TaskCommand> commands = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0 && !tasks.isEmpty(); i--) {
                TaskId task = tasks.get(random.nextInt(tasks.size()));
                commands.add(
                        switch (random.nextInt(6)) {
                            case 0 -> Cancel.of(task);
                            case 1 -> Cancel.of(task).forced();
                            case 2 -> new Delete(task, random.nextBoolean(), Optional.empty());
                            default ->
                                Update.of(task, TaskPatch.priority(PRIORITIES[random.nextInt(PRIORITIES.length)]));
                        });
            }
            Scene.apply(store, commands.toArray(new TaskCommand[0]));
        }

        private String directory() {
            return DIRECTORIES.get(random.nextInt(DIRECTORIES.size()));
        }
    }
}
