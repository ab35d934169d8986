package io.taskorchestrator.examples;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import java.util.List;

/** Two agents that must not change the same files: who wants a directory for itself waits, and is told for whom. */
public final class DirectoriesExample {

    private DirectoriesExample() {}

    /** Creates an exclusive task below another, and prints why it waits. */
    public static void main(String[] args) {
        try (Orchestrator orchestrator = EmbeddedOrchestrator.create()) {
            orchestrator.create(exclusive("/projects/shop", "Rename the module"));
            Task below = orchestrator.create(exclusive("/projects/shop/web", "Update the styles"));

            ClaimedTask first = orchestrator.claim(Claim.by("agent-1")).get(0);
            List<ClaimedTask> none = orchestrator.claim(Claim.by("agent-2"));
            System.out.println("agent-2 gets " + none.size() + " tasks");
            System.out.println(orchestrator.explain(below.id()).message());

            orchestrator.complete(Complete.of(first.id(), first.token(), TaskResult.success("renamed")));
            ClaimedTask second = orchestrator.claim(Claim.by("agent-2")).get(0);
            System.out.println("agent-2 now works on: " + second.task().spec().prompt());
        }
    }

    private static NewTask exclusive(String directory, String prompt) {
        return NewTask.builder(directory, prompt)
                .directoryAccess(DirectoryAccess.EXCLUSIVE)
                .build();
    }
}
