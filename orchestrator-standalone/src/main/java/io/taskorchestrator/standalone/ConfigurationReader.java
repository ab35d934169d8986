package io.taskorchestrator.standalone;

import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.ApiKeys;
import io.taskorchestrator.http.access.InvalidAccessException;
import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Makes a configuration of the options, once all of them have their values. */
final class ConfigurationReader {

    private static final String KEYS = "--api-keys";
    private static final String KEYS_FILE = "--api-keys-file";

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
            ServerOptions server,
            TaskOptions tasks,
            SecurityOptions security,
            Database database,
            StorageOptions storage,
            LogOptions log) {
        ApiKeys keys = keys(security);
        Listening listening = new Listening(
                Optional.ofNullable(server.host).orElse(keys.isEmpty() ? Listening.LOOPBACK : Listening.EVERYWHERE),
                server.port,
                server.timeout);
        return new Configuration(
                listening,
                tasks(tasks),
                storage(tasks, database, storage),
                access(security, keys, listening),
                log(log));
    }

    private static TaskSettings tasks(TaskOptions tasks) {
        return TaskSettings.STANDARD
                .withLimits(new AttemptLimits(tasks.maxRetries, tasks.timeout, RetryPolicy.MANUAL))
                .withAccess(tasks.access);
    }

    private Storage storage(TaskOptions tasks, Database database, StorageOptions storage) {
        if (!tasks.fairness.isZero()) {
            requireMemory(database, TaskOptions.FAIRNESS);
        }
        if (storage.memoryLimit != null) {
            requireMemory(database, StorageOptions.MEMORY_LIMIT);
        }
        Budget ofHeap = Budget.ofHeap(Runtime.getRuntime().maxMemory());
        Budget budget = Optional.ofNullable(storage.memoryLimit)
                .map(bytes -> new Budget(bytes, ofHeap.finishedTasks(), bytes / 2))
                .orElse(ofHeap);
        return new Storage(
                database,
                storage.migrate,
                new StoreSettings(tasks.aging, tasks.fairness, storage.retention, storage.failedRetention),
                budget);
    }

    /** What has no effect must not look as if it had. */
    private void requireMemory(Database database, String option) {
        if (!(database instanceof Database.Memory)) {
            throw new ParameterException(
                    command.commandLine(),
                    Sources.name(command.findOption(option)) + " is for tasks in memory only, but they are kept in "
                            + database.text() + "; leave it out, or set "
                            + Sources.name(command.findOption(DatabaseOptions.FLAG)) + " to memory:");
        }
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
        ApiKeys given = Optional.ofNullable(security.keys)
                .map(text -> understood(KEYS, () -> ApiKeys.parse(text)))
                .orElse(ApiKeys.NONE);
        ApiKeys written =
                Optional.ofNullable(security.keysFile).map(this::keysOf).orElse(ApiKeys.NONE);
        return understood(KEYS_FILE, () -> given.plus(written));
    }

    private ApiKeys keysOf(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw bad(KEYS_FILE, file, "must be a readable text file");
        }
        ApiKeys keys = understood(KEYS_FILE, () -> ApiKeys.parse(text));
        if (keys.isEmpty()) {
            throw bad(KEYS_FILE, file, "must be a file with at least one API key");
        }
        return keys;
    }

    /** The keys, or a line that says what is wrong with them, and quotes nothing. */
    private ApiKeys understood(String option, Supplier<ApiKeys> keys) {
        try {
            return keys.get();
        } catch (InvalidAccessException e) {
            throw new ParameterException(
                    command.commandLine(), Sources.name(command.findOption(option)) + ": " + e.getMessage(), e);
        }
    }

    private ParameterException bad(String option, Path given, String allowed) {
        return new ParameterException(
                command.commandLine(), Sources.complaint(command.findOption(option), given.toString(), allowed));
    }
}
