package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many cycles of create, claim and complete a store in a SQLite file does in a second, each step durable before the next,
 * with 64 callers: {@code SqliteSpeed [seconds [waiting [finished]]]}. No test: it measures the machine, too.
 */
final class SqliteSpeed {

    private static final int CALLERS = 64;
    private static final int BATCH = 1_000;
    private static final int PER_CLAIM = 100;
    private static final Caller CALLER = new Caller("speed");

    private final JdbcTaskStore store;
    private final AtomicLong cycles = new AtomicLong();
    private final AtomicBoolean stopped = new AtomicBoolean();

    private SqliteSpeed(JdbcTaskStore store) {
        this.store = store;
    }

    /** Measures. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        int waiting = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        int finished = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
        Path directory = Files.createTempDirectory("sqlite-speed");
        Path file = directory.resolve("tasks.db");
        try (JdbcTaskStore store = open(file)) {
            SqliteSpeed speed = new SqliteSpeed(store);
            speed.fill(waiting, finished);
            speed.run(seconds);
        }
        long start = System.nanoTime();
        open(file).close();
        System.out.printf("Opened and closed again in %d ms%n", (System.nanoTime() - start) / 1_000_000);
        try (var files = Files.list(directory)) {
            for (Path each : files.toList()) {
                System.out.printf("%s: %d KiB%n", each.getFileName(), Files.size(each) / 1024);
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }

    private static JdbcTaskStore open(Path file) {
        return SqliteStores.open(file, StoreSettings.STANDARD.withFairness(Duration.ZERO), InstantSource.system());
    }

    private static CreateBatch.Draft draft(String directory) {
        NewTask task = NewTask.builder(directory, "Find the slow query and make it fast")
                .build();
        return new CreateBatch.Draft(task.spec(TaskSettings.STANDARD), task.start());
    }

    private void fill(int waiting, int finished) {
        for (int done = 0; done < finished; done += BATCH) {
            create(Collections.nCopies(BATCH, draft("/done")));
            for (int i = 0; i < BATCH; i += PER_CLAIM) {
                List<CompletableFuture<?>> completions = new ArrayList<>();
                claim(Claim.by("filler").in("/done").limit(PER_CLAIM))
                        .forEach(task -> completions.add(complete(task).toCompletableFuture()));
                completions.forEach(CompletableFuture::join);
            }
        }
        for (int done = 0; done < waiting; done += BATCH) {
            create(Collections.nCopies(BATCH, draft("/waiting/" + done / BATCH % 100)));
        }
    }

    private void run(int seconds) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            String directory = "/work/" + i;
            Thread thread = new Thread(() -> cycle(directory));
            threads.add(thread);
            thread.start();
        }
        Map<String, Long> before = processorNanos();
        long last = 0;
        for (int second = 1; second <= seconds; second++) {
            threads.get(0).join(1_000);
            long now = cycles.get();
            System.out.printf("%3d s: %,d cycles/s%n", second, now - last);
            last = now;
        }
        for (Map.Entry<String, Long> entry : processorNanos().entrySet()) {
            long nanos = entry.getValue() - before.getOrDefault(entry.getKey(), 0L);
            if (nanos > 0) {
                System.out.printf(
                        "%s: %.1f microseconds of processor time per cycle%n", entry.getKey(), nanos / 1e3 / last);
            }
        }
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static Map<String, Long> processorNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<String, Long> nanos = new TreeMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) {
                String name = thread.getThreadName().replaceFirst("^Thread-.*", "callers");
                nanos.merge(name, threads.getThreadCpuTime(thread.getThreadId()), Long::sum);
            }
        }
        return nanos;
    }

    private void cycle(String directory) {
        CreateBatch.Draft draft = draft(directory);
        Claim claim = Claim.by("worker").in(directory).lease(Duration.ofMinutes(1));
        while (!stopped.get()) {
            create(List.of(draft));
            complete(claim(claim).get(0)).toCompletableFuture().join();
            cycles.incrementAndGet();
        }
    }

    private void create(List<CreateBatch.Draft> drafts) {
        store.create(new Call<>(CALLER, new CreateBatch(drafts, Optional.empty())))
                .toCompletableFuture()
                .join();
    }

    private List<ClaimedTask> claim(Claim claim) {
        return store.claim(List.of(new Call<>(CALLER, claim)))
                .toCompletableFuture()
                .join()
                .get(0);
    }

    private CompletableFuture<?> complete(ClaimedTask claimed) {
        try {
            return store.apply(List.of(
                            new Call<>(CALLER, Complete.of(claimed.id(), claimed.token(), TaskResult.success("done")))))
                    .toCompletableFuture();
        } catch (CompletionException e) {
            throw new IllegalStateException(e);
        }
    }
}
