package io.taskorchestrator.client;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.testkit.WorkerContract;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A worker runs against a real server as it does against an orchestrator in its own JVM. */
@TestInstance(Lifecycle.PER_CLASS)
class RemoteWorkerTest extends WorkerContract {

    private final List<CompletableFuture<Void>> stopping = new CopyOnWriteArrayList<>();

    @Override
    protected Orchestrator reach(EmbeddedOrchestrator orchestrator, InstantSource clock) {
        OrchestratorServer server = OrchestratorServer.start(
                orchestrator,
                HttpSettings.builder()
                        .access(AccessSettings.STANDARD.withRequestsPerMinute(0))
                        .build(),
                "127.0.0.1",
                0);
        URI address = URI.create("http://127.0.0.1:" + server.port());
        return new Remote(
                server, OrchestratorClient.builder(address).clock(clock).build());
    }

    @AfterAll
    void awaitServers() {
        stopping.forEach(CompletableFuture::join);
    }

    /**
     * Each test has a server of its own, so no late claim of one test gets the tasks of the next. Stopping one takes a second, most of
     * which it waits: a thread for each, or they would stop one after the other on a machine with few processors.
     */
    private final class Remote implements Orchestrator {

        private final OrchestratorServer server;
        private final OrchestratorClient client;

        Remote(OrchestratorServer server, OrchestratorClient client) {
            this.server = server;
            this.client = client;
        }

        @Override
        public AsyncOrchestrator async() {
            return client.async();
        }

        @Override
        public Orchestrator as(String caller) {
            return client.as(caller);
        }

        @Override
        public void close() {
            client.close();
            stopping.add(CompletableFuture.runAsync(server::close, stop -> new Thread(stop).start()));
        }
    }
}
