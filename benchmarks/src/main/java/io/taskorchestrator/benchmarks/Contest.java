package io.taskorchestrator.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Several servers under load, each in a process of its own, one after the other and round after round, so that what else
 * the machine does hits all of them. The first one is what the others are measured by.
 */
final class Contest {

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double P99 = 0.99;

    private final List<Contender> contenders = new ArrayList<>();
    private final int rounds;
    private final Duration warmUp;
    private final Duration each;

    /** Describes a contest of so many rounds, each load of a round as long as {@code each}. */
    Contest(int rounds, Duration warmUp, Duration each) {
        this.rounds = rounds;
        this.warmUp = warmUp;
        this.each = each;
    }

    /** The unit in which a contender counts, such as cycles, and how many of them it gets done with one request. */
    record Unit(String name, double perRequest) {}

    private static final class Contender {

        private final String name;
        private final Unit unit;
        private final IntFunction<Conversation> conversations;
        private final ServerProcess server;
        private final List<Load.Outcome> outcomes = new ArrayList<>();
        private Duration processorTime = Duration.ZERO;

        Contender(String name, Unit unit, IntFunction<Conversation> conversations, ServerProcess server) {
            this.name = name;
            this.unit = unit;
            this.conversations = conversations;
            this.server = server;
        }

        void run(Duration time) throws IOException {
            Duration before = server.processorTime();
            outcomes.add(Load.run(server.port(), conversations, time));
            processorTime = processorTime.plus(server.processorTime()).minus(before);
        }

        void forget() {
            outcomes.clear();
            processorTime = Duration.ZERO;
        }

        double requestsPerSecond(int round) {
            Load.Outcome outcome = outcomes.get(round);
            return outcome.latencies().count() * 1e9 / outcome.took().toNanos();
        }

        double[] requestsPerSecond() {
            double[] rates = new double[outcomes.size()];
            Arrays.setAll(rates, this::requestsPerSecond);
            return rates;
        }

        Latencies latencies() {
            Latencies all = new Latencies();
            outcomes.forEach(outcome -> all.addAll(outcome.latencies()));
            return all;
        }
    }

    /** Adds a contender; {@code server} is closed with the contest. */
    void add(String name, Unit unit, IntFunction<Conversation> conversations, ServerProcess server) {
        contenders.add(new Contender(name, unit, conversations, server));
    }

    /**
     * How one of them did.
     *
     * @param rate its requests a second, in those of the first one
     * @param p99 the time within which 99 % were answered, in that of the first one
     */
    record Standing(double rate, double p99) {}

    /** Measures, and prints what it found. */
    List<Standing> run() throws IOException {
        for (Contender contender : contenders) {
            contender.run(warmUp);
            contender.forget();
        }
        for (int i = 0; i < rounds; i++) {
            for (Contender contender : contenders) {
                contender.run(each);
            }
        }
        System.out.printf(
                "%-34s %18s %10s %23s %8s %8s %8s %12s %9s%n",
                "",
                "",
                "requests/s",
                "of the first (of turns)",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "server us/rq",
                "load us");
        return contenders.stream().map(this::print).toList();
    }

    private Standing print(Contender contender) {
        Contender first = contenders.get(0);
        double[] ratios = new double[rounds];
        Arrays.setAll(ratios, round -> contender.requestsPerSecond(round) / first.requestsPerSecond(round));
        Arrays.sort(ratios);
        double rate = median(contender.requestsPerSecond());
        Latencies latencies = contender.latencies();
        Duration ownTime =
                contender.outcomes.stream().map(Load.Outcome::ownTime).reduce(Duration.ZERO, Duration::plus);
        System.out.printf(
                "%-34s %,9.0f %-8s %,10.0f %6.2f (%.2f ... %.2f) %8.2f %8.2f %8.2f %12.1f %9.1f%n",
                contender.name,
                rate * contender.unit.perRequest(),
                contender.unit.name(),
                rate,
                median(ratios),
                ratios[0],
                ratios[rounds - 1],
                latencies.millis(0.5),
                latencies.millis(P99),
                latencies.millis(0.999),
                contender.processorTime.toNanos() / NANOS_PER_MICRO / latencies.count(),
                ownTime.toNanos() / NANOS_PER_MICRO / latencies.count());
        return new Standing(
                median(ratios), latencies.millis(P99) / first.latencies().millis(P99));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
