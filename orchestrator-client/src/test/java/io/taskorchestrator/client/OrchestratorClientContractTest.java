package io.taskorchestrator.client;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.testkit.OrchestratorContract;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The client of a real server does what every orchestrator must do, unchanged. */
@TestInstance(Lifecycle.PER_CLASS)
class OrchestratorClientContractTest extends OrchestratorContract {

    private final LiveServer server = new LiveServer();

    @Override
    protected Orchestrator open(EmbeddedOrchestrator behind, InstantSource clock) {
        server.serve(behind, clock);
        return OrchestratorClient.builder(server.uri()).clock(clock).build();
    }

    @AfterAll
    void stop() {
        server.close();
    }
}
