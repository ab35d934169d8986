package io.taskorchestrator.client;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.testkit.WorkerContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A worker runs against a real server as it does against an orchestrator in its own JVM. */
@TestInstance(Lifecycle.PER_CLASS)
class RemoteWorkerTest extends WorkerContract {

    private final Switched switched = new Switched();
    private final OrchestratorServer server = OrchestratorServer.start(
            switched,
            HttpSettings.builder()
                    .access(AccessSettings.STANDARD.withRequestsPerMinute(0))
                    .build(),
            "127.0.0.1",
            0);

    @Override
    protected Orchestrator reach(EmbeddedOrchestrator orchestrator) {
        switched.behind = orchestrator;
        return OrchestratorClient.create(URI.create("http://127.0.0.1:" + server.port()));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** Each test has its own orchestrator, but all of them one server: to stop one takes a second. */
    private static final class Switched implements Orchestrator {

        private volatile Orchestrator behind = EmbeddedOrchestrator.create();

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
