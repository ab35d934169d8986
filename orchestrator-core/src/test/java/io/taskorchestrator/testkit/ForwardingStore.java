package io.taskorchestrator.testkit;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A store that hands every call on to another one: the beginning of stores that do something on the way.
 *
 * <p>Thread model: that of the store behind it.
 */
public abstract class ForwardingStore implements TaskStore {

    /** The store that calls are handed on to; asked once for each call. */
    protected abstract TaskStore store();

    @Override
    public CompletionStage<Created> create(Call<CreateBatch> batch) {
        return store().create(batch);
    }

    @Override
    public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
        return store().claim(claims);
    }

    @Override
    public CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands) {
        return store().apply(commands);
    }

    @Override
    public Optional<Task> find(TaskId id, Set<TaskPart> parts) {
        return store().find(id, parts);
    }

    @Override
    public Page list(TaskQuery query) {
        return store().list(query);
    }

    @Override
    public List<HistoryEntry> history(TaskId id, int after, int limit) {
        return store().history(id, after, limit);
    }

    @Override
    public Optional<WaitReason> explain(TaskId id) {
        return store().explain(id);
    }

    @Override
    public Statistics statistics(Duration window) {
        return store().statistics(window);
    }

    @Override
    public CompletionStage<Optional<Instant>> tick(int limit) {
        return store().tick(limit);
    }

    @Override
    public Registration listen(StoreListener listener) {
        return store().listen(listener);
    }

    @Override
    public void close() {
        store().close();
    }
}
