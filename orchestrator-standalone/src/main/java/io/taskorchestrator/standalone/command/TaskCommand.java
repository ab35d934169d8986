package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.task.TaskId;
import picocli.CommandLine.Parameters;

/** A command about one task. */
abstract class TaskCommand extends ClientCommand {

    @Parameters(paramLabel = "<task>", description = "The task's id.")
    private String id = "";

    TaskCommand(Surroundings surroundings) {
        super(surroundings);
    }

    abstract int run(Orchestrator orchestrator, TaskId task);

    @Override
    final int run(Orchestrator orchestrator) {
        return run(orchestrator, TaskId.parse(id));
    }
}
