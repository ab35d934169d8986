package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is restarted, and connections are cut, while servers are at work, who call again until they are answered. */
class PostgresRestartTest {

    private static final String STARTED_AT = "SELECT pg_postmaster_start_time()::text";
    private static final long SEED = 5;
    private static final int THREADS = 16;
    private static final int CUTS = 15;
    private static final int CYCLES_BETWEEN = 150;
    private static final int PATIENCE_SECONDS = 120;
    private static final Duration LEASE = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private final Set<TaskId> created = ConcurrentHashMap.newKeySet();
    private final Set<TaskId> completed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cycles = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void nothingConfirmedIsLostWhenPostgresIsKilledUnderLoad() throws Exception {
        int port = freePort();
        Path data = directory.resolve("data");
        EmbeddedPostgres postgres = start(data, port);
        String url = postgres.getJdbcUrl("postgres", "postgres");
        try (JdbcTaskStore one = open(url, 1);
                JdbcTaskStore two = open(url, 2)) {
            List<Future<?>> workers = work(List.of(one, two));
            awaitCycles(workers);
            List<String> before = Servers.texts(url, STARTED_AT);
            kill(data);
            postgres.close();
            postgres = start(data, port);
            awaitCycles(workers);
            end(workers);
            check(url);
            assertThat(Servers.texts(url, STARTED_AT))
                    .as("It is another server process")
                    .isNotEqualTo(before);
        } finally {
            enough.set(true);
            postgres.close();
        }
    }

    @Test
    void nothingIsLostOrTwiceWhenConnectionsAreCutUnderLoad() throws Exception {
        String url = PostgresServer.shared().freshDatabase();
        try (JdbcTaskStore one = open(url, 1);
                JdbcTaskStore two = open(url, 2)) {
            List<Future<?>> workers = work(List.of(one, two));
            Random random = new Random(SEED);
            for (int cut = 0; cut < CUTS; cut++) {
                awaitCycles(workers, 10 + random.nextInt(40));
                Servers.texts(
                        url,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND pid <> pg_backend_pid() AND random() < 0.5");
            }
            awaitCycles(workers);
            end(workers);
            check(url);
        } finally {
            enough.set(true);
        }
    }

    private List<Future<?>> work(List<JdbcTaskStore> stores) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int worker = i;
            workers.add(threads.submit(() -> {
                for (int cycle = 0; !enough.get(); cycle++) {
                    cycle(stores.get(worker % stores.size()), "worker-" + worker, cycle);
                }
            }));
        }
        threads.shutdown();
        return workers;
    }

    /** Creates a task, claims it and completes it, each by calls that are safe to repeat. */
    private void cycle(JdbcTaskStore store, String worker, int cycle) {
        CreateBatch batch = new CreateBatch(
                Scene.batch(Scene.task("/" + worker), 1).tasks(),
                Optional.of(new IdempotencyKey(worker + "-" + cycle, "hash")));
        Task task = again(() -> Scene.await(store.create(new Call<>(Scene.CALLER, batch))))
                .tasks()
                .get(0);
        created.add(task.id());
        Claim claim = Claim.by(worker)
                .in("/" + worker)
                .lease(LEASE)
                .id(UUID.nameUUIDFromBytes((worker + cycle).getBytes(StandardCharsets.US_ASCII)));
        List<ClaimedTask> claimed = again(() -> Scene.claim(store, claim));
        assertThat(claimed).extracting(ClaimedTask::id).containsExactly(task.id());
        Complete complete = Complete.of(task.id(), claimed.get(0).token(), TaskResult.success(worker));
        Decision decision = again(() -> Scene.apply(store, complete)).get(0).decision();
        assertThat(decision).isNotInstanceOf(Decision.Refused.class);
        completed.add(task.id());
        cycles.incrementAndGet();
    }

    /** Calls until the store is available; nothing else may go wrong. */
    private <T> T again(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class);
            }
        }
    }

    private void awaitCycles(List<Future<?>> workers) throws Exception {
        awaitCycles(workers, CYCLES_BETWEEN);
    }

    /** Waits until more is done; fails if that takes too long, or a worker has ended. */
    private void awaitCycles(List<Future<?>> workers, int more) throws Exception {
        int goal = cycles.get() + more;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (cycles.get() < goal) {
            assertThat(System.nanoTime()).as("Work goes on").isLessThan(end);
            for (Future<?> worker : workers) {
                if (worker.isDone()) {
                    worker.get();
                }
            }
            Thread.onSpinWait();
        }
    }

    private void end(List<Future<?>> workers) throws Exception {
        enough.set(true);
        for (Future<?> worker : workers) {
            worker.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void check(String url) throws SQLException {
        assertThat(Servers.texts(url, "SELECT id FROM task_orchestrator.tasks"))
                .as("Created: all, and nothing twice")
                .containsExactlyInAnyOrderElementsOf(texts(created));
        assertThat(Servers.texts(
                        url, "SELECT id FROM task_orchestrator.tasks WHERE status = 'completed' AND attempt = 1"))
                .containsExactlyInAnyOrderElementsOf(texts(completed));
        assertThat(Servers.texts(
                        url,
                        "SELECT DISTINCT events FROM (SELECT string_agg(type, ' ' ORDER BY seq) AS events"
                                + " FROM task_orchestrator.history GROUP BY task) AS histories"))
                .containsExactly("created claimed completed");
        assertThat(Servers.texts(url, "SELECT sum(tasks) FROM task_orchestrator.counter"))
                .containsExactly(String.valueOf(created.size()));
        assertThat(Servers.texts(url, "SELECT sum(completed) FROM task_orchestrator.hourly"))
                .containsExactly(String.valueOf(completed.size()));
        assertThat(Servers.texts(url, "SELECT 1 FROM task_orchestrator.lease")).isEmpty();
    }

    private static Set<String> texts(Set<TaskId> ids) {
        Set<String> texts = new TreeSet<>();
        ids.forEach(id -> texts.add(id.toString()));
        return texts;
    }

    /** A server that waits for the disk, as one should. */
    private static EmbeddedPostgres start(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    /** Kills the server and all its processes, by their ids. */
    private static void kill(Path data) throws Exception {
        long id = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        ProcessHandle postmaster = ProcessHandle.of(id).orElseThrow();
        List<ProcessHandle> children = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        for (ProcessHandle child : children) {
            child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static JdbcTaskStore open(String url, int seed) {
        return JdbcTaskStore.openPostgres(url, JdbcStoreOptions.of(InstantSource.system(), new Random(seed)));
    }
}
