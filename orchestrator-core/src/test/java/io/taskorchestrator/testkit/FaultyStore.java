package io.taskorchestrator.testkit;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.StoreUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A store that fails some writes with {@link StoreUnavailableException}, half of them before and half of them
 * <em>after</em> they were carried out: what a lost connection looks like to its caller, who has to repeat the call.
 * Reads never fail.
 *
 * <pre>{@code
 * FaultyStore store = FaultyStore.over(realStore, new SplittableRandom(42), 0.1);
 * }</pre>
 *
 * <p>Which writes fail follows from the random alone, so one seed gives the same faults every time.
 *
 * <p>Thread model: safe for use by many threads; only one at a time draws.
 */
public final class FaultyStore extends ForwardingStore {

    private final TaskStore store;
    private final RandomGenerator random;
    private final Object lock = new Object();
    private double rate;
    private long faults;

    private FaultyStore(TaskStore store, RandomGenerator random, double rate) {
        this.store = store;
        this.random = random;
        this.rate = rate;
    }

    /**
     * Puts faults over {@code store}.
     *
     * @param random decides which writes fail
     * @param rate the share of writes that fail, 0 to 1
     * @throws IllegalArgumentException if the rate is out of its range
     */
    public static FaultyStore over(TaskStore store, RandomGenerator random, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("A rate is 0 to 1, but is " + rate);
        }
        return new FaultyStore(store, random, rate);
    }

    /** Ends the faults: from now on every write gets through. */
    public void heal() {
        synchronized (lock) {
            rate = 0;
        }
    }

    /** How many writes have failed so far. */
    public long faults() {
        synchronized (lock) {
            return faults;
        }
    }

    @Override
    protected TaskStore store() {
        return store;
    }

    /** What becomes of a write. */
    private enum Fate {
        FINE,
        LOST,
        ANSWER_LOST
    }

    private Fate draw() {
        synchronized (lock) {
            if (random.nextDouble() >= rate) {
                return Fate.FINE;
            }
            faults++;
            return random.nextBoolean() ? Fate.LOST : Fate.ANSWER_LOST;
        }
    }

    private <T> CompletionStage<T> write(Supplier<CompletionStage<T>> call) {
        Fate fate = draw();
        if (fate == Fate.LOST) {
            return CompletableFuture.failedStage(new StoreUnavailableException("A fault, before it was done"));
        }
        CompletionStage<T> done = call.get();
        return fate == Fate.FINE
                ? done
                : done.thenCompose(any ->
                        CompletableFuture.failedStage(new StoreUnavailableException("A fault, after it was done")));
    }

    @Override
    public CompletionStage<Created> create(Call<CreateBatch> batch) {
        return write(() -> super.create(batch));
    }

    @Override
    public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
        return write(() -> super.claim(claims));
    }

    @Override
    public CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands) {
        return write(() -> super.apply(commands));
    }

    @Override
    public CompletionStage<Optional<Instant>> tick(int limit) {
        return write(() -> super.tick(limit));
    }
}
