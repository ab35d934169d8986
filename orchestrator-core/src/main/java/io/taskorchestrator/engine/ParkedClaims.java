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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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

    private final TaskStore store;
    private final InstantSource clock;
    private final Executor executor;

    /** Guarded by itself, as are the fields of what it holds. */
    private final ParkingLot lot = new ParkingLot();

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
        Set<Claim.Scope> scopes;
        synchronized (lot) {
            scopes = lot.scopes(queue, directories);
        }
        serve(scopes);
    }

    /** Tries the first claim of each scope, in case a hint was lost. */
    public void sweep() {
        Set<Claim.Scope> scopes;
        synchronized (lot) {
            scopes = lot.scopes();
        }
        serve(scopes);
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
    private void serve(Set<Claim.Scope> scopes) {
        for (Parked parked = nextOf(scopes); parked != null; parked = nextOf(scopes)) {
            CompletableFuture<Boolean> served = tryOnce(parked, executor);
            if (!served.isDone()) {
                Claim.Scope scope = parked.scope();
                served.thenAccept(got -> {
                    exclude(scopes, scope, got);
                    serve(scopes);
                });
                return;
            }
            exclude(scopes, parked.scope(), served.join());
        }
    }

    private static void exclude(Set<Claim.Scope> scopes, Claim.Scope scope, boolean got) {
        if (!got) {
            scopes.remove(scope);
        }
    }

    /** The claim to try next, marked as being tried; null if there is none. */
    private @Nullable Parked nextOf(Set<Claim.Scope> scopes) {
        if (scopes.isEmpty()) {
            return null;
        }
        synchronized (lot) {
            Parked parked = lot.first(scopes);
            while (parked != null && parked.attempting) {
                // Its attempt may have come too early to see the task; it will look again itself.
                parked.again = true;
                scopes.remove(parked.scope());
                parked = lot.first(scopes);
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
        attempt(parked.call).whenComplete((tasks, error) -> {
            if (error != null) {
                forget(parked);
                answering.execute(() -> parked.answer.completeExceptionally(error));
                served.complete(true);
            } else if (!tasks.isEmpty()) {
                boolean again = finish(parked);
                answering.execute(() -> deliver(parked, tasks));
                served.complete(true);
                if (again) {
                    serve(new HashSet<>(Set.of(parked.scope())));
                }
            } else if (pause(parked)) {
                tryOnce(parked, answering).thenAccept(served::complete);
            } else {
                served.complete(false);
            }
        });
        return served;
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
