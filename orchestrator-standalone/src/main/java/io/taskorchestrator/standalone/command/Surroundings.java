package io.taskorchestrator.standalone.command;

import java.io.InputStream;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What commands find outside of the program.
 *
 * @param environment the environment's variables
 * @param input standard input
 * @param connector makes the way to a server
 * @param logging begins to write the log to the error output
 * @param atEnd has something done when the process is told to end, before it does
 */
public record Surroundings(
        Map<String, String> environment,
        InputStream input,
        Connector connector,
        Runnable logging,
        Consumer<Runnable> atEnd) {

    /** Copies the environment. */
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
