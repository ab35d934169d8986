package io.taskorchestrator.examples;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.CompletionOutcome;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Many tasks at once: created all or none, and never twice, however often it is asked for; completed each for itself. */
public final class BatchExample {

    private BatchExample() {}

    /** Creates a hundred tasks twice with one key, and works them off together. */
    public static void main(String[] args) {
        try (Orchestrator orchestrator = EmbeddedOrchestrator.create()) {
            List<NewTask> tasks = IntStream.rangeClosed(1, 100)
                    .mapToObj(page ->
                            NewTask.builder("/site", "Check page " + page).build())
                    .toList();
            Created created = orchestrator.create(tasks, Optional.of("nightly-2026-11-22"));
            Created again = orchestrator.create(tasks, Optional.of("nightly-2026-11-22"));
            System.out.println(created.tasks().size() + " created, then replayed: " + again.replayed());

            List<ClaimedTask> claimed =
                    orchestrator.claim(Claim.by("worker-1").in("/site").limit(100));
            List<CompletionOutcome> outcomes = orchestrator.completeAll(claimed.stream()
                    .map(task -> Complete.of(task.id(), task.token(), TaskResult.success("fine")))
                    .toList());
            long refused =
                    outcomes.stream().filter(CompletionOutcome::isRefused).count();
            System.out.println(outcomes.size() - refused + " completed");
        }
    }
}
