package io.taskorchestrator.standalone;

import ch.qos.logback.classic.Level;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.client.OrchestratorClient;
import io.taskorchestrator.standalone.command.Commands;
import io.taskorchestrator.standalone.command.Surroundings;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** The program {@code orchestrator}. Without a command it prints its help. */
@Command(
        name = "orchestrator",
        description = "Orchestrates tasks: producers post them, workers claim them, anyone looks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    /** How long a command tries to reach its server. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Spec
    private @Nullable CommandSpec command;

    private Main() {}

    /**
     * Runs the program and ends the process: with 0 if all is well, 2 if it is not understood what it shall do. The other codes
     * are those of {@code serve}, {@code backup} and {@code migrate} (docs/server.md), or of the commands that talk to a server
     * (docs/command-line.md).
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Logging.start(new LogSettings(Level.WARN, LogFormat.PRETTY)); // until a command has settings for it
        CommandLine program = commandLine(System.getenv(), Server::run, out, err);
        Commands.addTo(
                program,
                new Surroundings(System.getenv(), System.in, Main::connect, Logging::onError, Main::host, Main::atEnd));
        System.exit(program.execute(arguments));
    }

    private static Orchestrator connect(URI url, Optional<String> apiKey) {
        OrchestratorClient.Builder client = OrchestratorClient.builder(url).retryFor(PATIENCE);
        apiKey.ifPresent(client::apiKey);
        return client.build();
    }

    /** The name of this machine: what the environment says, or else the system; bash does not hand its HOSTNAME on. */
    private static String host() {
        try {
            String said = System.getenv("HOSTNAME");
            return said == null ? InetAddress.getLocalHost().getHostName() : said;
        } catch (UnknownHostException e) {
            return "host";
        }
    }

    /**
     * Does {@code last} when the process ends. If there was something to do, it ends with 0, where the JVM would speak of a
     * signal.
     */
    private static void atEnd(BooleanSupplier last) {
        Thread hook = new Thread(
                () -> {
                    if (last.getAsBoolean()) {
                        Runtime.getRuntime().halt(ExitCode.DONE);
                    }
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static CommandLine commandLine(
            Map<String, String> environment, ServeCommand.Start start, PrintWriter out, PrintWriter err) {
        CommandLine main = new CommandLine(new Main())
                .addSubcommand(new ServeCommand(environment, start))
                .addSubcommand(new BackupCommand(environment))
                .addSubcommand(new MigrateCommand(environment));
        for (CommandLine command : main.getSubcommands().values()) {
            command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpText::options);
        }
        return main.setExpandAtFiles(false)
                .setParameterExceptionHandler(new OneLine())
                .setExecutionExceptionHandler(new Unforeseen())
                .setOut(out)
                .setErr(err);
    }

    @Override
    public void run() {
        if (command != null) {
            CommandLine line = command.commandLine();
            line.usage(line.getOut());
        }
    }
}
