package io.taskorchestrator.standalone;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is written to the log, and how. Filled by the command line. */
@Heading("Log")
final class LogOptions {

    @Option(
            names = "--log-level",
            paramLabel = "<level>",
            converter = Converters.LogLevel.class,
            defaultValue = "info",
            description = "From which level on lines are written: off, error, warn, info, debug or trace;"
                    + " debug has a line for each request.")
    @Variable({"LOG_LEVEL", "RUST_LOG"})
    Level level = Level.INFO;

    @Option(
            names = "--log-format",
            paramLabel = "<format>",
            converter = Converters.Format.class,
            description = "How lines are written: pretty, or json for one object a line.")
    @Variable(value = "LOG_FORMAT", otherwise = "pretty on a terminal, else json")
    @Nullable LogFormat format;
}
