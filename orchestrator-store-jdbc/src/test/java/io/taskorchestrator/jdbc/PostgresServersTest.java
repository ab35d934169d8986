package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Three servers of one database work together without knowing of each other. */
class PostgresServersTest {

    private static final long SEED = 11;
    private static final int SERVERS = 3;
    private static final int WORKERS = 64;
    private static final int TASKS = 20_000;
    private static final int BATCH = 200;
    private static final int TOGETHER = 32;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void sixtyFourWorkersCompleteEachTaskOnce() throws Exception {
        try (Servers servers = Servers.start(SERVERS, StoreSettings.STANDARD)) {
            AtomicInteger left = new AtomicInteger(TASKS);
            Set<TaskId> completed = ConcurrentHashMap.newKeySet();
            Crowd.run(WORKERS, worker -> {
                JdbcTaskStore store = servers.of(worker);
                for (int batch = worker; batch < TASKS / BATCH; batch += WORKERS) {
                    Scene.create(store, Scene.task("/project/" + batch % 10), BATCH);
                }
                Claim claim = Claim.by("worker-" + worker).limit(1 + worker % 4).lease(LEASE);
                while (left.get() > 0) {
                    for (ClaimedTask claimed : Scene.claim(store, claim)) {
                        assertThat(Scene.complete(store, claimed).decision()).isInstanceOf(Decision.Changed.class);
                        assertThat(completed.add(claimed.id())).isTrue();
                        left.decrementAndGet();
                    }
                }
                return worker;
            });
            assertThat(completed).hasSize(TASKS);
            assertThat(servers.number("SELECT count(*) FROM task_orchestrator.task WHERE status = 2 AND attempt = 1"))
                    .isEqualTo(TASKS);
            assertThat(servers.texts("SELECT type || ' ' || count(*) || ' ' || count(DISTINCT task)"
                            + " FROM task_orchestrator.history GROUP BY type ORDER BY type"))
                    .containsExactly("claimed 20000 20000", "completed 20000 20000", "created 20000 20000");
            assertThat(servers.of(0).statistics(LONG.multipliedBy(60)).total()).isEqualTo(TASKS);
            assertThat(servers.number("SELECT count(*) FROM task_orchestrator.lease"))
                    .isZero();
        }
    }

    @Test
    void conflictingDirectoriesAreNeverHeldAtOnce() throws Exception {
        List<String> directories = List.of("/a", "/a/b", "/a/b/c", "/a/bc", "/d", "/d/e", "/f");
        DirectoryAccess[] accesses = DirectoryAccess.values();
        int tasks = 450;
        try (Servers servers = Servers.start(SERVERS, StoreSettings.STANDARD)) {
            Random random = new Random(SEED);
            for (int i = 0; i < tasks; i++) {
                NewTask.Builder task = Scene.task(directories.get(random.nextInt(directories.size())));
                Scene.create(servers.of(i), task.directoryAccess(accesses[random.nextInt(accesses.length)]), 1);
            }
            Referee referee = new Referee();
            AtomicInteger left = new AtomicInteger(tasks);
            Crowd.run(24, worker -> {
                Random own = new Random(SEED + worker);
                while (left.get() > 0) {
                    Claim claim = Claim.by("worker-" + worker).lease(LEASE).limit(1 + own.nextInt(3));
                    String directory = directories.get(own.nextInt(directories.size()));
                    claim = own.nextBoolean()
                            ? claim
                            : own.nextBoolean() ? claim.in(directory) : claim.below(directory);
                    List<ClaimedTask> claimed = Scene.claim(servers.of(worker), claim);
                    claimed.forEach(referee::begins);
                    for (ClaimedTask each : claimed) {
                        referee.ends(each);
                        Scene.complete(servers.of(own.nextInt(SERVERS)), each);
                        left.decrementAndGet();
                    }
                }
                return worker;
            });
            assertThat(referee.fouls()).as("Seed %d", SEED).isEmpty();
            assertThat(referee.mostAtOnce()).as("Some work at once").isGreaterThan(1);
            assertThat(servers.number("SELECT count(*) FROM task_orchestrator.task WHERE status = 2"))
                    .isEqualTo(tasks);
        }
    }

    @Test
    void thirtyTwoClaimsWithOneIdGetOneLease() throws Exception {
        try (Servers servers = Servers.start(SERVERS, StoreSettings.STANDARD)) {
            Scene.create(servers.of(0), Scene.task(), TOGETHER);
            for (int round = 1; round <= 5; round++) {
                Claim claim = Claim.by("alice").lease(LEASE).id(new UUID(0, round));
                List<ClaimedTask> claimed = Crowd.run(
                        TOGETHER,
                        thread -> Scene.claim(servers.of(thread), claim).get(0));
                assertThat(claimed)
                        .extracting(ClaimedTask::id)
                        .containsOnly(claimed.get(0).id());
                assertThat(claimed)
                        .extracting(ClaimedTask::token)
                        .containsOnly(claimed.get(0).token());
                assertThat(servers.number("SELECT count(*) FROM task_orchestrator.lease"))
                        .isEqualTo(round);
            }
        }
    }

