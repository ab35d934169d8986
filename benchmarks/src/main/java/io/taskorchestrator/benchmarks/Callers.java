package io.taskorchestrator.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/** Many threads that do the same again and again, each the next one when the last one is confirmed. */
final class Callers {

    private static final int WARM_UP_SECONDS = 5;

    private final int count;
    private final int warmUpSeconds;
    private final int seconds;

    /**
     * Describes a run.
     *
     * @param count how many threads
     * @param seconds how long is measured, after a while in which they run unmeasured
     */
    Callers(int count, int seconds) {
        this(count, WARM_UP_SECONDS, seconds);
    }

    /** The same, after so many seconds in which they run unmeasured. */
    Callers(int count, int warmUpSeconds, int seconds) {
        this.count = count;
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
    }

    int count() {
        return count;
    }

    /** How often a second the threads together get through their cycle; {@code cycle} has one for each of them. */
    double perSecond(IntFunction<Runnable> cycle) throws InterruptedException, ExecutionException {
        LongAdder done = new LongAdder();
        AtomicBoolean stopped = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Runnable own = cycle.apply(i);
                ends.add(threads.submit(() -> {
                    while (!stopped.get()) {
                        own.run();
                        done.increment();
                    }
                }));
            }
            TimeUnit.SECONDS.sleep(warmUpSeconds);
            long before = done.sum();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            double rate = (done.sum() - before) * 1e9 / (System.nanoTime() - start);
            stopped.set(true);
            for (Future<?> end : ends) {
                end.get();
            }
            return rate;
        } finally {
            threads.shutdownNow();
        }
    }
}
