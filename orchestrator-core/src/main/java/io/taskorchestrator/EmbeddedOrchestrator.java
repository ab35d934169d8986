package io.taskorchestrator;

import io.taskorchestrator.engine.Announcer;
import io.taskorchestrator.engine.Awaits;
import io.taskorchestrator.engine.ParkedClaims;
import io.taskorchestrator.engine.Ticker;
import io.taskorchestrator.memory.MemoryStoreOptions;
import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.memory.MemoryTaskStore;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * An orchestrator in this JVM.
 *
 * <pre>{@code
 * try (Orchestrator orchestrator = EmbeddedOrchestrator.create()) {
 *     orchestrator.create(NewTask.builder("/projects/shop", "Find the slow query").build());
 * }
 * }</pre>
 *
 * <p>Without a store of its own it keeps its tasks in memory: they are gone when the process ends.
 *
 * <p>Thread model: safe for use by many threads. It has one daemon thread that makes time pass, and daemon threads that
 * give answers and tell listeners, made as needed.
 */
public final class EmbeddedOrchestrator implements Orchestrator {

    private static final int TICK_LIMIT = 1_000;
    private static final int LISTENER_BUFFER = 10_000;

    private final TaskStore store;
    private final InstantSource clock;
    private final InstantSource waitClock;
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final ParkedClaims parkedClaims;
    private final Awaits awaits;
    private final Ticker ticker;
    private final Registration registration;
    private final EmbeddedCalls calls;
    private Instant lastSweep = Instant.MIN;

    private EmbeddedOrchestrator(Builder builder) {
        clock = builder.clock;
        waitClock = builder.waitClock;
        store = builder.store == null ? builder.memoryStore() : builder.store;
        ownExecutor = builder.executor == null ? Executors.newCachedThreadPool(EmbeddedOrchestrator::daemon) : null;
        executor = builder.executor == null ? Objects.requireNonNull(ownExecutor) : builder.executor;
        parkedClaims = new ParkedClaims(store, waitClock, executor);
        awaits = new Awaits(store, waitClock, executor);
        ticker = new Ticker(clock, this::tick);
        calls = new EmbeddedCalls(Caller.ANONYMOUS, builder.settings, store, parkedClaims, awaits, ticker);
        registration = store.listen(new Ears());
        if (!builder.manualTicks) {
            ticker.start();
        }
    }

    /** Opens an orchestrator with standard settings that keeps its tasks in memory. */
    public static EmbeddedOrchestrator create() {
        return builder().build();
    }

    /** Starts an orchestrator of one's own liking. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public AsyncOrchestrator async() {
        return calls;
    }

    @Override
    public Orchestrator as(String caller) {
        return new View(this, calls.as(new Caller(caller)));
    }

    /**
     * Tells {@code listener} from now on of every change that is made through this process. Up to 10,000 changes wait for
     * it; beyond that it loses the oldest.
     */
    public Subscription listen(OrchestratorListener listener) {
        Announcer announcer = new Announcer(listener::changed, executor, LISTENER_BUFFER);
        Registration registered = store.listen(new StoreListener() {
            @Override
            public void ready(QueueName queue, DirectoryScope directories) {
                // not what this listener is for
            }

            @Override
            public void changed(TaskChange change) {
                announcer.announce(change);
            }
        });
        return new Subscription() {
            @Override
            public long lost() {
                return announcer.lost();
            }

            @Override
            public void close() {
                registered.close();
                announcer.close();
            }
        };
    }

    /**
     * Makes time pass: does what is due now, and answers calls whose wait is over. Done by a thread of its own unless
     * {@linkplain Builder#manualTicks() ticks are manual}.
     *
     * @return when something will be due next, at the latest in a second; in the past if there is more to do now
     * @throws StoreUnavailableException if the store fails
     */
    public Instant tick() {
        Optional<Instant> due;
        try {
            due = store.tick(TICK_LIMIT).toCompletableFuture().join();
            sweep(clock.instant());
        } catch (CompletionException e) {
            throw new StoreUnavailableException("The store could not do what is due", e.getCause());
        } finally {
            // A store that fails makes nobody wait any longer.
            parkedClaims.endOverdue();
            awaits.endOverdue();
        }
        Instant next = clock.instant().plus(Ticker.LONGEST_PAUSE);
        next = earlier(next, due);
        next = earlier(next, parkedClaims.nextDeadline().map(this::byTheClock));
        return earlier(next, awaits.nextDeadline().map(this::byTheClock));
    }