    @Test
    void thirtyTwoCreatesWithOneKeyCreateOnce() throws Exception {
        try (Servers servers = Servers.start(SERVERS, StoreSettings.STANDARD)) {
            for (int round = 1; round <= 5; round++) {
                CreateBatch batch = new CreateBatch(
                        Scene.batch(Scene.task(), 2).tasks(), Optional.of(new IdempotencyKey("key-" + round, "hash")));
                List<Created> created = Crowd.run(
                        TOGETHER, thread -> Scene.await(servers.of(thread).create(new Call<>(Scene.CALLER, batch))));
                assertThat(created)
                        .extracting(Created::tasks)
                        .containsOnly(created.get(0).tasks());
                assertThat(created).filteredOn(each -> !each.replayed()).hasSize(1);
                assertThat(servers.number("SELECT count(*) FROM task_orchestrator.task"))
                        .isEqualTo(2L * round);
            }
        }
    }

    @Test
    void oneWorkerGetsWhatThreeServersCreatedInOrder() throws Exception {
        Duration aging = Duration.ofMillis(20);
        try (Servers servers = Servers.start(SERVERS, StoreSettings.STANDARD.withAging(aging))) {
            Random random = new Random(SEED);
            Priority[] priorities = Priority.values();
            for (int i = 0; i < 150; i++) {
                NewTask.Builder task = Scene.task("/p/" + random.nextInt(5));
                Scene.create(servers.of(i), task.priority(priorities[random.nextInt(3)]), 1 + random.nextInt(3));
            }
            List<String> order = servers.texts("SELECT id FROM task_orchestrator.task"
                    + " JOIN task_orchestrator.task_body ON task_body.task = number ORDER BY queued_at - priority * "
                    + aging.toNanos() / 1_000 + ", number");
            List<String> claimed = new ArrayList<>();
            for (int i = 0; claimed.size() < order.size(); i++) {
                Claim claim = Claim.by("alice").lease(LEASE).limit(1 + random.nextInt(5));
                Scene.claim(servers.of(i), claim)
                        .forEach(each -> claimed.add(each.id().toString()));
            }
            assertThat(claimed).as("Seed %d", SEED).isEqualTo(order);
        }
    }

    /** Nobody ticks here, so nothing but a hint from the other server can wake a claim. */
    @Test
    void claimThatWaitsIsWokenByWhatAnotherServerCreates() throws Exception {
        try (Servers servers = Servers.start(SERVERS, StoreSettings.STANDARD);
                EmbeddedOrchestrator first = over(servers.of(0));
                EmbeddedOrchestrator second = over(servers.of(1))) {
            List<CompletableFuture<List<ClaimedTask>>> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(first.async()
                        .claim(Claim.by("worker-" + i)
                                .in("/a/" + i)
                                .lease(LEASE)
                                .waiting(LONG)));
            }
            assertThat(Scene.claim(servers.of(0), Claim.by("nobody"))).isEmpty(); // comes after those that wait
            Set<TaskId> created = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                created.add(second.create(NewTask.builder("/a/" + i, "Do it").build())
                        .id());
            }
            Set<TaskId> claimed = new HashSet<>();
            for (CompletableFuture<List<ClaimedTask>> each : waiting) {
                claimed.add(Scene.await(each).get(0).id());
            }
            assertThat(claimed).isEqualTo(created);
        }
    }

    /** A claim that waits for a directory is woken when another server's worker leaves it. */
    @Test
    void claimThatWaitsIsWokenByADirectoryThatAnotherServerFrees() throws Exception {
        try (Servers servers = Servers.start(SERVERS, StoreSettings.STANDARD);
                EmbeddedOrchestrator first = over(servers.of(0));
                EmbeddedOrchestrator second = over(servers.of(1))) {
            for (String directory : List.of("/a", "/a/b")) {
                second.create(NewTask.builder(directory, "Do it")
                        .directoryAccess(DirectoryAccess.EXCLUSIVE)
                        .build());
            }
            ClaimedTask held =
                    second.claim(Claim.by("bob").in("/a").lease(LEASE)).get(0);
            CompletableFuture<List<ClaimedTask>> waiting = first.async()
                    .claim(Claim.by("alice").in("/a/b").lease(LEASE).waiting(LONG));
            assertThat(Scene.claim(servers.of(0), Claim.by("nobody").in("/a/b")))
                    .isEmpty();
            assertThat(waiting).isNotDone();
            second.complete(Complete.of(held.id(), held.token(), TaskResult.success("done")));
            assertThat(Scene.await(waiting)).hasSize(1);
        }
    }

    private static EmbeddedOrchestrator over(JdbcTaskStore store) {
        return EmbeddedOrchestrator.builder().store(store).manualTicks().build();
    }
}
