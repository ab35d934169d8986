package io.taskorchestrator.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Whether a server has kept anything that it should have let go.
 *
 * @param morning how it was when all was done and forgotten for the first time
 * @param day how it was since then, at work
 * @param evening how it was when all was done and forgotten again
 */
record Verdict(Vitals morning, List<Vitals> day, Vitals evening) {

    /** What is allowed beyond the same again. */
    private static final double MORE = 1.1;

    private static final double BUSIER = 2;
    private static final long HEAP_BYTES = 1_000_000;
    private static final long FILE_BYTES = 2_000_000;
    private static final long THREADS = 10;
    /** 200 for requests, and what the JVM, the store and the rest of the server have. */
    private static final long MOST_THREADS = 260;

    private static final long DESCRIPTORS = 5;
    private static final long TASKS = 100;

    /** What is wrong; nothing if all is well. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        rested(complaints, "bytes of heap", Vitals::heap, (long) (morning.heap() * MORE) + HEAP_BYTES);
        rested(complaints, "threads", Vitals::threads, MOST_THREADS);
        rested(complaints, "descriptors", Vitals::descriptors, morning.descriptors() + DESCRIPTORS);
        rested(complaints, "waiting tasks", vitals -> vitals.tasks().waiting(), 0);
        rested(complaints, "working tasks", vitals -> vitals.tasks().working(), 0);
        rested(complaints, "finished tasks", vitals -> vitals.tasks().finished(), 0);
        rested(complaints, "parked claims", vitals -> vitals.tasks().parked(), 0);
        atWork(complaints, "threads that answer no requests", Vitals::otherThreads, MORE, THREADS);
        atWork(complaints, "descriptors", Vitals::descriptors, MORE, 2 * DESCRIPTORS);
        atWork(complaints, "waiting tasks", vitals -> vitals.tasks().waiting(), BUSIER, TASKS);
        atWork(complaints, "working tasks", vitals -> vitals.tasks().working(), BUSIER, TASKS);
        atWork(complaints, "finished of 1,000 tasks", vitals -> vitals.tasks().finishedPerThousand(), BUSIER, TASKS);
        atWork(complaints, "parked claims", vitals -> vitals.tasks().parked(), BUSIER, TASKS);
        atWork(complaints, "bytes of the database", Vitals::file, MORE, FILE_BYTES);
        return complaints;
    }

    private void rested(List<String> complaints, String what, ToLongFunction<Vitals> value, long most) {
        if (value.applyAsLong(evening) > most) {
            complaints.add("%,d %s in the evening, %,d in the morning"
                    .formatted(value.applyAsLong(evening), what, value.applyAsLong(morning)));
        }
    }

    /** The middle of the last third of the day against the middle of the first. */
    private void atWork(List<String> complaints, String what, ToLongFunction<Vitals> value, double times, long more) {
        int third = day.size() / 3;
        long first = middle(day.subList(0, third), value);
        long last = middle(day.subList(day.size() - third, day.size()), value);
        if (last > first * times + more) {
            complaints.add("%,d %s late in the day, %,d early".formatted(last, what, first));
        }
    }

    private static long middle(List<Vitals> some, ToLongFunction<Vitals> value) {
        long[] values = some.stream().mapToLong(value).sorted().toArray();
        return values[values.length / 2];
    }
}
