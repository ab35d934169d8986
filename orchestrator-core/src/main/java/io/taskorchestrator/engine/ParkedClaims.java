package io.taskorchestrator.engine;

import io.taskorchestrator.lifecycle.Claim;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
 * <p>Claims with the same claim id are tried one after the other, each when what came of the one before has been taken or is
 * undone. An attempt is given the tasks that its id still holds: they must not be about to go back.
 *
 * <p>Thread model: safe for use by many threads. The store and the answers' dependents are called outside the lock;
 * answers that do not come at once are given by the executor.
 */
public final class ParkedClaims {

    private static final int SWEPT_TOGETHER = 100;

    private final TaskSource source;
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
        this.source = new TaskSource(store);
        this.clock = clock;
        this.executor = new SureExecutor(executor);
    }

    /**
     * Claims, and waits as long as the claim says. The answer is empty if no task came in time. Cancelling the answer
     * ends the wait.
     */
    public CompletableFuture<List<ClaimedTask>> claim(Call<Claim> call) {
        CompletableFuture<List<ClaimedTask>> answer = new CompletableFuture<>();
        if (!isPlain(call)) {
            park(Parked.of(call, clock.instant(), tasks -> tasks, answer));
            return answer;
        }
        CompletableFuture<List<ClaimedTask>> attempt = source.claim(call);
        if (attempt.isDone()) {
            // The busiest of all calls: nobody can have cancelled it.
            return attempt;
        }
        follow(attempt, Parked.of(call, clock.instant(), tasks -> tasks, answer), Runnable::run);
        return answer;
    }

    /**
     * Claims as {@link #claim(Call)} does, and completes {@code answer} with what {@code form} makes of the tasks. If that is
     * cancelled already, nothing is claimed.
     */
    public <T> void claim(Call<Claim> call, Function<List<ClaimedTask>, T> form, CompletableFuture<T> answer) {
        Parked parked = Parked.of(call, clock.instant(), form, answer);
        if (isPlain(call)) {
            tryOnce(parked, Runnable::run);
        } else {
            park(parked);
        }
    }

    /** Whether a claim neither waits nor has an id: nobody needs to know of it. */
    private static boolean isPlain(Call<Claim> call) {
        return call.command().maxWait().isZero() && call.command().claimId().isEmpty();
    }

    private void park(Parked parked) {
        Optional<Parked> replaced;
        boolean first;
        synchronized (lot) {
            replaced = lot.add(parked);
            first = lot.begin(parked);
        }
        replaced.ifPresent(old -> old.give(List.of()));
        parked.answer.whenComplete((tasks, error) -> forget(parked));
        if (first) {
            tryOnce(parked, Runnable::run);
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
            executor.execute(() -> overdue.give(List.of()));
        }
    }

    /** Answers all claims with nothing; those that come from now on do not wait. */
    public void endAll() {
        List<Parked> all;
        synchronized (lot) {
            all = lot.close();
        }
        all.forEach(parked -> parked.give(List.of()));
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
        } catch (RuntimeException | Error e) {
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
                lot.begin(parked);
            }
            return parked;
        }
    }

    /**
     * Tries {@code parked}, which is marked as attempting, unless nobody waits for it any more; completes with whether it is the
     * next one's turn now, since this one needs no task.
     */
    private CompletableFuture<Boolean> tryOnce(Parked parked, Executor answering) {
        boolean wanted = !parked.answer.isDone();
        return follow(
                wanted ? source.claim(parked.call) : CompletableFuture.completedFuture(List.of()), parked, answering);
    }

    private CompletableFuture<Boolean> follow(
            CompletableFuture<List<ClaimedTask>> attempt, Parked parked, Executor answering) {
        CompletableFuture<Boolean> served = new CompletableFuture<>();
        attempt.whenComplete((tasks, error) ->
                settle(parked, error == null ? tasks : List.of(), Optional.ofNullable(error), answering, served));
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
        source.claim(calls).whenComplete((answers, error) -> {
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
            end(parked);
        } else if (!tasks.isEmpty() || parked.answer.isDone()) {
            boolean again = finish(parked);
            answering.execute(() -> deliver(parked, tasks));
            served.complete(true);
            if (again) {
                serveAgain(parked.scope());
            }
        } else {
            Parked next = pause(parked);
            if (next == parked) {
                tryOnce(parked, answering).thenAccept(served::complete);
                return;
            }
            endIfOver(parked, answering);
            served.complete(false);
            tryNext(next);
        }
    }

    private void serveAgain(Claim.Scope scope) {
        Turns turns;
        synchronized (lot) {
            turns = lot.turns(Set.of(scope));
        }
        serve(turns);
    }

    /** Takes out a claim that is served, or gone; returns whether a hint came while it was tried, which others may need now. */
    private boolean finish(Parked parked) {
        synchronized (lot) {
            lot.remove(parked);
            return parked.again;
        }
    }

    /**
     * An attempt got nothing. Returns what to try at once: the same claim again if a hint came meanwhile, or the one that waited
     * for this attempt to end; null if there is nothing to try.
     */
    private @Nullable Parked pause(Parked parked) {
        synchronized (lot) {
            boolean again = parked.again;
            parked.again = false;
            return again ? parked : lot.end(parked);
        }
    }

    private void endIfOver(Parked parked, Executor answering) {
        Instant now = clock.instant();
        synchronized (lot) {
            if (parked.attempting || !(lot.isClosed() || parked.isOver(now))) {
                return;
            }
            lot.remove(parked);
        }
        answering.execute(() -> parked.give(List.of()));
    }

    private void deliver(Parked parked, List<ClaimedTask> tasks) {
        if (parked.give(tasks) || tasks.isEmpty()) {
            end(parked);
        } else {
            source.undo(parked.call, tasks).whenComplete((done, error) -> end(parked));
        }
    }

    /** What came of an attempt is taken or undone. */
    private void end(Parked parked) {
        if (parked.key.isPresent()) {
            Parked next;
            synchronized (lot) {
                next = lot.end(parked);
            }
            tryNext(next);
        }
    }

    private void tryNext(@Nullable Parked next) {
        if (next != null) {
            tryOnce(next, executor);
        }
    }
}
