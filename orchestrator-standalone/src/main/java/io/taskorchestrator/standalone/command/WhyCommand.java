package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.WaitReason;
import picocli.CommandLine.Command;

/** {@code orchestrator why}: why a task is not running. */
@Command(name = "why", description = "Says why a task is not running.")
final class WhyCommand extends TaskCommand {

    WhyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator, TaskId id) {
        WaitReason reason = orchestrator.explain(id);
        if (isJson()) {
            print(TaskJson.WAIT_REASON, reason);
            return ExitCode.DONE;
        }
        out().println(Plain.line(reason.message()));
        reason.place().ifPresent(place -> TaskView.field(out(), "Place", place.toString()));
        reason.until().ifPresent(until -> TaskView.field(out(), "Until", until.toString()));
        reason.blocker()
                .ifPresent(blocker ->
                        TaskView.field(out(), "Blocked by", blocker.task().toString()));
        reason.lastAsked().ifPresent(at -> TaskView.field(out(), "Last asked", at.toString()));
        return ExitCode.DONE;
    }
}