    /** When a wait is over by the clock as it is now. */
    private Instant byTheClock(Instant deadline) {
        return clock.instant().plus(Duration.between(waitClock.instant(), deadline));
    }

    /** How many claims wait for a task now, of all callers. */
    public int parkedClaims() {
        return parkedClaims.size();
    }

    /** Looks once a second for what no hint may have told of. */
    private synchronized void sweep(Instant now) {
        if (lastSweep.plus(Ticker.LONGEST_PAUSE).isAfter(now) && !lastSweep.isAfter(now)) {
            return;
        }
        lastSweep = now;
        parkedClaims.sweep();
        awaits.sweep();
    }

    private static Instant earlier(Instant one, Optional<Instant> other) {
        return other.isPresent() && other.get().isBefore(one) ? other.get() : one;
    }

    /** Answers the calls that wait, with what there is, and closes the store. Nobody waits for anything from then on. */
    @Override
    public void close() {
        ticker.close();
        parkedClaims.endAll();
        awaits.endAll();
        registration.close();
        try {
            store.close();
        } finally {
            if (ownExecutor != null) {
                ownExecutor.shutdown();
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "task-orchestrator");
        thread.setDaemon(true);
        return thread;
    }

    /** Hears what happens in the store. */
    private final class Ears implements StoreListener {

        @Override
        public void ready(QueueName queue, DirectoryScope directories) {
            parkedClaims.ready(queue, directories);
        }

        @Override
        public void changed(TaskChange change) {
            awaits.changed(change);
        }

        @Override
        public boolean isAttentive() {
            return parkedClaims.isAnyWaiting() || awaits.isAnyWaiting();
        }
    }

    /** The same orchestrator for another caller. */
    private record View(EmbeddedOrchestrator orchestrator, EmbeddedCalls calls) implements Orchestrator {

        @Override
        public AsyncOrchestrator async() {
            return calls;
        }

        @Override
        public Orchestrator as(String caller) {
            return orchestrator.as(caller);
        }

        @Override
        public void close() {
            orchestrator.close();
        }
    }

    /** Collects what an orchestrator is made of. Thread model: one thread. */
    public static final class Builder {

        private @Nullable TaskStore store;
        private @Nullable Executor executor;
        private InstantSource clock = InstantSource.system();
        private InstantSource waitClock = SteadyClock.atEpoch();
        private TaskSettings settings = TaskSettings.STANDARD;
        private StoreSettings storeSettings = StoreSettings.STANDARD;
        private Budget budget = Budget.ofHeap(Runtime.getRuntime().maxMemory());
        private boolean manualTicks;

        private Builder() {}

        /** Where tasks are kept; closed with the orchestrator. Default: in memory. */
        public Builder store(TaskStore newStore) {
            store = newStore;
            return this;
        }

        /** What tasks get where their producers say nothing. Default: {@link TaskSettings#STANDARD}. */
        public Builder settings(TaskSettings newSettings) {
            settings = newSettings;
            return this;
        }

        /** How the memory store orders and keeps tasks; a store that is given has settings of its own. */
        public Builder storeSettings(StoreSettings newStoreSettings) {
            storeSettings = newStoreSettings;
            return this;
        }

        /** How much the memory store may hold. Default: {@link Budget#ofHeap} of the largest heap that the JVM may have. */
        public Builder memoryBudget(Budget newBudget) {
            budget = newBudget;
            return this;
        }

        /**
         * The time, for waits and for the memory store. Default: the system's clock, and for waits one that does not step with
         * it.
         */
        public Builder clock(InstantSource newClock) {
            clock = newClock;
            return waitClock(newClock);
        }

        /** The time for waits alone; for tests. */
        Builder waitClock(InstantSource newClock) {
            waitClock = newClock;
            return this;
        }

        /**
         * What gives answers and tells listeners; what it rejects is done by whichever thread asked for it. Default: daemon
         * threads, made as needed.
         */
        public Builder executor(Executor newExecutor) {
            executor = newExecutor;
            return this;
        }

        /** Time passes only when {@link EmbeddedOrchestrator#tick()} is called: for tests, and for hosts with a loop. */
        public Builder manualTicks() {
            manualTicks = true;
            return this;
        }

        /** Opens the orchestrator. */
        public EmbeddedOrchestrator build() {
            return new EmbeddedOrchestrator(this);
        }

        private TaskStore memoryStore() {
            SecureRandom random = new SecureRandom();
            return MemoryTaskStore.open(new MemoryStoreOptions(
                    storeSettings, budget, clock, new SplittableRandom(random.nextLong()), random));
        }
    }
}
