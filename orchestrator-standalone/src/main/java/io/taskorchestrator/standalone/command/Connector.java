package io.taskorchestrator.standalone.command;

import io.taskorchestrator.Orchestrator;
import java.net.URI;
import java.util.Optional;

/** Makes the way to a server. */
@FunctionalInterface
public interface Connector {

    /**
     * An orchestrator that is the server at {@code url}. Whether it is there shows with the first call.
     *
     * @param apiKey what proves who calls, if the server wants to know; a secret
     * @throws IllegalArgumentException if there can be no server at such an address, or no such key
     */
    Orchestrator connect(URI url, Optional<String> apiKey);
}
