package io.taskorchestrator.standalone;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much is kept, and how long. Filled by the command line. */
@Heading("Storage")
final class StorageOptions {

    static final String MEMORY_LIMIT = "--memory-limit";

    @Option(
            names = "--migrate-at-start",
            arity = "1",
            paramLabel = "<true|false>",
            converter = Converters.Truth.class,
            defaultValue = "true",
            description = "Whether the start makes the database's schema or brings it up to date;"
                    + " else 'orchestrator migrate' must have done so.")
    @Variable("APP_DATABASE_MIGRATE")
    boolean migrate;

    @Option(
            names = MEMORY_LIMIT,
            paramLabel = "<size>",
            converter = Converters.Size.class,
            description =
                    "With memory: only: how much of the heap unfinished tasks and idempotency keys may take, in bytes"
                            + " or with K, M or G; finished tasks get half as much again.")
    @Variable(value = "APP_MEMORY_LIMIT", otherwise = "half the heap")
    @Nullable Long memoryLimit;

    @Option(
            names = "--task-retention",
            paramLabel = "<time>",
            converter = Converters.Span.class,
            defaultValue = "7d",
            description = "How long completed and cancelled tasks are kept.")
    @Variable("APP_TASK_RETENTION")
    Duration retention = Duration.ZERO;

    @Option(
            names = "--task-failed-retention",
            paramLabel = "<time>",
            converter = Converters.Span.class,
            defaultValue = "30d",
            description = "How long failed tasks are kept.")
    @Variable("APP_TASK_FAILED_RETENTION")
    Duration failedRetention = Duration.ZERO;
}
