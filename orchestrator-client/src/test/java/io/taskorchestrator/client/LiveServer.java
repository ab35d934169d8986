package io.taskorchestrator.client;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.http.access.AccessSettings;
import java.net.URI;
import java.time.InstantSource;

/**
 * A real server without a limit of pace, mounted below a path. What it serves can be changed: each test has its own
 * orchestrator, but all of a class one server, since to stop one takes a second.
 */
final class LiveServer implements AutoCloseable {

    private final Switched switched = new Switched();
    private final OrchestratorServer server;

    LiveServer() {
        this(AccessSettings.STANDARD);
    }

    LiveServer(AccessSettings access) {
        HttpSettings settings = HttpSettings.builder()
                .clock(() -> switched.clock.instant())
                .access(access.withRequestsPerMinute(0))
                .basePath("/tasks")
                .build();
        server = OrchestratorServer.start(switched, settings, "127.0.0.1", 0);
    }

    /** Serves a new, empty orchestrator from now on. */
    EmbeddedOrchestrator renew() {
        EmbeddedOrchestrator behind = EmbeddedOrchestrator.create();
        serve(behind, InstantSource.system());
        return behind;
    }

    /** Serves {@code behind} from now on. */
    void serve(EmbeddedOrchestrator behind, InstantSource clock) {
        switched.clock = clock;
        switched.behind = behind;
    }

    int port() {
        return server.port();
    }

    URI uri() {
        return uri(port());
    }

    /** The address of this server behind a proxy at {@code port}. */
    static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port + "/tasks/");
    }

    @Override
    public void close() {
        server.close();
    }

    private static final class Switched implements Orchestrator {

        private volatile Orchestrator behind = this;
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
