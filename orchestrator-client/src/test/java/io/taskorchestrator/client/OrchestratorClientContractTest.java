package io.taskorchestrator.client;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.testkit.OrchestratorContract;
import java.net.URI;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The client of a real server does what every orchestrator must do, unchanged. */
@TestInstance(Lifecycle.PER_CLASS)
class OrchestratorClientContractTest extends OrchestratorContract {

    private final Switched switched = new Switched();
    private final OrchestratorServer server = OrchestratorServer.start(
            switched,
            HttpSettings.builder()
                    .clock(() -> switched.clock.instant())
                    .access(AccessSettings.STANDARD.withRequestsPerMinute(0))
                    .basePath("/tasks")
                    .build(),
            "127.0.0.1",
            0);

    @Override
    protected Orchestrator open(EmbeddedOrchestrator behind, InstantSource clock) {
        switched.clock = clock;
        switched.behind = behind;
        return OrchestratorClient.builder(URI.create("http://127.0.0.1:" + server.port() + "/tasks/"))
                .clock(clock)
                .build();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** Each test has its own orchestrator, but all of them one server: to stop one takes a second. */
    private static final class Switched implements Orchestrator {

        private volatile Orchestrator behind = EmbeddedOrchestrator.create();
        private volatile InstantSource clock = InstantSource.system();

        @Override
        public AsyncOrchestrator async() {
            return behind.async();
        }

        @Override
        public Orchestrator as(String caller) {
            return behind.as(caller);
        }

        @Override
        public void close() {
            // each test closes its own
        }
    }
}
