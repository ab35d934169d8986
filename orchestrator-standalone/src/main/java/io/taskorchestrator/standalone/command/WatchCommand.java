package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code orchestrator watch}: follows a task to its end. */
@Command(
        name = "watch",
        description = "Follows a task to its end: prints a line for each change and each word of its worker.")
final class WatchCommand extends TaskCommand {

    /** The server answers sooner if the task ends. Progress is told at most once a second. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    WatchCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator, TaskId id) {
        String shown = "";
        Task task = orchestrator.await(id, Duration.ZERO);
        while (true) {
            String line = line(task);
            if (!line.equals(shown)) {
                shown = line;
                show(task, line);
            }
            if (task.status().isFinished()) {
                return end(task);
            }
            task = orchestrator.await(id, LOOK_EVERY);
        }
    }

    private void show(Task task, String line) {
        if (isJson()) {
            print(TaskJson.TASK, task);
        } else {
            out().println(Plain.line(line));
        }
    }

    private static String line(Task task) {
        String attempt = task.status() == TaskStatus.WORKING
                ? " (attempt %d)".formatted(task.state().attempts().number())
                : "";
        String progress = task.state()
                .report()
                .progress()
                .filter(any -> task.status() == TaskStatus.WORKING)
                .map(told -> ": " + TaskView.text(told))
                .orElse("");
        return task.status().text() + attempt + progress;
    }

    private int end(Task task) {
        if (!isJson()) {
            task.state()
                    .outcome()
                    .errorMessage()
                    .or(() -> task.state().outcome().reason())
                    .ifPresent(why -> out().println(Plain.indented(why)));
            task.state()
                    .outcome()
                    .result()
                    .filter(any -> task.status() == TaskStatus.COMPLETED)
                    .flatMap(TaskResult::output)
                    .ifPresent(output -> out().println(Plain.indented(output)));
        }
        return task.status() == TaskStatus.COMPLETED ? ExitCode.DONE : ExitCode.NOT_COMPLETED;
    }
}
