package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator stats}: the orchestrator in numbers. */
@Command(name = "stats", description = "Shows how many tasks there are, and how fast they are done.")
final class StatsCommand extends ClientCommand {

    @Option(
            names = "--hours",
            paramLabel = "<count>",
            defaultValue = "24",
            description = "Speed over the last hours, 1 to 744; default: 24")
    private int hours;

    StatsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator) {
        Statistics statistics = orchestrator.statistics(Duration.ofHours(hours));
        if (isJson()) {
            print(TaskJson.STATISTICS, statistics);
            return ExitCode.DONE;
        }
        TaskView.field(out(), "Tasks", Long.toString(statistics.total()));
        for (TaskStatus status : TaskStatus.values()) {
            TaskView.field(out(), "  " + status.text(), Long.toString(statistics.count(status)));
        }
        for (Priority priority : Priority.values()) {
            TaskView.field(
                    out(),
                    "  " + priority.text(),
                    Long.toString(statistics.byPriority().getOrDefault(priority, 0L)));
        }
        TaskView.field(out(), "Success", String.format(Locale.ROOT, "%.1f %%", 100 * statistics.successRate()));
        TaskView.field(
                out(),
                "Last " + hours + " h",
                rate(statistics.tasksPerHour()) + " an hour, "
                        + Spans.text(Duration.ofMillis((long) statistics.averageProcessingMillis())) + " each");
        return ExitCode.DONE;
    }

    /** A number with one decimal, or as many as one task in many hours needs. */
    private static String rate(double perHour) {
        return String.format(Locale.ROOT, perHour > 0 && perHour < 1 ? "%.2g" : "%.1f", perHour);
    }
}
