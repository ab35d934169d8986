package io.taskorchestrator.testkit;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A store with a defect: it does not quite what the store below it does. As it stands it passes everything on. */
abstract class SimulatedDefect extends ForwardingStore {

    private final TaskStore store;

    SimulatedDefect(TaskStore store) {
        this.store = store;
    }

    @Override
    protected TaskStore store() {
        return store;
    }

    /** What the outside sees of {@code task}. */
    Task seen(Task task) {
        return task;
    }

    private List<Task> seen(List<Task> tasks) {
        return tasks.stream().map(this::seen).toList();
    }

    private Decided seen(Decided decided) {
        if (decided.decision() instanceof Decision.Changed changed) {
            return new Decided(new Decision.Changed(seen(changed.task()), changed.events()), decided.at());
        }
        return decided;
    }

    private ClaimedTask seen(ClaimedTask claimed) {
        return new ClaimedTask(seen(claimed.task()), claimed.token(), claimed.expiresIn());
    }

    @Override
    public CompletionStage<Created> create(Call<CreateBatch> batch) {
        return super.create(batch).thenApply(created -> new Created(seen(created.tasks()), created.replayed()));
    }

    @Override
    public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
        return super.claim(claims)
                .thenApply(lists -> lists.stream()
                        .map(list -> list.stream().map(this::seen).toList())
                        .toList());
    }

    @Override
    public CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands) {
        return super.apply(commands)
                .thenApply(decided -> decided.stream().map(this::seen).toList());
    }

    @Override
    public Optional<Task> find(TaskId id, Set<TaskPart> parts) {
        return super.find(id, parts).map(this::seen);
    }

    @Override
    public Page list(TaskQuery query) {
        Page page = super.list(query);
        return new Page(seen(page.tasks()), page.total(), page.totalCapped(), page.nextCursor());
    }
}
