package io.taskorchestrator.worker;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.TaskLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks, has a handler work on each, and tells how it ended.
 *
 * <pre>{@code
 * try (Worker worker = Worker.builder(orchestrator, "agent-7", task -> TaskResult.success(answer(task.prompt())))
 *         .below("/projects")
 *         .concurrency(4)
 *         .start()) {
 *     Thread.currentThread().join();
 * }
 * }</pre>
 *
 * <p><b>Claims.</b> One claim waits at a time, for as many tasks as the worker has free places: the orchestrator answers it
 * the moment a task is ready, so nothing polls. A completion asks for the next task in the same call. Both carry a claim
 * id, so an answer that is lost strands nothing. A task for which there is no thread is handed back for half a minute, and
 * the worker claims again after a while.
 *
 * <p><b>Leases.</b> Each task is leased for the {@linkplain WorkerBuilder#lease lease time} and renewed at a third of it,
 * on one thread for all tasks. A task that was cancelled, or whose lease is lost, has its handler interrupted; a
 * cancellation is confirmed when the handler has ended. A lease is lost when the orchestrator says so, and also when its
 * time has passed without an answer.
 *
 * <p><b>Ends.</b> What the handler returns completes the task, what it throws fails it. While the orchestrator cannot be
 * reached the worker tries again, with backoff. A result is delivered even if the lease was lost; whether it still counts
 * is up to the orchestrator.
 *
 * <p>After a crash of its process a worker's leases run out, and its tasks go to others.
 *
 * <p>Thread model: safe for use by many threads. It has one daemon thread that makes time pass, and a daemon thread for
 * each task that is worked on.
 */
public final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** A claim that waits is answered sooner than this with a task or not at all, but by a server that is closing. */
    private static final Duration SUSPICIOUSLY_SOON = Duration.ofSeconds(1);

    /** Shorter than the minute after which many a proxy gives up a connection on which nothing comes. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    /** How long a task is not handed out again for which there was no thread; after 20 releases a task fails. */
    private static final Duration UNTIL_THERE_ARE_THREADS = Duration.ofSeconds(30);

    private final TaskHandler handler;
    private final Claim claim;
    private final Duration lease;
    private final int concurrency;
    private final Duration closeWithin;
    private final ThreadFactory threads;
    private final RandomGenerator random;
    private final Upstream upstream;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /** Guards the fields below; nothing of anybody else's is called while it is held. */
    private final Object lock = new Object();

    private final Set<HeldTask> held = new LinkedHashSet<>();
    private boolean asking;
    private int failures;
    private boolean stopping;
    private @Nullable CompletableFuture<List<ClaimedTask>> waiting;

    Worker(WorkerBuilder builder) {
        handler = builder.handler;
        claim = builder.claim();
        lease = builder.lease;
        concurrency = builder.concurrency;
        closeWithin = builder.closeWithin;
        threads = builder.threads();
        random = builder.random();
        upstream = new Upstream(builder.orchestrator.async(), new Timers(builder.clock()), random);
    }

    /**
     * Begins to describe a worker.
     *
     * @param orchestrator where the tasks are; it is not closed with the worker
     * @param name the worker's id, 1 to 100 code points; workers may share one
     * @param handler what to do with a task
     */
    public static WorkerBuilder builder(Orchestrator orchestrator, String name, TaskHandler handler) {
        return new WorkerBuilder(orchestrator, name, handler);
    }

    void start(boolean manualTicks) {
        if (!manualTicks) {
            upstream.timers().start(threads);
        }
        claimMore();
    }

    /** How many tasks the worker holds now. */
    public int running() {
        synchronized (lock) {
            return held.size();
        }
    }

    /**
     * Makes time pass: renews leases and does what else is due now. Done by a thread of the worker's own unless
     * {@linkplain WorkerBuilder#manualTicks() ticks are manual}.
     *
     * @return when something will be due next, by the worker's clock, if anything will
     */
    public Optional<Instant> tick() {
        return upstream.timers().tick();
    }

    // Claiming

    private UUID newClaimId() {
        synchronized (random) {
            return new UUID(random.nextLong(), random.nextLong());
        }
    }

    /** Asks for as many tasks as there are free places, unless that is being done. */
    private void claimMore() {
        int free;
        synchronized (lock) {
            free = Math.min(concurrency - held.size(), TaskLimits.CLAIM_LIMIT);
            if (stopping || asking || free <= 0) {
                return;
            }
            asking = true;
        }
        ask(claim.waiting(WAIT).limit(free).id(newClaimId()));
    }

    private void ask(Claim wanted) {
        synchronized (lock) {
            if (stopping) {
                return;
            }
        }
        Instant asked = upstream.now();
        CompletableFuture<List<ClaimedTask>> answer = upstream.call(orchestrator -> orchestrator.claim(wanted));
        boolean tooLate;
        synchronized (lock) {
            waiting = answer;
            tooLate = stopping;
        }
        if (tooLate) {
            answer.cancel(true);
        }
        answer.whenComplete((tasks, error) -> {
            if (error != null) {
                claimFailed(wanted, Upstream.cause(error));
            } else if (tasks.isEmpty() && upstream.now().isBefore(asked.plus(SUSPICIOUSLY_SOON))) {
                claimAgain(wanted);
            } else {
                claimed(tasks);
            }
        });
    }

    private void claimFailed(Claim wanted, Throwable error) {
        synchronized (lock) {
            if (stopping) {
                return;
            }
        }
        LOG.warn("Could not claim; trying again: {}", error.toString());
        claimAgain(wanted);
    }

    /** Repeats a claim after a while, under the same id: what an answer that was lost has given is answered again. */
    private void claimAgain(Claim wanted) {
        afterAWhile(() -> ask(wanted));
    }

    /** Does {@code next} after a while, which grows with each time in a row. */
    private void afterAWhile(Runnable next) {
        int count;
        synchronized (lock) {
            failures++;
            count = failures;
        }
        upstream.timers().at(upstream.retryAt(count), next);
    }

    private void claimed(List<ClaimedTask> tasks) {
        boolean begun = true;
        for (ClaimedTask task : tasks) {
            begun &= begin(task, Optional.empty());
        }
        if (begun) {
            synchronized (lock) {
                failures = 0;
            }
            claimAnew();
        } else {
            afterAWhile(this::claimAnew);
        }
    }

    private void claimAnew() {
        synchronized (lock) {
            asking = false;
            waiting = null;
        }
        claimMore();
    }

    // Working

    /** Starts work on {@code task}, in the place of another one if that is given; returns whether there was a thread for it. */
    private boolean begin(ClaimedTask task, Optional<HeldTask> previous) {
        HeldTask begun = new HeldTask(upstream, task, lease);
        boolean tooLate;
        synchronized (lock) {
            previous.ifPresent(held::remove);
            held.add(begun);
            tooLate = stopping;
        }
        begun.lease().start();
        if (tooLate) {
            ended(begun, new Ending.NotBegun(Duration.ZERO));
            return true;
        }
        try {
            threads.newThread(() -> ended(begun, begun.run(handler))).start();
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("There is no thread for task {}; it is handed back", task.id(), e);
            ended(begun, new Ending.NotBegun(UNTIL_THERE_ARE_THREADS));
            return false;
        }
    }

    private void ended(HeldTask task, Ending ending) {
        boolean asks;
        synchronized (lock) {
            asks = !stopping;
        }
        Optional<Claim> next = asks ? Optional.of(claim.id(newClaimId())) : Optional.empty();
        Delivery.of(upstream, task, ending, next).thenAccept(nextTask -> {
            task.lease().end();
            if (nextTask.isPresent()) {
                begin(nextTask.get(), Optional.of(task));
            } else {
                leave(task);
                claimMore();
            }
        });
    }

    private void leave(HeldTask task) {
        boolean last;
        synchronized (lock) {
            held.remove(task);
            last = stopping && held.isEmpty();
        }
        if (last) {
            finish();
        }
    }

    // Closing

    /**
     * Begins to close: claims no more, and lets the handlers that run end. Those that still run when half of the
     * {@linkplain WorkerBuilder#closeWithin limit} has passed are interrupted, and their tasks handed back when they have
     * ended. What still runs at the end of the limit is left alone like the tasks of a worker that died: its lease is not
     * renewed any more, and is not handed back either, since somebody is still at work.
     *
     * @return completes when no task is held any more, or at the end of the limit
     */
    public CompletableFuture<Void> stop() {
        CompletableFuture<List<ClaimedTask>> claiming;
        boolean idle;
        synchronized (lock) {
            if (stopping) {
                return stopped.copy();
            }
            stopping = true;
            claiming = waiting;
            idle = held.isEmpty();
        }
        if (claiming != null) {
            claiming.cancel(true);
        }
        if (idle) {
            finish();
        } else {
            Instant now = upstream.now();
            upstream.timers().at(now.plus(closeWithin.dividedBy(2)), this::interruptAll);
            upstream.timers().at(now.plus(closeWithin), this::abandonAll);
        }
        return stopped.copy();
    }

    private List<HeldTask> all() {
        synchronized (lock) {
            return List.copyOf(held);
        }
    }

    private void interruptAll() {
        all().forEach(task -> task.stop(StopReason.CLOSING));
    }

    private void abandonAll() {
        for (HeldTask task : all()) {
            LOG.warn("Task {} still runs; its lease is not renewed any more", task.id());
            task.lease().end();
        }
        finish();
    }

    private void finish() {
        upstream.timers().close();
        stopped.complete(null);
    }

    /**
     * Closes as {@link #stop} does, and waits until that is done: at most as long as the limit says. If the waiting thread
     * is interrupted it waits no longer, stays interrupted, and the handlers that run are interrupted at once. Where ticks
     * are manual somebody else must tick meanwhile.
     */
    @Override
    public void close() {
        CompletableFuture<Void> done = stop();
        try {
            done.get();
        } catch (InterruptedException e) {
            interruptAll();
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Stopping never fails", e);
        }
    }
}
