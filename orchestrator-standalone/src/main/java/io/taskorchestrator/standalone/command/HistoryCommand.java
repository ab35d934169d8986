package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.TaskId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code orchestrator history}: what happened to a task. */
@Command(name = "history", description = "Shows what happened to a task, oldest first.")
final class HistoryCommand extends TaskCommand {

    private static final int LONGEST = 100;

    HistoryCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator, TaskId id) {
        List<HistoryEntry> entries = orchestrator.history(id);
        if (isJson()) {
            print(TaskJson.HISTORY, entries);
            return ExitCode.DONE;
        }
        Table table = new Table("SEQ", "AT", "EVENT", "ATTEMPT", "ACTOR", "DETAILS");
        for (HistoryEntry entry : entries) {
            table.add(List.of(
                    Integer.toString(entry.seq()),
                    entry.at().toString(),
                    entry.event().type().text(),
                    Integer.toString(entry.event().attempt()),
                    Plain.line(entry.actor(), LONGEST),
                    Plain.line(details(entry.event().details()), LONGEST)));
        }
        table.print(out());
        return ExitCode.DONE;
    }

    private static String details(Map<String, String> details) {
        return new TreeMap<>(details)
                .entrySet().stream()
                        .map(detail -> detail.getKey() + "=" + detail.getValue())
                        .collect(Collectors.joining(" "));
    }
}
