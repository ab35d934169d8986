package io.taskorchestrator.standalone;

import io.taskorchestrator.task.DirectoryAccess;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What a task gets where its producer says nothing, and in which order tasks go. Filled by the command line. */
@Heading("Tasks")
final class TaskOptions {

    static final String FAIRNESS = "--task-fairness";

    @Option(
            names = "--task-max-retries",
            paramLabel = "<count>",
            converter = Converters.Retries.class,
            defaultValue = "3",
            description = "How often a task may be tried again, unless it says so itself.")
    @Variable("APP_TASK_MAX_RETRIES")
    int maxRetries;

    @Option(
            names = "--task-timeout",
            paramLabel = "<time>",
            converter = Converters.AttemptTime.class,
            defaultValue = "3600s",
            description = "How long one attempt may take, unless the task says so itself.")
    @Variable("APP_TASK_TIMEOUT")
    Duration timeout = Duration.ZERO;

    @Option(
            names = "--task-directory-access",
            paramLabel = "<access>",
            converter = Converters.Access.class,
            defaultValue = "unrestricted",
            description = "What a task claims of its work directory, unless it says so itself:"
                    + " unrestricted, shared or exclusive.")
    @Variable("APP_TASK_DIRECTORY_ACCESS")
    DirectoryAccess access = DirectoryAccess.UNRESTRICTED;

    @Option(
            names = "--task-priority-aging",
            paramLabel = "<time>",
            converter = Converters.Span.class,
            defaultValue = "3600s",
            description = "How much longer a task must have waited to go before one of the next higher priority.")
    @Variable("APP_TASK_PRIORITY_AGING")
    Duration aging = Duration.ZERO;

    @Option(
            names = FAIRNESS,
            paramLabel = "<time>",
            converter = Converters.Span.class,
            defaultValue = "0",
            description = "With memory: only: how much older a task must be, for each task that runs in its directory,"
                    + " to go before one of an idle directory; 0 for no such rule.")
    @Variable("APP_TASK_FAIRNESS")
    Duration fairness = Duration.ZERO;
}
