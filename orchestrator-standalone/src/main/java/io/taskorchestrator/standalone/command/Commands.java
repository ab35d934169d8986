package io.taskorchestrator.standalone.command;

import java.util.List;
import picocli.CommandLine;

/** The commands that talk to a server. */
public final class Commands {

    private Commands() {}

    /** Adds the commands to the program, with its output and its way to complain. */
    public static void addTo(CommandLine program, Surroundings surroundings) {
        List.of(
                        new SubmitCommand(surroundings),
                        new ListCommand(surroundings),
                        new ShowCommand(surroundings),
                        new HistoryCommand(surroundings),
                        new WhyCommand(surroundings),
                        new WatchCommand(surroundings),
                        new CancelCommand(surroundings),
                        new RetryCommand(surroundings),
                        new StatsCommand(surroundings),
                        new WorkCommand(surroundings))
                .forEach(command -> program.addSubcommand(new CommandLine(command)
                        .setDefaultValueProvider(new EnvironmentDefaults(surroundings.environment()))
                        .setParameterExceptionHandler(program.getParameterExceptionHandler())
                        .setExecutionExceptionHandler(program.getExecutionExceptionHandler())
                        .setOut(program.getOut())
                        .setErr(program.getErr())));
    }
}
