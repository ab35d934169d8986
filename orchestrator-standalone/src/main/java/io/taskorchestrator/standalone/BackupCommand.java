package io.taskorchestrator.standalone;

import io.taskorchestrator.jdbc.JdbcTaskStore;
import io.taskorchestrator.jdbc.StoreOpenException;
import io.taskorchestrator.standalone.command.Plain;
import io.taskorchestrator.task.StoreUnavailableException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orchestrator backup}: copies the file that a server works with, or none does. */
@Command(
        name = "backup",
        description = "Copies the SQLite file as it is at one moment, also while a server works with it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class BackupCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec command;

    /** Declares its option; the value is read through that, by {@link Sources}. */
    @Mixin
    @SuppressWarnings("UnusedVariable")
    private FileOptions file = new FileOptions();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Parameters(
            paramLabel = "FILE",
            converter = Converters.FileName.class,
            description = "The copy. There must be no such file yet.")
    private @Nullable Path target;

    BackupCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        CommandSpec spec = Objects.requireNonNull(command, "picocli sets this");
        new Sources(environment).fill(spec.commandLine().getParseResult(), FileOptions.FLAG);
        if (!(database.database instanceof Database.Sqlite sqlite)) {
            throw new ParameterException(
                    spec.commandLine(),
                    Sources.name(spec.findOption(DatabaseOptions.FLAG)) + " must name a SQLite file to be copied");
        }
        Path copy = Objects.requireNonNull(target, "picocli sets this").toAbsolutePath();
        try {
            JdbcTaskStore.backupSqlite(sqlite.file(), copy);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), Plain.line("FILE: " + e.getMessage()), e);
        } catch (StoreOpenException | StoreUnavailableException e) {
            spec.commandLine().getErr().println(Plain.line("Cannot copy the database: " + e.getMessage()));
            return ExitCode.DATABASE;
        }
        spec.commandLine().getOut().println(Plain.line("Copied " + sqlite.text() + " to " + copy));
        return ExitCode.DONE;
    }
}
