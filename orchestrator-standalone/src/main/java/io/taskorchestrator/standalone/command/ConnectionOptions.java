package io.taskorchestrator.standalone.command;

import io.taskorchestrator.task.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The way to the server. Filled by the command line. */
final class ConnectionOptions {

    static final String URL = "--url";
    static final String API_KEY = "--api-key";

    /** What a server says of headers is of no use to somebody at a command line. */
    static final String NO_KEY =
            " (no API key was given, by " + EnvironmentDefaults.API_KEY + " or " + ConnectionOptions.API_KEY + ")";

    @Option(
            names = URL,
            paramLabel = "<url>",
            defaultValue = "http://localhost:8080",
            description = "Where the server is. ORCHESTRATOR_URL;%ndefault: http://localhost:8080")
    String url = "";

    @Option(
            names = API_KEY,
            paramLabel = "<key>",
            description = "The API key. ORCHESTRATOR_API_KEY; default: none. A flag can be seen by every user of the"
                    + " machine: better use the variable.")
    @Nullable String apiKey;

    @Option(names = "--json", description = "Print JSON instead of text.")
    boolean json;

    /**
     * The address.
     *
     * @throws InvalidInputException naming {@code --url} if it is none
     */
    URI address() {
        try {
            URI address = new URI(url);
            boolean web = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            if (web && address.getHost() != null && address.getUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw notAnAddress();
        }
        throw notAnAddress();
    }

    /** The value is not shown: a password may be in it. */
    private static InvalidInputException notAnAddress() {
        return new InvalidInputException(
                URL + " (" + EnvironmentDefaults.URL + ")", "must be an address such as http://localhost:8080");
    }

    Optional<String> key() {
        return Optional.ofNullable(apiKey).filter(key -> !key.isEmpty());
    }
}
