package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A memory store with a clock that stands still, and short words for what tests do with it. */
final class TestStore {

    final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
    final MemoryTaskStore store;

    TestStore(StoreSettings settings) {
        store = MemoryStores.open(settings, clock);
    }

    TestStore(MemoryStoreOptions.Budget budget) {
        store = MemoryTaskStore.open(
                MemoryStores.options(StoreSettings.STANDARD, clock).withBudget(budget));
    }

    /** A task for {@code directory}, to be changed further. */
    static NewTask.Builder task(String directory) {
        return NewTask.builder(directory, "do it");
    }

    /** Creates one task. */
    TaskId create(NewTask.Builder task) {
        return createAll(task).get(0);
    }

    /** Creates tasks, all or none. */
    List<TaskId> createAll(NewTask.Builder... tasks) {
        return create(Optional.empty(), tasks).tasks().stream()
                .map(created -> created.id())
                .toList();
    }

    /** Creates tasks under an idempotency key, as the same request each time. */
    Created createWith(String key, NewTask.Builder... tasks) {
        return create(Optional.of(new IdempotencyKey(key, "the same request")), tasks);
    }

    private Created create(Optional<IdempotencyKey> key, NewTask.Builder... tasks) {
        List<CreateBatch.Draft> drafts = Arrays.stream(tasks)
                .map(NewTask.Builder::build)
                .map(task -> new CreateBatch.Draft(task.spec(TaskSettings.STANDARD), task.start()))
                .toList();
        return result(store.create(new Call<>(Caller.ANONYMOUS, new CreateBatch(drafts, key))));
    }

    /** Hands out tasks. */
    List<ClaimedTask> claimAll(Claim claim) {
        return result(store.claim(List.of(new Call<>(Caller.ANONYMOUS, claim)))).get(0);
    }

    /** Hands out one task, which there must be. */
    ClaimedTask claim(Claim claim) {
        return claimAll(claim).get(0);
    }

    /** The task that a claim is given, which stays claimed; empty if there is none. */
    Optional<TaskId> next(Claim claim) {
        return claimAll(claim).stream().map(ClaimedTask::id).findFirst();
    }

    Decision apply(TaskCommand command) {
        return result(store.apply(List.of(new Call<>(Caller.ANONYMOUS, command))))
                .get(0)
                .decision();
    }

    void complete(ClaimedTask task) {
        apply(Complete.of(task.id(), task.token(), TaskResult.SUCCESS));
    }

    /** Creates a task, claims it and completes it with {@code output}. */
    TaskId finished(String output) {
        create(task("/finished"));
        ClaimedTask task = claim(Claim.by("worker").in("/finished"));
        apply(Complete.of(task.id(), task.token(), TaskResult.success(output)));
        return task.id();
    }

    boolean exists(TaskId id) {
        return store.find(id, EnumSet.noneOf(TaskPart.class)).isPresent();
    }

    /** Lets time pass, and the store do what is due then. */
    void pass(Duration time) {
        clock.advance(time);
        result(store.tick(100_000));
    }

    static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
