package io.taskorchestrator.benchmarks;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.jdbc.JdbcStoreOptions;
import io.taskorchestrator.jdbc.JdbcTaskStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * How many cycles of create, claim and complete 64 callers get out of a SQLite file in a second, each step durable before the
 * next: beside a million tasks that wait and 100,000 that are finished, and on an empty file before and after. With the time that opening such a
 * file takes, and the floor beside it: three records of a plain file for a cycle.
 *
 * <p>Arguments: seconds for each figure (20), tasks that wait (1,000,000), tasks that are finished (100,000), the directory to
 * work in (a temporary one; it must be on the disk that is to be measured).
 */
public final class SqliteSpeed {

    private static final int CALLERS = 64;
    private static final int OPENINGS = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final byte[] RECORD = "p".repeat(200).getBytes(StandardCharsets.US_ASCII);

    private final Callers callers;
    private final Path directory;

    private SqliteSpeed(Callers callers, Path directory) {
        this.callers = callers;
        this.directory = directory;
    }

    /** Measures, and prints what it found. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        int waiting = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        int finished = args.length > 2 ? Integer.parseInt(args[2]) : 100_000;
        Path parent = Path.of(args.length > 3 ? args[3] : System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(parent, "sqlite-speed");
        System.out.printf(
                "%d callers, %d s each, on %s (%s)%n",
                CALLERS, seconds, directory, Files.getFileStore(directory).type());
        try {
            new SqliteSpeed(new Callers(CALLERS, seconds), directory).measure(waiting, finished);
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private void measure(int waiting, int finished) throws IOException, InterruptedException, ExecutionException {
        floor();
        double before = empty("before.db");
        Path full = directory.resolve("full.db");
        long start = System.nanoTime();
        fill(full, waiting, finished);
        System.out.printf(
                "Filled with %,d waiting and %,d finished tasks in %.0f s; the file has %,d MB%n",
                waiting, finished, (System.nanoTime() - start) / 1e9, Files.size(full) / 1_000_000);
        open(full);
        double beside = cycles(full);
        System.out.printf("Beside them: %,.0f cycles/s%n", beside);
        double after = empty("after.db");
        System.out.printf(
                "On an empty file, before and after, it is %.2f times as fast as beside them%n",
                (before + after) / 2 / beside);
        floor();
    }

    private double empty(String name) throws InterruptedException, ExecutionException {
        double rate = cycles(directory.resolve(name));
        System.out.printf("Empty file: %,.0f cycles/s%n", rate);
        return rate;
    }

    /** A cycle of the floor is three records, each on the disk before the next. */
    private void floor() throws IOException, InterruptedException, ExecutionException {
        Path file = directory.resolve("appended");
        AppendedFile appended = new AppendedFile(file);
        double rate;
        try (appended) {
            rate = callers.perSecond(caller -> () -> {
                appended.append(RECORD);
                appended.append(RECORD);
                appended.append(RECORD);
            });
        }
        System.out.printf(
                "Floor, a plain file: %,.0f cycles/s, %.0f records a flush%n",
                rate, Files.size(file) / (double) RECORD.length / appended.flushes());
        Files.delete(file);
    }

    private static void open(Path file) {
        for (int i = 0; i < OPENINGS; i++) {
            long start = System.nanoTime();
            JdbcTaskStore store = store(file);
            double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
            store.close();
            System.out.printf("Opened in %.0f ms%n", millis);
        }
    }

    private static JdbcTaskStore store(Path file) {
        return JdbcTaskStore.openSqlite(
                file, JdbcStoreOptions.of(InstantSource.system(), new SplittableRandom(System.nanoTime())));
    }

    private static Orchestrator orchestrator(Path file) {
        return EmbeddedOrchestrator.builder().store(store(file)).build();
    }

    private double cycles(Path file) throws InterruptedException, ExecutionException {
        try (Orchestrator orchestrator = orchestrator(file)) {
            return Cycles.perSecond(orchestrator, callers);
        }
    }

    private static void fill(Path file, int waiting, int finished) {
        try (Orchestrator orchestrator = orchestrator(file)) {
            Cycles.fill(orchestrator, waiting, finished);
        }
    }
}
