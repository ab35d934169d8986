package io.taskorchestrator.benchmarks;

import io.taskorchestrator.benchmarks.Contest.Standing;
import io.taskorchestrator.benchmarks.Contest.Unit;
import io.taskorchestrator.benchmarks.Grown.Crowd;
import io.taskorchestrator.task.DirectoryAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Whether the server stays as fast when something grows: cycles of three requests beside more and more of it, each size on a
 * server of its own, against the smallest size. Arguments: which store ({@code all}, or one of them), what grows ({@code
 * all}, or one of it), seconds for each load of a round (3), rounds (5), what the sizes are divided by (1), options of the
 * servers' JVMs. Each server is warmed up as long as ten loads take.
 */
final class GrowthSuite {

    private static final int LOADS_OF_WARM_UP = 10;
    private static final Unit CYCLES = new Unit("cycles/s", 1 / 3.0);
    private static final int SOME_DIRECTORIES = 1_000;
    private static final int MEGABYTE = 1_000_000;
    private static final String ALL = "all";

    private final Store store;
    private final Duration each;
    private final int rounds;
    private final List<String> jvm;

    private GrowthSuite(Store store, Duration each, int rounds, List<String> jvm) {
        this.store = store;
        this.each = each;
        this.rounds = rounds;
        this.jvm = jvm;
    }

    /** Where the tasks are, and how many times slower the largest size may be. */
    private enum Store {
        MEMORY(1.5),
        SQLITE(1.3),
        POSTGRES(1.3);

        private final double mostTimesSlower;

        Store(double mostTimesSlower) {
            this.mostTimesSlower = mostTimesSlower;
        }
    }

    /** What grows. */
    private enum Dimension {
        /** Tasks that wait in the directories of the clients, which always claim the oldest there: in 64 places of each table. */
        WAITING,
        /** Tasks that wait in the same directories; the oldest of all of them is claimed. */
        BACKLOG,
        /** Directories, in which 100,000 tasks wait; the oldest of all of them is claimed. */
        DIRECTORIES,
        /** Exclusive tasks that wait, in a thousand directories; the oldest that can start is claimed. */
        EXCLUSIVE,
        /** Tasks that are finished, in the directories of the clients. */
        FINISHED,
        /** Other clients, each waiting for a task in a directory of its own. */
        PARKED;

        List<Integer> sizes() {
            return switch (this) {
                case WAITING, BACKLOG, EXCLUSIVE -> List.of(1_000, 100_000, 1_000_000);
                case DIRECTORIES -> List.of(1, 1_000, 100_000);
                case FINISHED -> List.of(0, 1_000_000);
                case PARKED -> List.of(10, 1_000, 10_000);
            };
        }

        Crowd crowd(int size, int divisor) {
            int some = 100_000 / divisor;
            return switch (this) {
                case WAITING, BACKLOG -> new Crowd(size, Load.CLIENTS, DirectoryAccess.UNRESTRICTED, 0, 0);
                case DIRECTORIES -> new Crowd(some, size, DirectoryAccess.UNRESTRICTED, 0, 0);
                case EXCLUSIVE -> new Crowd(size, SOME_DIRECTORIES, DirectoryAccess.EXCLUSIVE, 0, 0);
                case FINISHED -> new Crowd(0, Load.CLIENTS, DirectoryAccess.UNRESTRICTED, size, 0);
                case PARKED -> new Crowd(0, Load.CLIENTS, DirectoryAccess.UNRESTRICTED, 0, size);
            };
        }

        IntFunction<Conversation> cycles(int size) {
            return switch (this) {
                case BACKLOG -> Conversations.cyclesAnywhere(Grown.NAME, Load.CLIENTS, DirectoryAccess.UNRESTRICTED);
                case DIRECTORIES -> Conversations.cyclesAnywhere(Grown.NAME, size, DirectoryAccess.UNRESTRICTED);
                case EXCLUSIVE -> Conversations.cyclesAnywhere(Grown.NAME, SOME_DIRECTORIES, DirectoryAccess.EXCLUSIVE);
                case WAITING, FINISHED, PARKED -> Conversations.cycles(Grown.NAME);
            };
        }
    }

    /** Measures, and prints what it found. */
    static void run(String[] arguments) throws IOException, InterruptedException {
        String which = arguments.length > 0 ? arguments[0] : ALL;
        String what = arguments.length > 1 ? arguments[1] : ALL;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
        int divisor = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 1;
        List<String> jvm = ServerProcess.options("-Xmx3g", arguments, 5);
        for (Store store : chosen(Store.values(), which)) {
            GrowthSuite suite = new GrowthSuite(store, Duration.ofSeconds(seconds), rounds, jvm);
            for (Dimension dimension : chosen(Dimension.values(), what)) {
                suite.measure(dimension, divisor);
            }
        }
    }

    private static <T extends Enum<T>> List<T> chosen(T[] all, String name) {
        List<T> chosen = Arrays.stream(all)
                .filter(each -> name.equals(ALL) || name.equals(lower(each)))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " is none of " + Arrays.toString(all).toLowerCase(Locale.ROOT));
        }
        return chosen;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void measure(Dimension dimension, int divisor) throws IOException, InterruptedException {
        System.out.printf("%n%s, %s: %d rounds of %s; %s%n", lower(store), lower(dimension), rounds, each, jvm);
        Contest contest = new Contest(rounds, each.multipliedBy(LOADS_OF_WARM_UP), each);
        try (Stores stores = Stores.open(lower(store))) {
            List<Grown> all = new ArrayList<>();
            try {
                for (int size : dimension.sizes()) {
                    int used = Math.min(size, Math.max(1, size / divisor));
                    Grown grown = Grown.start(stores.next(), jvm, dimension.crowd(used, divisor));
                    all.add(grown);
                    String name = "%,d %s".formatted(used, lower(dimension));
                    contest.add(name, CYCLES, dimension.cycles(used), grown.server());
                }
                judge(contest.run());
                all.forEach(Grown::requireParked);
                for (Grown grown : all) {
                    print(grown);
                }
            } finally {
                all.forEach(Grown::close);
            }
        }
    }

    private void judge(List<Standing> standings) {
        double slower =
                standings.stream().mapToDouble(each -> 1 / each.rate()).max().orElseThrow();
        double later = standings.stream().mapToDouble(Standing::p99).max().orElseThrow();
        System.out.printf(
                "The slowest is %.2f times slower than the smallest; at most %.1f: %s. The longest p99 is %.2f times that of the smallest%n",
                slower, store.mostTimesSlower, slower <= store.mostTimesSlower ? "flat" : "NOT FLAT", later);
    }

    private static void print(Grown grown) throws IOException, InterruptedException {
        ServerProcess server = grown.server();
        long live = server.liveObjects().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        System.out.printf(
                "%s: %,.1f MB of live objects, %,d MB resident, %d threads, %,d descriptors%n",
                grown.crowd(),
                (double) live / MEGABYTE,
                server.residentBytes() / MEGABYTE,
                server.threads(),
                server.descriptors());
    }
}
