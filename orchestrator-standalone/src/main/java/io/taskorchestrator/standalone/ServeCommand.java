package io.taskorchestrator.standalone;

import io.taskorchestrator.standalone.command.Spans;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code orchestrator serve}: the options, and the way from them to a configuration. */
@Command(
        name = "serve",
        description = "Starts the server; it runs until it is told to end (SIGTERM, Ctrl-C).",
        footer = {
            "",
            "A flag wins over its environment variable, that over the configuration file, that over the default.",
            "Times are " + Spans.FORMS + ": 90, 30s, 5m, 7d."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        abbreviateSynopsis = true,
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {

    /** What is done with a configuration. */
    @FunctionalInterface
    interface Start {

        /**
         * Starts, and returns the process's exit code if that fails or the end has come.
         *
         * @param remarks what an operator should know about the configuration, a sentence each
         */
        int run(Configuration configuration, List<String> remarks) throws InterruptedException;
    }

    private final Map<String, String> environment;
    private final Start start;

    @Spec
    private @Nullable CommandSpec command;

    /** Declares its option; the value is read through that, by {@link Sources}. */
    @Mixin
    @SuppressWarnings("UnusedVariable")
    private FileOptions file = new FileOptions();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private TaskOptions tasks = new TaskOptions();

    @Mixin
    private SecurityOptions security = new SecurityOptions();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private StorageOptions storage = new StorageOptions();

    @Mixin
    private LogOptions log = new LogOptions();

    ServeCommand(Map<String, String> environment, Start start) {
        this.environment = environment;
        this.start = start;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec spec = Objects.requireNonNull(command, "picocli sets this");
        List<String> remarks = new Sources(environment).fill(spec.commandLine().getParseResult(), FileOptions.FLAG);
        Configuration configuration =
                new ConfigurationReader(spec).read(server, tasks, security, database.database, storage, log);
        return start.run(configuration, remarks);
    }
}
