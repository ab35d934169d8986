package io.taskorchestrator.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A day in five minutes: a server that keeps finished tasks for seconds, under clients that do everything a client can do,
 * among it what clients should not. The first quarter of the time is the morning, after which all tasks are let go; what
 * the server then holds is what it must hold again in the evening. Exits with 1 if it holds more.
 *
 * <p>Arguments: which store ({@code memory}, {@code sqlite}, {@code postgres} or {@code both}, which are the first two),
 * minutes (5), options of the server's JVM.
 */
final class SoakSuite {

    private static final String[] SERVER = {"--task-retention=8s", "--task-failed-retention=10s", "--task-timeout=20s"};
    private static final int SAMPLES = 12;
    private static final int MORNING = SAMPLES / 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MOST_CLASSES = 15;
    private static final int KILOBYTE = 1_024;

    private final Vitals.Source source;
    private final DayOfClients clients;
    private final Duration step;
    private final long start = System.nanoTime();

    private SoakSuite(Vitals.Source source, DayOfClients clients, Duration step) {
        this.source = source;
        this.clients = clients;
        this.step = step;
    }

    /** Lives through a day on each store, and prints what it saw. */
    static void run(String[] arguments) throws IOException, InterruptedException {
        System.setProperty(
                "jdk.httpclient.keepalive.timeout", "5"); // so that idle clients hang up before the server is looked at
        String which = arguments.length > 0 ? arguments[0] : "both";
        double minutes = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 5;
        List<String> jvm = ServerProcess.options("-Xmx512m", arguments, 2);
        Duration step = Duration.ofMillis((long) (minutes * 60_000 / SAMPLES));
        boolean sound = true;
        for (String kind : which.equals("both") ? List.of("memory", "sqlite") : List.of(which)) {
            System.out.printf("%n%s, %.1f minutes; %s %s%n", kind, minutes, jvm, Arrays.toString(SERVER));
            sound &= live(kind, step, jvm);
        }
        if (!sound) {
            System.exit(1);
        }
    }

    private static boolean live(String kind, Duration step, List<String> jvm) throws IOException, InterruptedException {
        try (Stores stores = Stores.openForADay(kind);
                ServerProcess server = ServerProcess.start(
                        ServerProcess.orchestrator(jvm, stores.next().url(), SERVER))) {
            DayOfClients clients = new DayOfClients(server.port(), System.nanoTime());
            return new SoakSuite(new Vitals.Source(server, stores), clients, step).live();
        }
    }

    private boolean live() throws IOException, InterruptedException {
        System.out.println(Vitals.HEADING);
        work(MORNING);
        Vitals morning = rest("morning");
        Map<String, Long> kept = source.server().liveObjects();
        List<Vitals> day = work(SAMPLES - MORNING);
        Vitals evening = rest("evening");
        System.out.println(clients.summary());
        List<String> complaints = new Verdict(morning, day, evening).complaints();
        List<String> surprises = clients.surprises();
        if (evening.heap() > morning.heap()) {
            printGrowth(kept, source.server().liveObjects());
        }
        complaints.forEach(complaint -> System.out.println("NOT FLAT: " + complaint));
        surprises.forEach(surprise -> System.out.println("SURPRISE: " + surprise));
        boolean sound = complaints.isEmpty() && surprises.isEmpty();
        System.out.println(sound ? "Flat: heap, threads, descriptors, queues, files" : "Not sound");
        return sound;
    }

    private List<Vitals> work(int samples) throws IOException, InterruptedException {
        List<Vitals> seen = new ArrayList<>();
        clients.come();
        for (int i = 0; i < samples; i++) {
            TimeUnit.NANOSECONDS.sleep(step.toNanos());
            seen.add(look("at work"));
        }
        return seen;
    }

    /** Lets the clients finish what there is, and waits until nothing is kept any more. */
    private Vitals rest(String name) throws IOException, InterruptedException {
        clients.finish(() -> source.tasks().unfinished() == 0, PATIENCE);
        long began = System.nanoTime();
        while (!source.isIdle() && System.nanoTime() - began < PATIENCE.toNanos()) {
            TimeUnit.SECONDS.sleep(1);
        }
        return look(name);
    }

    private Vitals look(String name) throws IOException, InterruptedException {
        Vitals vitals = source.look();
        System.out.printf("%-8s %5.0f s %s%n", name, (System.nanoTime() - start) / 1e9, vitals);
        return vitals;
    }

    private static void printGrowth(Map<String, Long> before, Map<String, Long> after) {
        System.out.println("What there is more of than in the morning, KB:");
        after.entrySet().stream()
                .map(now -> Map.entry(now.getKey(), now.getValue() - before.getOrDefault(now.getKey(), 0L)))
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_CLASSES)
                .forEach(grown -> System.out.printf("%,10d %s%n", grown.getValue() / KILOBYTE, grown.getKey()));
    }
}
