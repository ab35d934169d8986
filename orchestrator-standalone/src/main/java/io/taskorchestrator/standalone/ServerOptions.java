package io.taskorchestrator.standalone;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the server listens. Filled by the command line. */
@Heading("Server")
final class ServerOptions {

    @Option(
            names = "--host",
            paramLabel = "<host>",
            converter = Converters.Text.class,
            description = "The address to listen on.")
    @Variable(value = "APP_SERVER_HOST", otherwise = "0.0.0.0 with API keys, else 127.0.0.1")
    @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "<port>",
            converter = Converters.Port.class,
            defaultValue = "8080",
            description = "The port to listen on; 0 for any free one, which is then printed.")
    @Variable("APP_SERVER_PORT")
    int port;

    @Option(
            names = "--timeout",
            paramLabel = "<time>",
            converter = Converters.RequestTime.class,
            defaultValue = "30s",
            description = "How long one request may take, not counting what it asked to wait.")
    @Variable("APP_SERVER_TIMEOUT")
    Duration timeout = Duration.ZERO;
}
