package io.taskorchestrator.standalone;

import io.taskorchestrator.jdbc.Migrated;
import io.taskorchestrator.jdbc.StoreOpenException;
import io.taskorchestrator.standalone.command.Plain;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code orchestrator migrate}: brings the schema of the database up to date. */
@Command(
        name = "migrate",
        description =
                "Brings the database's schema up to date, or makes it; no server must work with a SQLite file meanwhile.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class MigrateCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Spec
    private @Nullable CommandSpec command;

    /** Declares its option; the value is read through that, by {@link Sources}. */
    @Mixin
    @SuppressWarnings("UnusedVariable")
    private FileOptions file = new FileOptions();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    MigrateCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        CommandSpec spec = Objects.requireNonNull(command, "picocli sets this");
        new Sources(environment).fill(spec.commandLine().getParseResult(), FileOptions.FLAG);
        Migrated migrated;
        try {
            migrated = database.database
                    .migrate()
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            Sources.name(spec.findOption(DatabaseOptions.FLAG))
                                    + " must name a database; memory: has no schema"));
        } catch (StoreOpenException e) {
            spec.commandLine().getErr().println(Plain.line("Cannot migrate the database: " + e.getMessage()));
            return ExitCode.DATABASE;
        }
        spec.commandLine().getOut().println(Plain.line(told(migrated)));
        return ExitCode.DONE;
    }

    private String told(Migrated migrated) {
        String where = database.database.text();
        return migrated.from() == migrated.to()
                ? "Schema version " + migrated.to() + " is up to date in " + where
                : "Migrated from schema version " + migrated.from() + " to " + migrated.to() + ": " + where;
    }
}
