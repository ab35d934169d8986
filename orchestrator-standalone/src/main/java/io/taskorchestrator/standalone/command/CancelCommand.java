package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator cancel}: calls a task off. */
@Command(name = "cancel", description = "Calls a task off. A worker that holds it stops and confirms.")
final class CancelCommand extends TaskCommand {

    @Option(names = "--reason", paramLabel = "<text>", description = "Why.")
    @Nullable private String reason;

    @Option(names = "--force", description = "Ends the lease at once, without the worker's word.")
    private boolean force;

    CancelCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator, TaskId id) {
        Task task = orchestrator.cancel(new Cancel(id, Optional.ofNullable(reason), force));
        if (isJson()) {
            print(TaskJson.action(Set.of()), task);
        } else if (task.state().lease().isPresent()) {
            out().println("Cancelled; the worker that holds it is told with its next heartbeat");
        } else {
            out().println("Cancelled");
        }
        return ExitCode.DONE;
    }
}
