package io.taskorchestrator.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many threads that do something at once. */
final class Crowd {

    private static final int PATIENCE_SECONDS = 180;

    private Crowd() {}

    /** What one of the threads does. */
    interface Work<T> {
        T of(int thread) throws Exception;
    }

    /** Lets {@code count} threads work; returns what each answered, or throws what one threw. */
    static <T> List<T> run(int count, Work<T> work) throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<T>> answers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int thread = i;
                Callable<T> call = () -> work.of(thread);
                answers.add(threads.submit(call));
            }
            List<T> values = new ArrayList<>(count);
            for (Future<T> answer : answers) {
                values.add(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return values;
        } finally {
            threads.shutdownNow();
        }
    }
}
