package io.taskorchestrator.standalone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the other options may be written down. Filled by the command line. */
@Heading("Configuration file")
final class FileOptions {

    static final String FLAG = "--config";

    @Option(
            names = FLAG,
            paramLabel = "<file>",
            converter = Converters.FileName.class,
            description = "A file of lines such as APP_SERVER_PORT=8080 (Java properties, UTF-8) with the names below.")
    @Variable(value = "APP_CONFIG_FILE", otherwise = "none")
    @Nullable Path file;
}
