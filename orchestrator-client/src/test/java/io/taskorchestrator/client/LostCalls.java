package io.taskorchestrator.client;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A server, and clients whose way to it breaks when they are told to. Each test has an orchestrator of its own behind the server. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class LostCalls {

    private final LiveServer server = new LiveServer();
    private EmbeddedOrchestrator behind = server.renew();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeClients() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        opened.clear();
        behind.close();
        behind = server.renew();
    }

    @AfterAll
    void close() {
        behind.close();
        server.close();
    }

    /** A client whose first request meets {@code fault}, after which {@code then} happens before the client knows. */
    final Orchestrator client(Fault fault, Runnable then) {
        FaultProxy proxy = FaultProxy.scripted(server.port(), List.of(fault), then);
        OrchestratorClient client = OrchestratorClient.create(LiveServer.uri(proxy.port()));
        opened.add(client);
        opened.add(proxy);
        return client;
    }

    /** What the server serves. */
    final EmbeddedOrchestrator behind() {
        return behind;
    }
}
