package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Command;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.lifecycle.Refusal;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.memory.IdempotencyKeys.Given;
import io.taskorchestrator.memory.TaskEntry.History;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskIdGenerator;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;

/**
 * A store on the heap: it lives as long as the process.
 *
 * <p>What waits or works is bounded by the memory limit: beyond it, creating fails with {@link
 * StoreUnavailableException} and nothing else suffers. Finished tasks are kept within a budget of their own; the ones
 * that ended first go first. Idempotency keys count towards the limit, too; those older than ten minutes are forgotten
 * before their 24 hours are over, the oldest first, rather than let keys take more than a quarter of it.
 *
 * <p>Thread model: safe for use by many threads. Writes are carried out before the call returns, by the calling thread,
 * under one lock; listeners are told before the call returns, by the calling thread or by one that is at it already.
 */
public final class MemoryTaskStore implements TaskStore {

    private static final int SLICE = 64;

    /** Keys may take this part of the memory limit: one divided by it. */
    private static final int KEYS_SHARE = 4;

    private final InstantSource clock;
    private final TaskIdGenerator ids;
    private final GrantedTokens tokens;
    private final long memoryLimit;

    /** Guards everything below but single reads of {@link #table}. Not reentrant: it does not keep an owner, which costs. */
    private final Lock lock = new StampedLock().asWriteLock();

    private final Outbox outbox = new Outbox();
    private final ReadyQueue queue;
    private final TaskTable table;
    private final IdempotencyKeys keys;
    private final WorkersSeen workers = new WorkersSeen();
    private final StatisticsView statistics;
    private final Upkeep upkeep;
    private boolean closed;

    private MemoryTaskStore(MemoryStoreOptions options) {
        clock = options.clock();
        ids = new TaskIdGenerator(options.random());
        tokens = new GrantedTokens(options.secrets());
        memoryLimit = options.budget().bytes();
        keys = new IdempotencyKeys(memoryLimit / KEYS_SHARE);
        queue = new ReadyQueue(options.settings(), (name, directories) -> {
            if (outbox.hasAttentive()) {
                outbox.add(listener -> listener.ready(name, directories));
            }
        });
        FinishedTasks finished = new FinishedTasks(
                options.settings(),
                options.budget().finishedTasks(),
                options.budget().finishedBytes());
        table = new TaskTable(queue, finished, outbox);
        statistics = new StatisticsView(table);
        upkeep = new Upkeep(table, queue, keys);
    }

    /** Opens an empty store. */
    public static MemoryTaskStore open(MemoryStoreOptions options) {
        return new MemoryTaskStore(options);
    }

    @Override
    public CompletionStage<Created> create(Call<CreateBatch> batch) {
        int[] bytes = new int[batch.command().tasks().size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Footprint.of(batch.command().tasks().get(i).spec());
        }
        Optional<Given> key = batch.command().key().map(given -> Given.of(batch.caller(), given));
        return answer(() -> write(() -> createLocked(batch, key, bytes)));
    }

    private Created createLocked(Call<CreateBatch> call, Optional<Given> key, int[] bytes) {
        Instant now = now();
        CreateBatch batch = call.command();
        if (key.isPresent()) {
            IdempotencyKeys.Use use = keys.find(key.get(), now);
            if (use != null) {
                return replay(use, key.get());
            }
        }
        requireMemory(bytes, now);
        List<Task> tasks = new ArrayList<>(batch.tasks().size());
        for (int i = 0; i < bytes.length; i++) {
            CreateBatch.Draft draft = batch.tasks().get(i);
            Decision.Changed created =
                    Lifecycle.create(ids.next(now), queue.withSharedParts(draft.spec()), draft.start(), now);
            tasks.add(table.add(created, bytes[i], call.caller().name(), now).task());
        }
        key.ifPresent(given -> keys.add(given, tasks.stream().map(Task::id).toList(), now));
        return new Created(tasks, false);
    }

    private Created replay(IdempotencyKeys.Use use, Given key) {
        if (!use.isFor(key)) {
            throw new ConflictException(
                    RefusalReason.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key was used for another request",
                    Map.of("idempotency_key", key.value()));
        }
        List<Task> tasks = new ArrayList<>();
        for (TaskId id : use.ids()) {
            TaskEntry entry = table.find(id);
            if (entry == null) {
                throw new TaskNotFoundException(id);
            }
            tasks.add(entry.task());
        }
        return new Created(tasks, true);
    }

    private void requireMemory(int[] bytes, Instant now) {
        keys.keepShare(now);
        long wanted =
                table.unfinishedBytes() + keys.bytes() + queue.directories().bytes();
        for (int taskBytes : bytes) {
            wanted += taskBytes;
        }
        if (wanted > memoryLimit) {
            throw new StoreUnavailableException(
                    "The memory limit of %d bytes for tasks that are not finished and for idempotency keys is reached"
                            .formatted(memoryLimit));
        }
    }

