package io.taskorchestrator.benchmarks;

import io.taskorchestrator.benchmarks.Contest.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The server over HTTP, as it is shipped, with 64 clients. Arguments: seconds for each load of a round (3), rounds (7), options
 * of the servers' JVMs.
 */
final class HttpSuites {

    /** How long the compilers of a server's JVM take on two cores, which they share with all else, and some more. */
    private static final Duration WARM_UP = Duration.ofSeconds(100);

    private static final String MEMORY = "memory:";
    private static final Unit REQUESTS = new Unit("posts/s", 1);
    private static final Unit CYCLES = new Unit("cycles/s", 1 / 3.0);

    private final Contest contest;
    private final List<String> jvm;
    private final List<ServerProcess> servers = new ArrayList<>();

    private HttpSuites(String[] arguments, Duration warmUp) {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        contest = new Contest(rounds, warmUp, Duration.ofSeconds(seconds));
        jvm = ServerProcess.options("-Xmx4g", arguments, 2); // a fast machine creates millions of tasks
        System.out.printf("%d rounds of %d s; JVM options of the servers: %s%n", rounds, seconds, jvm);
    }

    /** Against a handler of the same server that does nothing. */
    static void ceiling(String[] arguments) throws IOException, InterruptedException {
        HttpSuites suites = new HttpSuites(arguments, WARM_UP.dividedBy(3)); // three loads warm up our server
        suites.run(() -> {
            suites.contest.add(
                    "ceiling: POST, constant answer",
                    REQUESTS,
                    Conversations.creating("posted"),
                    suites.open(ServerProcess.start(ServerProcess.ceiling(suites.jvm))));
            ServerProcess ours = suites.server(MEMORY);
            suites.contest.add("POST /api/v1/tasks", REQUESTS, Conversations.creating("posted"), ours);
            suites.contest.add("create, next, complete", CYCLES, Conversations.cycles("cycle"), ours);
            suites.contest.add(
                    "create, complete with next",
                    new Unit("cycles/s", 1 / 2.0),
                    Conversations.shortCycles("short"),
                    ours);
        });
    }

    /** Tasks by hundreds, against one by one. */
    static void batches(String[] arguments) throws IOException, InterruptedException {
        HttpSuites suites = new HttpSuites(arguments, WARM_UP.dividedBy(2));
        suites.run(() -> {
            ServerProcess ours = suites.server(MEMORY);
            suites.contest.add("create, next, complete", CYCLES, Conversations.cycles("cycle"), ours);
            suites.contest.add(
                    "100 created, claimed; complete",
                    new Unit("tasks/s", Conversations.BATCH / (Conversations.BATCH + 2.0)),
                    Conversations.batches("batch"),
                    ours);
            suites.contest.add(
                    "100 created, claimed, completed",
                    new Unit("tasks/s", Conversations.BATCH / 3.0),
                    Conversations.wholeBatches("whole"),
                    ours);
        });
    }

    /** Cycles on a SQLite file, against memory. */
    static void durability(String[] arguments) throws IOException, InterruptedException {
        HttpSuites suites = new HttpSuites(arguments, WARM_UP);
        Path directory = Files.createTempDirectory("durability");
        try {
            suites.run(() -> {
                suites.contest.add("memory", CYCLES, Conversations.cycles("cycle"), suites.server(MEMORY));
                String file = "sqlite:" + directory.resolve("tasks.db");
                suites.contest.add("SQLite", CYCLES, Conversations.cycles("cycle"), suites.server(file));
            });
        } finally {
            remove(directory);
        }
    }

    private interface Preparation {
        void run() throws IOException, InterruptedException;
    }

    private void run(Preparation preparation) throws IOException, InterruptedException {
        try {
            preparation.run();
            contest.run();
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    private ServerProcess server(String database) throws IOException, InterruptedException {
        return open(ServerProcess.start(ServerProcess.orchestrator(jvm, database)));
    }

    private ServerProcess open(ServerProcess server) {
        servers.add(server);
        return server;
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
