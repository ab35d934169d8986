package io.taskorchestrator.examples;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;

/** A task's whole life in one JVM. */
public final class EmbeddedExample {

    private EmbeddedExample() {}

    /** Creates a task, claims it, completes it and prints its history. */
    public static void main(String[] args) {
        try (Orchestrator orchestrator = EmbeddedOrchestrator.create()) {
            Task task = orchestrator.create(NewTask.builder("/projects/shop", "Find the slow query")
                    .priority(Priority.HIGH)
                    .tags("performance")
                    .build());

            ClaimedTask claimed = orchestrator
                    .claim(Claim.by("worker-1").in("/projects/shop"))
                    .get(0);
            TaskResult result = TaskResult.success("orders.customer_id has no index");
            orchestrator.complete(Complete.of(claimed.id(), claimed.token(), result));

            orchestrator
                    .history(task.id())
                    .forEach(entry -> System.out.println(
                            entry.seq() + " " + entry.event().type().text() + " by " + entry.actor()));
        }
    }
}
