package io.taskorchestrator.engine;

import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskPart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that wait for a task to finish, without a thread each.
 *
 * <p>Thread model: safe for use by many threads. Answers that do not come at once are given by the executor.
 */
public final class Awaits {

    private static final Logger LOG = LoggerFactory.getLogger(Awaits.class);

    private static final Set<TaskPart> EVERYTHING = EnumSet.allOf(TaskPart.class);

    private final TaskStore store;
    private final InstantSource clock;
    private final Executor executor;
    private final Map<TaskId, ConcurrentLinkedQueue<Waiter>> waiters = new ConcurrentHashMap<>();

    private final AtomicBoolean sweeping = new AtomicBoolean();
    private volatile boolean closed;

    private record Waiter(TaskId id, Instant deadline, CompletableFuture<Task> answer) {}

    /**
     * Creates a place to wait for tasks of {@code store}.
     *
     * @param executor gives answers that do not come at once
     */
    public Awaits(TaskStore store, InstantSource clock, Executor executor) {
        this.store = store;
        this.clock = clock;
        this.executor = new SureExecutor(executor);
    }

    /**
     * The task once it is finished, or as it is after {@code wait}. Fails with a {@link TaskNotFoundException} if there
     * is no such task, or no longer, and as the store does if that cannot tell.
     */
    public CompletableFuture<Task> await(TaskId id, Duration wait) {
        Waiter waiter = new Waiter(id, clock.instant().plus(wait), new CompletableFuture<>());
        if (!wait.isZero()) {
            waiters.compute(id, (key, known) -> {
                ConcurrentLinkedQueue<Waiter> line = known == null ? new ConcurrentLinkedQueue<>() : known;
                line.add(waiter);
                return line;
            });
            waiter.answer().whenComplete((task, error) -> forget(waiter));
        }
        try {
            Optional<Task> task = store.find(id, EVERYTHING);
            if (wait.isZero() || closed || isOver(task)) {
                answer(waiter, task);
            }
        } catch (RuntimeException | Error e) {
            waiter.answer().completeExceptionally(e);
        }
        return waiter.answer();
    }

    /** A task has changed. */
    public void changed(TaskChange change) {
        if (waiters.isEmpty()) {
            return;
        }
        Task task = change.task();
        boolean gone = change.entries().stream().anyMatch(entry -> entry.event().type() == EventType.DELETED);
        if (gone || task.status().isFinished()) {
            for (Waiter waiter : waitersFor(task.id())) {
                executor.execute(() -> answer(waiter, gone ? Optional.empty() : Optional.of(task)));
            }
        }
    }

    /** Whether anybody waits. */
    public boolean isAnyWaiting() {
        return !waiters.isEmpty();
    }

    /** Looks at every awaited task, in case a change was not heard of. Does nothing while the last sweep is still at it. */
    public void sweep() {
        if (isAnyWaiting() && sweeping.compareAndSet(false, true)) {
            executor.execute(this::lookAtAll);
        }
    }

    private void lookAtAll() {
        try {
            for (TaskId id : waiters.keySet()) {
                Optional<Task> task = store.find(id, EVERYTHING);
                if (isOver(task)) {
                    waitersFor(id).forEach(waiter -> answer(waiter, task));
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("Could not look at the awaited tasks; that is tried again in a second", e);
        } finally {
            sweeping.set(false);
        }
    }

    /** Answers the calls whose wait is over with the task as it is. */
    public void endOverdue() {
        Instant now = clock.instant();
        for (TaskId id : waiters.keySet()) {
            for (Waiter waiter : waitersFor(id)) {
                if (!now.isBefore(waiter.deadline())) {
                    forget(waiter);
                    executor.execute(() -> answer(waiter));
                }
            }
        }
    }

    /** Answers all calls with the task as it is; those that come from now on do not wait. */
    public void endAll() {
        closed = true;
        waiters.keySet().forEach(id -> waitersFor(id).forEach(this::answer));
    }

    /** When the next wait is over; empty if nobody waits. */
    public Optional<Instant> nextDeadline() {
        return waiters.values().stream()
                .flatMap(ConcurrentLinkedQueue::stream)
                .map(Waiter::deadline)
                .min(Comparator.naturalOrder());
    }

    private List<Waiter> waitersFor(TaskId id) {
        ConcurrentLinkedQueue<Waiter> line = waiters.get(id);
        return line == null ? List.of() : List.copyOf(line);
    }

    private static boolean isOver(Optional<Task> task) {
        return task.isEmpty() || task.get().status().isFinished();
    }

    /** Answers with the task as it is. */
    private void answer(Waiter waiter) {
        try {
            answer(waiter, store.find(waiter.id(), EVERYTHING));
        } catch (RuntimeException | Error e) {
            waiter.answer().completeExceptionally(e);
        }
    }

    private static void answer(Waiter waiter, Optional<Task> task) {
        if (task.isPresent()) {
            waiter.answer().complete(task.get());
        } else {
            waiter.answer().completeExceptionally(new TaskNotFoundException(waiter.id()));
        }
    }

    private void forget(Waiter waiter) {
        waiters.computeIfPresent(waiter.id(), (id, line) -> {
            line.remove(waiter);
            return line.isEmpty() ? null : line;
        });
    }
}
