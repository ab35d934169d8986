package io.taskorchestrator.worker;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.SteadyClock;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.WorkDirectory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a {@link Worker} is made of. What a worker takes is one queue and one directory scope: whoever serves
 * several starts several workers. Tags are for finding tasks, not for claiming them.
 *
 * <p>Thread model: one thread.
 */
public final class WorkerBuilder {

    private static final int MOST_HANDLERS = 1_000;

    final Orchestrator orchestrator;
    final TaskHandler handler;
    int concurrency = 1;
    Duration lease = Duration.ofMinutes(1);
    Duration closeWithin = Duration.ofSeconds(30);

    private final String name;
    private QueueName queue = QueueName.DEFAULT;
    private DirectoryScope directories = DirectoryScope.ANYWHERE;
    private @Nullable InstantSource clock;
    private @Nullable RandomGenerator random;
    private @Nullable ThreadFactory threads;
    private boolean manualTicks;

    WorkerBuilder(Orchestrator orchestrator, String name, TaskHandler handler) {
        this.orchestrator = orchestrator;
        this.name = name;
        this.handler = handler;
    }

    /**
     * How many tasks are worked on at once, 1 to 1,000. Default: 1.
     *
     * @throws InvalidInputException naming {@code concurrency} if it is out of its range
     */
    public WorkerBuilder concurrency(int newConcurrency) {
        concurrency = TaskLimits.requireBetween("concurrency", newConcurrency, 1, MOST_HANDLERS);
        return this;
    }

    /** Tasks of which queue. Default: {@link QueueName#DEFAULT}. */
    public WorkerBuilder queue(QueueName newQueue) {
        queue = newQueue;
        return this;
    }

    /**
     * Tasks of exactly this directory. Default: anywhere.
     *
     * @throws InvalidInputException naming {@code work_directory} if that is not an absolute path
     */
    public WorkerBuilder in(String directory) {
        directories = DirectoryScope.exactly(WorkDirectory.of(directory));
        return this;
    }

    /**
     * Tasks of this directory and everything below it. Default: anywhere.
     *
     * @throws InvalidInputException naming {@code work_directory} if that is not an absolute path
     */
    public WorkerBuilder below(String directory) {
        directories = DirectoryScope.below(WorkDirectory.of(directory));
        return this;
    }

    /**
     * How long a lease lasts unless it is renewed, 1 second to 24 hours; it is renewed at a third of that. A whole lease
     * passes before the tasks of a dead worker go to others, a third before a cancellation is learned. Default: 1 minute.
     */
    public WorkerBuilder lease(Duration newLease) {
        lease = newLease;
        return this;
    }

    /**
     * How long closing may take, 0 to 24 hours. Default: 30 seconds.
     *
     * @throws InvalidInputException naming {@code close_within} if it is out of its range
     */
    public WorkerBuilder closeWithin(Duration newCloseWithin) {
        closeWithin = TaskLimits.requireBetween("close_within", newCloseWithin, Duration.ZERO, Duration.ofDays(1));
        return this;
    }

    /**
     * The time, for leases, backoff and closing. Only differences count; it need not agree with the orchestrator's.
     * Default: one that never steps back, whatever happens to the system's.
     */
    public WorkerBuilder clock(InstantSource newClock) {
        clock = newClock;
        return this;
    }

    /** For claim ids and backoff; used by one thread at a time. Default: a secure one. */
    public WorkerBuilder random(RandomGenerator newRandom) {
        random = newRandom;
        return this;
    }

    /** Makes the threads of the handlers, and the one that makes time pass. Default: daemon threads. */
    public WorkerBuilder threads(ThreadFactory newThreads) {
        threads = newThreads;
        return this;
    }

    /** Time passes only when {@link Worker#tick()} is called: for tests, and for hosts with a loop. */
    public WorkerBuilder manualTicks() {
        manualTicks = true;
        return this;
    }

    /**
     * Starts the worker.
     *
     * @throws InvalidInputException naming {@code worker_id} or {@code lease_seconds} if it breaks its limit
     */
    public Worker start() {
        Worker worker = new Worker(this);
        worker.start(manualTicks);
        return worker;
    }

    Claim claim() {
        return Claim.by(name).with(new Claim.Scope(queue, directories)).lease(lease);
    }

    InstantSource clock() {
        return clock == null ? SteadyClock.atEpoch() : clock;
    }

    RandomGenerator random() {
        return random == null ? new SecureRandom() : random;
    }

    ThreadFactory threads() {
        AtomicLong count = new AtomicLong();
        ThreadFactory daemons = work -> {
            Thread thread = new Thread(work, "task-worker-" + name + "-" + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
        return threads == null ? daemons : threads;
    }
}
