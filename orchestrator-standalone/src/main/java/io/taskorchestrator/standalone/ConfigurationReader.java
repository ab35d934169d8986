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
        List<String> keys = keys(security);
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

    private AccessSettings access(SecurityOptions security, List<String> keys, Listening listening) {
        return new AccessSettings(
                keys,
                security.rateLimit,
                Optional.ofNullable(security.corsOrigins).orElse(Origins.NONE).all(),
                keys.isEmpty() && listening.isLoopback());
    }

    private static LogSettings log(LogOptions log) {
        LogFormat format = Terminal.isThere() ? LogFormat.PRETTY : LogFormat.JSON;
        return new LogSettings(log.level, Optional.ofNullable(log.format).orElse(format));
    }

    private List<String> keys(SecurityOptions security) {
        List<String> keys = new ArrayList<>();
        if (security.keys != null) {
            keys.addAll(KeyEntries.of(security.keys));
        }
        if (security.keysFile != null) {
            List<String> inFile;
            try {
                inFile = KeyEntries.of(security.keysFile);
            } catch (UncheckedIOException e) {
                throw bad("--api-keys-file", security.keysFile.toString(), "must be a readable text file");
            }
            if (inFile.isEmpty()) {
                throw bad("--api-keys-file", security.keysFile.toString(), "must be a file with at least one key");
            }
            keys.addAll(inFile);
        }
        return keys;
    }

    private ParameterException bad(String option, String given, String allowed) {
        return new ParameterException(
                command.commandLine(), Sources.complaint(command.findOption(option), given, allowed));
    }
}
