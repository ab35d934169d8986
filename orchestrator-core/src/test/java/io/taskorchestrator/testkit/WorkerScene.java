package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.TaskHandler;
import io.taskorchestrator.worker.Worker;
import io.taskorchestrator.worker.WorkerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * An orchestrator, a way to reach it, and workers; time passes for all of them by the test's hand.
 *
 * <p>Calls may be answered later and on other threads, so a test waits: for the handler, for an answer to a call of the
 * worker's, or for what the orchestrator then shows.
 */
abstract class WorkerScene {

    static final String SHOP = "/projects/shop";

    /** The lease of every worker, which is renewed at {@link #THIRD}. */
    static final Duration LEASE = Duration.ofSeconds(60);

    static final Duration THIRD = Duration.ofSeconds(20);
    static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private static final Duration STEP = Duration.ofMillis(500);
    private static final Duration GLANCE = Duration.ofMillis(2);
    private static final int MANY_STEPS = 10_000;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long PAUSE_NANOS = 1_000_000;

    final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Reach reach;
    private final List<Worker> workers = new ArrayList<>();

    /** What the tasks are in; tests look at it directly. */
    EmbeddedOrchestrator orchestrator;

    /** The same, as workers reach it. */
    WatchedCalls.Watched reached;

    /** A way from a worker to an orchestrator. */
    interface Reach {

        Orchestrator reach(EmbeddedOrchestrator orchestrator, InstantSource clock);
    }

    WorkerScene(Reach reach) {
        this.reach = reach;
    }

    @BeforeEach
    final void open() {
        orchestrator = EmbeddedOrchestrator.builder().clock(clock).manualTicks().build();
        reached = WatchedCalls.Watched.of(reach.reach(orchestrator, clock));
    }

    @AfterEach
    final void close() {
        for (Worker worker : workers) {
            worker.stop();
            clock.advance(CLOSE_WITHIN);
            worker.tick();
        }
        reached.close();
        orchestrator.close();
    }

    // Workers

    final Worker start(TaskHandler handler) {
        return start(handler, worker -> worker);
    }

    final Worker start(TaskHandler handler, UnaryOperator<WorkerBuilder> how) {
        WorkerBuilder builder = Worker.builder(reached, "worker-1", handler)
                .lease(LEASE)
                .closeWithin(CLOSE_WITHIN)
                .clock(clock)
                .random(new SplittableRandom(11))
                .manualTicks();
        Worker worker = how.apply(builder).start();
        workers.add(worker);
        return worker;
    }

    /** Moves the time, for the orchestrator first. */
    final void pass(Duration step, Worker worker) {
        clock.advance(step);
        orchestrator.tick();
        worker.tick();
    }

    /** Moves the time to the next heartbeat, and waits for its answer. */
    final void beat(Worker worker) throws InterruptedException {
        pass(THIRD, worker);
        reached.async().awaitAnswer(Verb.HEARTBEAT);
    }

    /**
     * Moves the time step by step until one more call of {@code verb} is answered. By how much it must be moved for another
     * try nobody knows: the backoff begins when the worker has taken note of a failure.
     */
    final void passUntilAnswer(Verb verb, Worker worker) throws InterruptedException {
        for (int steps = 0; !reached.async().isAnswered(verb, GLANCE); steps++) {
            assertThat(steps).as("Steps until %s is answered", verb).isLessThan(MANY_STEPS);
            pass(STEP, worker);
        }
    }

    // Tasks

    final TaskId create() {
        return create(task -> task);
    }

    final TaskId create(UnaryOperator<NewTask.Builder> how) {
        return orchestrator
                .create(how.apply(NewTask.builder(SHOP, "Find the slow query")).build())
                .id();
    }

    final Task find(TaskId id) {
        return orchestrator.find(id).orElseThrow(() -> new AssertionError("There is no task " + id));
    }

    final List<EventType> history(TaskId id) {
        return orchestrator.history(id).stream()
                .map(entry -> entry.event().type())
                .toList();
    }

    /** Claims as somebody else. */
    final List<ClaimedTask> claimAsAnother() {
        return orchestrator.claim(Claim.by("another").lease(LEASE));
    }

    /** Waits until the task is in this status. */
    final Task await(TaskId id, TaskStatus status) {
        eventually("Task is " + status, () -> find(id).status() == status);
        return find(id);
    }

    static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not in a minute: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
