package io.taskorchestrator.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * How long the server takes from its start to the first good answer about its health, and how much memory it holds after some
 * seconds in which nobody calls: the bare jar, and the script at the root, in turns. Each start is on a new SQLite file.
 * Arguments: how often each is started (9), options of the bare jar's JVM.
 */
final class StartSuite {

    private static final int IDLE_SECONDS = 3;
    private static final int MEGABYTE = 1_048_576;
    private static final double NANOS_PER_MILLI = 1e6;

    private final IntFunction<List<String>> command;
    private final String name;
    private final List<Double> millis = new ArrayList<>();
    private final List<Double> megabytes = new ArrayList<>();

    private StartSuite(String name, IntFunction<List<String>> command) {
        this.name = name;
        this.command = command;
    }

    /** Measures, and prints what it found. */
    static void run(String[] arguments) throws IOException, InterruptedException {
        int starts = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        List<String> jvm = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        Path directory = Files.createTempDirectory("start");
        String database = "sqlite:" + directory.resolve("tasks.db");
        List<StartSuite> suites = List.of(
                new StartSuite("java -jar, options " + jvm, ServerProcess.orchestrator(jvm, database)),
                new StartSuite("./orchestrator serve", ServerProcess.script(database)));
        try {
            for (int i = 0; i <= starts; i++) {
                for (StartSuite suite : suites) {
                    suite.start();
                    removeAll(directory);
                }
            }
        } finally {
            removeAll(directory);
            Files.delete(directory);
        }
        suites.forEach(StartSuite::print);
    }

    private void start() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.launch(command)) {
            Duration took = server.awaitHealth();
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            millis.add(took.toNanos() / NANOS_PER_MILLI);
            megabytes.add((double) server.residentBytes() / MEGABYTE);
        }
    }

    /** The first start is left out: it reads the jar from the disk. */
    private void print() {
        List<Double> times = sorted(millis);
        List<Double> sizes = sorted(megabytes);
        System.out.printf(
                "%-40s healthy after %,.0f ms (%,.0f ... %,.0f; the first time %,.0f), idle %,.0f MB resident (%,.0f ... %,.0f)%n",
                name,
                times.get(times.size() / 2),
                times.get(0),
                times.get(times.size() - 1),
                millis.get(0),
                sizes.get(sizes.size() / 2),
                sizes.get(0),
                sizes.get(sizes.size() - 1));
    }

    private static List<Double> sorted(List<Double> values) {
        return values.stream().skip(1).sorted().toList();
    }

    private static void removeAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