    @Override
    public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
        return answer(() -> write(() -> {
            Instant now = now();
            List<List<ClaimedTask>> answers = new ArrayList<>(claims.size());
            for (Call<Claim> call : claims) {
                answers.add(claimLocked(call, now));
            }
            return answers;
        }));
    }

    private List<ClaimedTask> claimLocked(Call<Claim> call, Instant now) {
        Claim claim = call.command();
        workers.mark(claim.scope(), now);
        List<ClaimedTask> held = stillHeld(call, now);
        if (!held.isEmpty()) {
            return held;
        }
        List<ClaimedTask> claimed = new ArrayList<>(1);
        while (claimed.size() < claim.limit()) {
            TaskEntry entry = queue.pick(claim.scope(), now);
            if (entry == null) {
                break;
            }
            if (applyLocked(entry, call.caller(), claim, now) instanceof Decision.Refused) {
                table.settle(entry, now);
                continue;
            }
            table.claimIds().add(call.caller(), claim, entry);
            claimed.add(tokens.grant(entry, now));
        }
        return claimed;
    }

    /** What this claim was given before and still holds; a lease whose time is over ends at the next tick. */
    private List<ClaimedTask> stillHeld(Call<Claim> call, Instant now) {
        if (call.command().claimId().isEmpty()) {
            return List.of();
        }
        List<ClaimedTask> held = new ArrayList<>();
        for (TaskEntry entry : table.claimIds().find(call.caller(), call.command())) {
            if (now.isBefore(entry.task().state().lease().orElseThrow().expiresAt())) {
                held.add(tokens.grant(entry, now));
            }
        }
        return held;
    }

    @Override
    public CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands) {
        return answer(() -> write(() -> {
            List<Decided> decided = new ArrayList<>(commands.size());
            for (Call<TaskCommand> call : commands) {
                Instant now = now();
                decided.add(new Decided(applyLocked(call, now), now));
            }
            return decided;
        }));
    }

    private Decision applyLocked(Call<TaskCommand> call, Instant now) {
        TaskCommand command = call.command();
        TaskEntry entry = table.find(command.task());
        if (entry == null) {
            return new Decision.Refused(Refusal.notFound(command.task()), Optional.empty());
        }
        if (tokens.isForged(entry, command)) {
            return new Decision.Refused(Refusal.staleLease(entry.task()), Optional.empty());
        }
        return applyLocked(entry, call.caller(), command, now);
    }

    private Decision applyLocked(TaskEntry entry, Caller caller, Command command, Instant now) {
        Decision decision = Lifecycle.decide(entry.task(), command, now);
        Decision.Changed changed = null;
        if (decision instanceof Decision.Changed done) {
            changed = done;
        } else if (decision instanceof Decision.Refused refused) {
            changed = refused.recorded().orElse(null);
        }
        if (changed != null) {
            table.change(entry, changed, Call.actor(caller, command, changed.task()), now);
            upkeep.keepBudget();
        }
        return decision;
    }

    @Override
    public Optional<Task> find(TaskId id, Set<TaskPart> parts) {
        return entry(id).map(entry -> entry.task());
    }

    @Override
    public Page list(TaskQuery query) {
        return new Listing(table.log(), lock, query).page();
    }

    @Override
    public List<HistoryEntry> history(TaskId id, int after, int limit) {
        Deque<HistoryEntry> entries = new ArrayDeque<>();
        History chain = read(() -> entry(id).map(entry -> entry.history)).orElse(null);
        for (; chain != null && chain.entry().seq() > after; chain = chain.before()) {
            entries.addFirst(chain.entry());
            if (entries.size() > limit) {
                entries.removeLast();
            }
        }
        return List.copyOf(entries);
    }

    @Override
    public Optional<WaitReason> explain(TaskId id) {
        return read(() -> entry(id).map(entry -> new Explanation(queue, workers).of(entry, now())));
    }

    @Override
    public Statistics statistics(Duration window) {
        return read(() -> statistics.of(window, now()));
    }

    @Override
    public CompletionStage<Optional<Instant>> tick(int limit) {
        return answer(() -> {
            int left = limit;
            int asked;
            int done;
            do {
                asked = Math.min(left, SLICE);
                int slice = asked;
                done = write(() -> upkeep.step(slice, now()));
                left -= done;
            } while (done == asked && left > 0);
            return read(upkeep::nextDue);
        });
    }

    @Override
    public Registration listen(StoreListener listener) {
        return outbox.register(listener);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private Optional<TaskEntry> entry(TaskId id) {
        return Optional.ofNullable(table.find(id));
    }

    private Instant now() {
        return Micros.truncated(clock.instant());
    }

    /** Something that is done under the lock. */
    private interface Work<T> {
        T run();
    }

    private <T> T write(Work<T> work) {
        T done;
        List<Consumer<StoreListener>> news;
        lock.lock();
        try {
            if (closed) {
                throw new StoreUnavailableException("The store is closed");
            }
            done = work.run();
            news = outbox.take();
        } finally {
            lock.unlock();
        }
        while (!news.isEmpty()) {
            outbox.tell(news);
            news = read(outbox::takeMore);
        }
        return done;
    }

    private static <T> CompletionStage<T> answer(Work<T> work) {
        try {
            return CompletableFuture.completedFuture(work.run());
        } catch (TaskException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> T read(Work<T> work) {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }
}
