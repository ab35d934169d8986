package io.taskorchestrator.engine;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims that wait for a task, without a thread each.
 *
 * <p>A claim is registered before it is tried for the first time, so no hint that a task became ready is lost between the
 * two. A hint then tries the claims that could take such a task, in the order of their arrival, until one gets nothing:
 * one new task wakes one claim.
 *
 * <p>An answer that nobody takes any more – its future was cancelled – is undone: the tasks go back at once, and no
 * attempt is held against them.
 *
 * <p>Thread model: safe for use by many threads. The store and the answers' dependents are called outside the lock;
 * answers that do not come at once are given by the executor.
 */
public final class ParkedClaims {

    private static final Logger LOG = LoggerFactory.getLogger(ParkedClaims.class);

    private static final int SWEPT_TOGETHER = 100;

    private final TaskStore store;
    private final InstantSource clock;
    private final Executor executor;

    /** Guarded by itself, as are the fields of what it holds. */
    private final ParkingLot lot = new ParkingLot();

    private final AtomicBoolean sweeping = new AtomicBoolean();

    /**
     * Creates a place for claims on {@code store} to wait.
     *
     * @param executor gives answers that do not come at once
     */
    public ParkedClaims(TaskStore store, InstantSource clock, Executor executor) {
        this.store = store;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * Claims, and waits as long as the claim says. The answer is empty if no task came in time. Cancelling the answer
     * ends the wait.
     */
    public CompletableFuture<List<ClaimedTask>> claim(Call<Claim> call) {
        if (call.command().maxWait().isZero()) {
            endRepeated(call);
            return attempt(call);
        }
        Parked parked = new Parked(call, clock.instant().plus(call.command().maxWait()));
        Optional<Parked> replaced;
        synchronized (lot) {
            replaced = lot.add(parked);
            parked.attempting = true;
        }
        replaced.ifPresent(old -> old.answer.complete(List.of()));
        parked.answer.whenComplete((tasks, error) -> forget(parked));
        tryOnce(parked, Runnable::run);
        return parked.answer;
    }

    /** Ends the claim that {@code call} repeats without waiting itself. */
    private void endRepeated(Call<Claim> call) {
        if (call.command().claimId().isPresent()) {
            Optional<Parked> repeated;
            synchronized (lot) {
                repeated = lot.takeRepeated(call);
            }
            repeated.ifPresent(old -> old.answer.complete(List.of()));
        }
    }

    /** Tasks of {@code queue} in {@code directories} may have become ready. */
    public void ready(QueueName queue, DirectoryScope directories) {
        Turns turns;
        synchronized (lot) {
            turns = lot.turns(queue, directories);
        }
        serve(turns);
    }

    /**
     * Tries the first claim of each scope, in case a hint was lost, many of them with one call of the store. Does nothing while
     * the last sweep is still at it.
     */
    public void sweep() {
        if (sweeping.compareAndSet(false, true)) {
            Turns turns;
            synchronized (lot) {
                turns = lot.turns();
            }
            sweep(turns);
        }
    }

    /** Answers the claims whose wait is over, with nothing. */
    public void endOverdue() {
        Instant now = clock.instant();
        for (Parked parked = takeOverdue(now); parked != null; parked = takeOverdue(now)) {
            Parked overdue = parked;
            executor.execute(() -> overdue.answer.complete(List.of()));
        }
    }

    /** Answers all claims with nothing. */
    public void endAll() {
        List<Parked> all;
        synchronized (lot) {
            all = lot.all();
        }
        all.forEach(parked -> parked.answer.complete(List.of()));
    }

    /** When the next wait is over; empty if nobody waits. */
    public Optional<Instant> nextDeadline() {
        synchronized (lot) {
            return lot.nextDeadline();
        }
    }

    /** How many claims wait. */
    public int size() {
        synchronized (lot) {
            return lot.size();
        }
    }

    /** Whether any claim waits; asked without a lock. */
    public boolean isAnyWaiting() {
        return lot.isAnyWaiting();
    }

    private @Nullable Parked takeOverdue(Instant now) {
        synchronized (lot) {
            return lot.takeOverdue(now);
        }
    }

    private void forget(Parked parked) {
        synchronized (lot) {
            lot.remove(parked);
        }
    }

    /** Tries claims of these scopes, in the order of arrival, until each scope has got nothing once. */
    private void serve(Turns turns) {
        for (Parked parked = nextOf(turns); parked != null; parked = nextOf(turns)) {
            Parked tried = parked;
            CompletableFuture<Boolean> served = tryOnce(tried, executor);
            if (!served.isDone()) {
                served.thenAccept(got -> {
                    keep(turns, tried, got);
                    serve(turns);
                });
                return;
            }
            keep(turns, tried, served.join());
        }
    }

    /** The same, many at a time. */
    private void sweep(Turns turns) {
        try {
            for (List<Parked> some = nextOf(turns, SWEPT_TOGETHER);
                    !some.isEmpty();
                    some = nextOf(turns, SWEPT_TOGETHER)) {
                CompletableFuture<Void> tried = tryAll(some, turns);
                if (!tried.isDone()) {
                    tried.thenRun(() -> sweep(turns));
                    return;
                }
            }
        } catch (RuntimeException e) {
            sweeping.set(false);
            throw e;
        }
        sweeping.set(false);
    }

    /** Where a claim was given something, the next one of its scope gets its turn. */
    private void keep(Turns turns, Parked tried, boolean got) {
        if (got) {
            synchronized (lot) {
                turns.add(tried.scope(), tried.number);
            }
        }
    }

    private List<Parked> nextOf(Turns turns, int most) {
        List<Parked> some = new ArrayList<>();
        for (Parked parked = nextOf(turns); parked != null; parked = some.size() == most ? null : nextOf(turns)) {
            some.add(parked);
        }
        return some;
    }

    /** The claim to try next, marked as being tried, its scope taken out; null if there is none. */
    private @Nullable Parked nextOf(Turns turns) {
        synchronized (lot) {
            Parked parked = turns.next();
            while (parked != null && parked.attempting) {
                // Its attempt may have come too early to see the task; it will look again itself.
                parked.again = true;
                parked = turns.next();
            }
            if (parked != null) {
                parked.attempting = true;
            }
            return parked;
        }
    }

    /** Tries {@code parked}, which is marked as attempting; completes with whether it was given its answer. */
    private CompletableFuture<Boolean> tryOnce(Parked parked, Executor answering) {
        CompletableFuture<Boolean> served = new CompletableFuture<>();
        attempt(parked.call)
                .whenComplete((tasks, error) -> settle(
                        parked, error == null ? tasks : List.of(), Optional.ofNullable(error), answering, served));
        return served;
    }

    /** Tries some, marked as attempting, with one call of the store; completes when all of them are settled, and turns kept. */
    private CompletableFuture<Void> tryAll(List<Parked> some, Turns turns) {
        List<CompletableFuture<Boolean>> served = new ArrayList<>(some.size());
        List<CompletableFuture<Void>> kept = new ArrayList<>(some.size());
        for (Parked parked : some) {
            CompletableFuture<Boolean> one = new CompletableFuture<>();
            served.add(one);
            kept.add(one.thenAccept(got -> keep(turns, parked, got)));
        }
        List<Call<Claim>> calls = some.stream().map(parked -> parked.call).toList();
        store.claim(calls).whenComplete((answers, error) -> {
            for (int i = 0; i < some.size(); i++) {
                settle(
                        some.get(i),
                        error == null ? answers.get(i) : List.of(),
                        Optional.ofNullable(error),
                        executor,
                        served.get(i));
            }
        });
        return CompletableFuture.allOf(kept.toArray(CompletableFuture<?>[]::new));
    }

    private void settle(
            Parked parked,
            List<ClaimedTask> tasks,
            Optional<Throwable> error,
            Executor answering,
            CompletableFuture<Boolean> served) {
        if (error.isPresent()) {
            forget(parked);
            answering.execute(() -> parked.answer.completeExceptionally(error.get()));
            served.complete(true);
        } else if (!tasks.isEmpty()) {
            boolean again = finish(parked);
            answering.execute(() -> deliver(parked, tasks));
            served.complete(true);
            if (again) {
                serveAgain(parked.scope());
            }
        } else if (pause(parked)) {
            tryOnce(parked, answering).thenAccept(served::complete);
        } else {
            served.complete(false);
        }
    }

    private void serveAgain(Claim.Scope scope) {
        Turns turns;
        synchronized (lot) {
            turns = lot.turns(Set.of(scope));
        }
        serve(turns);
    }

    /** Takes a served claim out; returns whether a hint came while it was tried, which others may need now. */
    private boolean finish(Parked parked) {
        synchronized (lot) {
            lot.remove(parked);
            return parked.again;
        }
    }

    /** An attempt got nothing; returns whether to try again at once, since a hint came meanwhile. */
    private boolean pause(Parked parked) {
        synchronized (lot) {
            parked.attempting = parked.again && !parked.answer.isDone();
            parked.again = false;
            return parked.attempting;
        }
    }

    private void deliver(Parked parked, List<ClaimedTask> tasks) {
        if (!parked.answer.complete(tasks)) {
            undo(parked.call, tasks);
        }
    }

    /**
     * Gives tasks back whose claim's answer could not be delivered: they are ready again at once, and no attempt is held
     * against them.
     */
    public void undo(Call<Claim> call, List<ClaimedTask> tasks) {
        List<Call<TaskCommand>> releases = tasks.stream()
                .map(task -> new Call<TaskCommand>(call.caller(), Release.undelivered(task.id(), task.token())))
                .toList();
        store.apply(releases).whenComplete((done, error) -> {
            if (error != null) {
                LOG.warn(
                        "Could not give back {} undelivered tasks; they come back when their leases end",
                        tasks.size(),
                        error);
            }
        });
    }

    private CompletableFuture<List<ClaimedTask>> attempt(Call<Claim> call) {
        return Answers.map(store.claim(List.of(call)), answers -> answers.get(0));
    }
}
