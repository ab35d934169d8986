package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator list}: tasks, newest first. */
@Command(name = "list", description = "Lists tasks, newest first.")
final class ListCommand extends ClientCommand {

    @Option(
            names = "--status",
            paramLabel = "<status>",
            description = "waiting, working, completed, failed or cancelled")
    @Nullable private String status;

    @Option(names = "--priority", paramLabel = "<priority>", description = "low, medium or high")
    @Nullable private String priority;

    @Option(names = "--queue", paramLabel = "<queue>", description = "Of this queue.")
    @Nullable private String queue;

    @Option(names = "--path", paramLabel = "<dir>", description = "Of this work directory.")
    @Nullable private String path;

    @Option(names = "--recursive", description = "Of everything below it, too.")
    private boolean recursive;

    @Option(names = "--worker", paramLabel = "<id>", description = "That this worker holds or last held.")
    @Nullable private String worker;

    @Option(names = "--tag", paramLabel = "<tag>", description = "With this tag.")
    @Nullable private String tag;

    @Option(names = "--oldest", description = "Oldest first.")
    private boolean oldest;

    @Option(names = "--limit", paramLabel = "<count>", defaultValue = "50", description = "1 to 500; default: 50")
    private int limit;

    @Option(names = "--cursor", paramLabel = "<cursor>", description = "The page that begins here; see the one before.")
    @Nullable private String cursor;

    ListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Orchestrator orchestrator) {
        TaskQuery query = query();
        Page page = orchestrator.list(query);
        if (isJson()) {
            print(TaskJson.page(query, Set.of()), page);
            return ExitCode.DONE;
        }
        Table table = TaskView.table();
        page.tasks().forEach(task -> table.add(TaskView.row(task)));
        table.print(out());
        page.nextCursor()
                .ifPresent(next -> err().println("%d of %d%s tasks; the next: --cursor %s"
                        .formatted(
                                page.tasks().size(), page.total(), page.totalCapped() ? "+" : "", Plain.line(next))));
        return ExitCode.DONE;
    }

    private TaskQuery query() {
        TaskQuery.Builder builder = TaskQuery.builder().limit(limit);
        if (status != null) {
            builder.status(TaskStatus.parse(status));
        }
        if (priority != null) {
            builder.priority(Priority.parse(priority));
        }
        if (queue != null) {
            builder.queue(QueueName.of(queue));
        }
        if (path != null) {
            builder.directory(new DirectoryScope(WorkDirectory.of(path), recursive));
        } else if (recursive) {
            throw new InvalidInputException("--recursive", "needs a --path");
        }
        if (worker != null) {
            builder.worker(WorkerId.of(worker));
        }
        if (tag != null) {
            builder.tag(tag);
        }
        if (oldest) {
            builder.order(TaskQuery.Order.OLDEST);
        }
        if (cursor != null) {
            builder.cursor(cursor);
        }
        return builder.build();
    }
}
