package io.taskorchestrator.engine;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where claims get their tasks, and give them back. Whatever the store throws fails the future.
 *
 * <p>Thread model: that of the store.
 *
 * @param store has the tasks
 */
record TaskSource(TaskStore store) {

    private static final Logger LOG = LoggerFactory.getLogger(TaskSource.class);

    CompletableFuture<List<ClaimedTask>> claim(Call<Claim> call) {
        return Answers.map(claim(List.of(call)), answers -> answers.get(0));
    }

    /** The tasks for each claim, in their order. */
    CompletableFuture<List<List<ClaimedTask>>> claim(List<Call<Claim>> calls) {
        return Answers.of(() -> store.claim(calls));
    }

    /**
     * Gives tasks back whose claim's answer could not be delivered: they are ready again at once, and no attempt is held
     * against them.
     */
    CompletableFuture<List<Decided>> undo(Call<Claim> call, List<ClaimedTask> tasks) {
        List<Call<TaskCommand>> releases = tasks.stream()
                .map(task -> new Call<TaskCommand>(call.caller(), Release.undelivered(task.id(), task.token())))
                .toList();
        return Answers.of(() -> store.apply(releases)).whenComplete((done, error) -> {
            if (error != null) {
                LOG.warn(
                        "Could not give back {} undelivered tasks; they come back when their leases end",
                        tasks.size(),
                        error);
            }
        });
    }
}
