package io.taskorchestrator.standalone.command;

import java.io.InputStream;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What commands find outside of the program.
 *
 * @param environment the environment's variables
 * @param input standard input
 * @param connector makes the way to a server
 * @param logging begins to write the log to the error output
 * @param host the name of this machine
 * @param atEnd has something done when the process ends, before it does; if that says yes, the process ends well
 */
public record Surroundings(
        Map<String, String> environment,
        InputStream input,
        Connector connector,
        Runnable logging,
        Supplier<String> host,
        Consumer<BooleanSupplier> atEnd) {

    /** Copies the environment. */
    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
