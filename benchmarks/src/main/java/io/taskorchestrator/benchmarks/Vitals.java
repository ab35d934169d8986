package io.taskorchestrator.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a server holds at a moment.
 *
 * @param heap bytes of the objects that are left after a full collection
 * @param threads of the process
 * @param otherThreads those of them that answer no requests
 * @param descriptors open files and connections
 * @param tasks the tasks, and the claims that wait for one
 * @param file bytes of the database
 */
record Vitals(long heap, long threads, long otherThreads, long descriptors, Tasks tasks, long file) {

    static final String HEADING =
            "                  heap MB threads others descriptors waiting working finished parked created database MB";

    private static final double MEGABYTE = 1e6;
    private static final int THOUSAND = 1_000;

    /**
     * How many tasks there are, and claims that wait for one.
     *
     * @param created tasks that have been created since the look before
     */
    record Tasks(long waiting, long working, long finished, long parked, long created) {

        long unfinished() {
            return waiting + working;
        }

        /** How many are finished for each thousand that have been created. */
        long finishedPerThousand() {
            return finished * THOUSAND / Math.max(created, THOUSAND);
        }

        boolean isNone() {
            return unfinished() + finished + parked == 0;
        }
    }

    /** Looks at one server again and again. Thread model: one thread. */
    static final class Source {

        private final ServerProcess server;
        private final Stores stores;
        private long createdBefore;

        Source(ServerProcess server, Stores stores) {
            this.server = server;
            this.stores = stores;
        }

        ServerProcess server() {
            return server;
        }

        Vitals look() throws IOException, InterruptedException {
            Tasks tasks = tasks();
            createdBefore += tasks.created();
            long threads = server.threads();
            long others = server.otherThreads();
            long descriptors = server.descriptors();
            long heap = server.liveObjects().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            return new Vitals(heap, threads, others, descriptors, tasks, stores.bytes());
        }

        Tasks tasks() {
            Map<String, Double> metrics;
            try {
                metrics = server.get("/metrics")
                        .lines()
                        .filter(line -> line.startsWith("orchestrator_") && !line.contains("_http_"))
                        .map(line -> line.split(" ", -1))
                        .collect(Collectors.toMap(parts -> parts[0], parts -> Double.valueOf(parts[1])));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Tasks(
                    tasks(metrics, "waiting"),
                    tasks(metrics, "working"),
                    tasks(metrics, "completed") + tasks(metrics, "failed") + tasks(metrics, "cancelled"),
                    count(metrics, "orchestrator_claims_parked"),
                    count(metrics, "orchestrator_task_events_total{event=\"created\"}") - createdBefore);
        }

        private static long tasks(Map<String, Double> metrics, String status) {
            return count(metrics, "orchestrator_tasks{status=\"" + status + "\"}");
        }

        private static long count(Map<String, Double> metrics, String name) {
            return Math.round(Objects.requireNonNull(metrics.get(name), name));
        }

        /** Whether no task is left and nobody waits for one. */
        boolean isIdle() {
            return tasks().isNone();
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%7.2f %7d %6d %11d %7d %7d %8d %6d %7d %11.2f",
                heap / MEGABYTE,
                threads,
                otherThreads,
                descriptors,
                tasks.waiting,
                tasks.working,
                tasks.finished,
                tasks.parked,
                tasks.created,
                file / MEGABYTE);
    }
}
