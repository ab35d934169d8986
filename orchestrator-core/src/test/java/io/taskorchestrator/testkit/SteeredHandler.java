package io.taskorchestrator.testkit;

import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.worker.TaskContext;
import io.taskorchestrator.worker.TaskHandler;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A handler that does what a test says, task by task.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class SteeredHandler implements TaskHandler {

    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<Run> begun = new LinkedBlockingQueue<>();
    private final boolean heedsInterruption;

    private SteeredHandler(boolean heedsInterruption) {
        this.heedsInterruption = heedsInterruption;
    }

    /** A handler that ends with an exception when it is interrupted. */
    static SteeredHandler polite() {
        return new SteeredHandler(true);
    }

    /** A handler that takes no notice of interruptions. */
    static SteeredHandler stubborn() {
        return new SteeredHandler(false);
    }

    /** One call of the handler. */
    static final class Run {

        private final TaskContext context;
        private final CompletableFuture<TaskResult> outcome = new CompletableFuture<>();
        private final CountDownLatch interrupted = new CountDownLatch(1);

        private Run(TaskContext context) {
            this.context = context;
        }

        TaskContext context() {
            return context;
        }

        void succeed(TaskResult result) {
            outcome.complete(result);
        }

        void fail(Throwable failure) {
            outcome.completeExceptionally(failure);
        }

        void awaitInterruption() throws InterruptedException {
            if (!interrupted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The handler was not interrupted: " + context.task());
            }
        }

        boolean isInterrupted() {
            return interrupted.getCount() == 0;
        }
    }

    /** Waits until the next call has begun. */
    Run awaitNext() throws InterruptedException {
        Run run = begun.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (run == null) {
            throw new AssertionError("The handler was not called");
        }
        return run;
    }

    /** Whether a call has begun that nobody has waited for. */
    Optional<Run> next() {
        return Optional.ofNullable(begun.poll());
    }

    @Override
    public TaskResult handle(TaskContext context) throws Exception {
        Run run = new Run(context);
        begun.add(run);
        while (true) {
            try {
                return run.outcome.get();
            } catch (InterruptedException e) {
                run.interrupted.countDown();
                if (heedsInterruption) {
                    throw e;
                }
            } catch (ExecutionException e) {
                throwAsItIs(e.getCause());
            }
        }
    }

    private static void throwAsItIs(Throwable failure) throws Exception {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (Exception) failure;
    }
}
