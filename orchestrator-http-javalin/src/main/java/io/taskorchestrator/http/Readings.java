package io.taskorchestrator.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks the orchestrator where the thread that asks must not wait for a store, which may take its time before it even gives the
 * future of its answer.
 *
 * <p>Thread model: safe for use by many threads. The threads that wait are few and daemons, and end when nothing is asked.
 */
final class Readings {

    private static final int THREADS = 4;

    private final Executor threads;

    Readings() {
        ThreadPoolExecutor few = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Readings::daemon);
        few.allowCoreThreadTimeOut(true);
        threads = few;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "task-orchestrator-reading");
        thread.setDaemon(true);
        return thread;
    }

    /** What {@code question} answers, or fails with. */
    <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        return CompletableFuture.supplyAsync(question, threads).thenCompose(Function.identity());
    }
}
