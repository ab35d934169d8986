package io.taskorchestrator.benchmarks;

import java.util.Arrays;

/** How long requests took, each of them kept. Thread model: one thread. */
final class Latencies {

    private static final int USUAL_COUNT = 65_536;
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[USUAL_COUNT];
    private int count;

    void add(long newNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = newNanos;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** The milliseconds within which this share of the requests was answered. */
    double millis(double share) {
        Arrays.sort(nanos, 0, count);
        return nanos[(int) (count * share)] / NANOS_PER_MILLI;
    }
}
