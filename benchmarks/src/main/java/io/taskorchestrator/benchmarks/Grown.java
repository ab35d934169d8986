package io.taskorchestrator.benchmarks;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.task.DirectoryAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server with much in it, or many who wait. Its clients wait in one thread, until this is closed. */
final class Grown implements AutoCloseable {

    /** What the names of the directories begin with, which are numbered from 0. */
    static final String NAME = "grown";

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SMALL_ANSWER = 4_096;
    /** What a process opens besides its connections. */
    private static final int OTHER_FILES = 500;

    private final ServerProcess server;
    private final Crowd crowd;
    private final Thread parked = new Thread(this::waitForTasks, "parked");
    private volatile boolean over;

    private Grown(ServerProcess server, Crowd crowd) {
        this.server = server;
        this.crowd = crowd;
    }

    /**
     * What is in a server.
     *
     * @param waiting tasks that wait
     * @param directories in how many directories
     * @param access how much of its directory each of them wants for itself
     * @param finished tasks that have been finished; the store in memory keeps 10,000 of them
     * @param parked clients that wait for a task, each in a directory of its own where none comes
     */
    record Crowd(int waiting, int directories, DirectoryAccess access, int finished, int parked) {}

    /** Starts a server with such a crowd. */
    static Grown start(Stores.Place place, List<String> jvm, Crowd crowd) throws IOException, InterruptedException {
        requireDescriptors(crowd.parked());
        long start = System.nanoTime();
        if (place.filler().isPresent()) {
            try (Orchestrator orchestrator = place.filler().get().get()) {
                String directory = Conversations.directory(NAME);
                for (int i = 0; i < Load.CLIENTS; i++) {
                    Cycles.finish(orchestrator, crowd.finished() / Load.CLIENTS, directory + i);
                }
                Cycles.spread(orchestrator, crowd, directory);
            }
        }
        Grown grown = new Grown(ServerProcess.start(ServerProcess.orchestrator(jvm, place.url())), crowd);
        try {
            if (place.filler().isEmpty()) {
                grown.fill();
            }
            grown.park();
        } catch (IOException | InterruptedException | RuntimeException e) {
            grown.close();
            throw e;
        }
        System.out.printf("%s: there after %.0f s%n", crowd, (System.nanoTime() - start) / 1e9);
        return grown;
    }

    private void fill() throws IOException {
        int rounds = (crowd.finished() + Load.CLIENTS * Conversations.BATCH - 1) / (Load.CLIENTS * Conversations.BATCH);
        int requests = rounds * (Conversations.BATCH + 2);
        Load.run(server.port(), Conversations.first(requests, Conversations.batches(NAME)), LONG);
        Load.run(
                server.port(), Conversations.filling(NAME, crowd.waiting(), crowd.directories(), crowd.access()), LONG);
    }

    private void park() throws IOException, InterruptedException {
        if (crowd.parked() == 0) {
            return;
        }
        parked.setDaemon(true);
        parked.start();
        long start = System.nanoTime();
        while (server.get("/metrics")
                .lines()
                .noneMatch(("orchestrator_claims_parked " + crowd.parked() + ".0")::equals)) {
            if (!parked.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException("Not all of " + crowd.parked() + " clients wait");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void waitForTasks() {
        try {
            Load.run(
                    server.port(),
                    Conversations.waiting("parked"),
                    LONG,
                    new Load.Crowd(crowd.parked(), SMALL_ANSWER, () -> over));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireDescriptors(int connections) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            String limit = line.replaceAll("^Max open files +\\d+ +(\\w+).*", "$1");
            if (!limit.equals(line)
                    && !limit.equals("unlimited")
                    && Integer.parseInt(limit) < connections + OTHER_FILES) {
                throw new IOException("A process may have %s files open, too few for %d clients: see ulimit -n"
                        .formatted(limit, connections));
            }
        }
    }

    /** Makes sure that all who were to wait have done so until now. */
    void requireParked() {
        if (crowd.parked() > 0 && !parked.isAlive()) {
            throw new IllegalStateException("The clients that were to wait have gone: " + crowd);
        }
    }

    ServerProcess server() {
        return server;
    }

    Crowd crowd() {
        return crowd;
    }

    @Override
    public void close() {
        over = true;
        try {
            parked.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }
}
