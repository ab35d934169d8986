package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator retry}: sends a task back to waiting. */
@Command(name = "retry", description = "Sends a failed or cancelled task back to waiting.")
final class RetryCommand extends TaskCommand {

    @Option(names = "--force", description = "Whatever the limit of retries says.")
    private boolean force;

    RetryCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator, TaskId id) {
        Task task = orchestrator.retry(new Retry(id, force));
        if (isJson()) {
            print(TaskJson.action(Set.of()), task);
        } else {
            out().println("Waiting again, retry %d of %d"
                    .formatted(
                            task.state().attempts().retries().count(),
                            task.spec().limits().maxRetries()));
        }
        return ExitCode.DONE;
    }
}
