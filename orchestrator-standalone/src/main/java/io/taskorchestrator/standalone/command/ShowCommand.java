package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import picocli.CommandLine.Command;

/** {@code orchestrator show}: all that is known of a task. */
@Command(name = "show", description = "Shows a task with its prompt and its result.")
final class ShowCommand extends TaskCommand {

    ShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator, TaskId id) {
        Task task = orchestrator.find(id).orElseThrow(() -> new TaskNotFoundException(id));
        if (isJson()) {
            print(TaskJson.TASK, task);
        } else {
            TaskView.print(task, out());
        }
        return ExitCode.DONE;
    }
}
