package io.taskorchestrator;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.testkit.ForwardingStore;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that does at once what it is asked, and tells of it when it is let go. */
final class HeldStore extends ForwardingStore {

    private final TaskStore store;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holding;

    HeldStore(TaskStore store) {
        this.store = store;
    }

    /** From now on answers to claims and commands are held back. */
    void hold() {
        holding = true;
    }

    /** Gives the first answer that is held back. */
    void tellOne() {
        held.remove().run();
    }

    /** From now on answers come at once again. */
    void free() {
        holding = false;
        letGo();
    }

    /** Gives the answers that are held back, in their order, and those that this brings about. */
    void letGo() {
        for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
            answer.run();
        }
    }

    @Override
    protected TaskStore store() {
        return store;
    }

    @Override
    public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
        return later(super.claim(claims));
    }

    @Override
    public CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands) {
        return later(super.apply(commands));
    }

    private <T> CompletionStage<T> later(CompletionStage<T> done) {
        if (!holding) {
            return done;
        }
        CompletableFuture<T> told = new CompletableFuture<>();
        held.add(() -> done.whenComplete((value, error) -> {
            if (error == null) {
                told.complete(value);
            } else {
                told.completeExceptionally(error);
            }
        }));
        return told;
    }
}
