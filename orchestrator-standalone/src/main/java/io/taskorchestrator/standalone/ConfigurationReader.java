package io.taskorchestrator.standalone;

import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskSettings;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Makes a configuration of the options, once all of them have their values. */
final class ConfigurationReader {

    private final CommandSpec command;

    ConfigurationReader(CommandSpec command) {
        this.command = command;
    }

    /**
     * The configuration.
     *
     * @throws ParameterException if values do not go together, or the file of keys cannot be used
     */
    Configuration read(
            ServerOptions server, TaskOptions tasks, SecurityOptions security, StorageOptions storage, LogOptions log) {
        ApiKeys keys = keys(security);
        Listening listening = new Listening(
                Optional.ofNullable(server.host).orElse(keys.isEmpty() ? Listening.LOOPBACK : Listening.EVERYWHERE),
                server.port,
                server.timeout);
        return new Configuration(
                listening, tasks(tasks), storage(tasks, storage), access(security, keys, listening), log(log));
    }

    private static TaskSettings tasks(TaskOptions tasks) {
        return TaskSettings.STANDARD
                .withLimits(new AttemptLimits(tasks.maxRetries, tasks.timeout, RetryPolicy.MANUAL))
                .withAccess(tasks.access);
    }

    private static Storage storage(TaskOptions tasks, StorageOptions storage) {
        Budget ofHeap = Budget.ofHeap(Runtime.getRuntime().maxMemory());
        Budget budget = Optional.ofNullable(storage.memoryLimit)
                .map(bytes -> new Budget(bytes, ofHeap.finishedTasks(), bytes / 2))
                .orElse(ofHeap);
        return new Storage(
                "memory",
                new StoreSettings(tasks.aging, tasks.fairness, storage.retention, storage.failedRetention),
                budget);
    }

    /** A server that others can reach without a key has been opened on purpose, and under names that we do not know. */
    private static AccessSettings access(SecurityOptions security, ApiKeys keys, Listening listening) {
        Set<String> origins =
                Optional.ofNullable(security.corsOrigins).orElse(Origins.NONE).all();
        return new AccessSettings(keys, security.rateLimit, origins, listening.isLoopback());
    }

    private static LogSettings log(LogOptions log) {
        LogFormat format = Terminal.isThere() ? LogFormat.PRETTY : LogFormat.JSON;
        return new LogSettings(log.level, Optional.ofNullable(log.format).orElse(format));
    }

    private ApiKeys keys(SecurityOptions security) {
        ApiKeys keys = ApiKeys.NONE;
        if (security.keys != null) {
            try {
                keys = ApiKeys.parse(security.keys);
            } catch (InvalidAccessException e) {
                throw new ParameterException(
                        command.commandLine(), Sources.name(command.findOption("--api-keys")) + ": " + e.getMessage());
            }
        }
        return security.keysFile == null ? keys : keys.plus(keysOf(security.keysFile));
    }

    private ApiKeys keysOf(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw bad("--api-keys-file", file.toString(), "must be a readable text file");
        }

    }

    private ParameterException bad(String option, String given, String allowed) {
        return new ParameterException(
                command.commandLine(), Sources.complaint(command.findOption(option), given, allowed));
    }
}
