package io.taskorchestrator.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Real threads that begin together. */
final class Threads {

    private static final long PATIENCE_SECONDS = 120;

    private Threads() {}

    /** Runs {@code work} on {@code count} threads at once; returns what each answered, or throws what one threw. */
    static <T> List<T> runAll(int count, IntFunction<T> work) {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        CountDownLatch ready = new CountDownLatch(count);
        try {
            List<CompletableFuture<T>> answers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int thread = i;
                answers.add(CompletableFuture.supplyAsync(
                        () -> {
                            waitForAll(ready);
                            return work.apply(thread);
                        },
                        threads));
            }
            return answers.stream()
                    .map(answer ->
                            answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
                    .toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void waitForAll(CountDownLatch ready) {
        ready.countDown();
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted before it began", e);
        }
    }
}
