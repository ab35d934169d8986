package io.taskorchestrator.http;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;

/** An orchestrator in memory behind a real server, and a client of it. */
final class LiveServer implements AutoCloseable {

    final EmbeddedOrchestrator orchestrator;
    final OrchestratorServer server;
    final ApiClient client;

    private LiveServer(EmbeddedOrchestrator orchestrator, HttpSettings settings, int threads) {
        this(orchestrator, orchestrator, settings, threads);
    }

    private LiveServer(EmbeddedOrchestrator behind, Orchestrator asked, HttpSettings settings, int threads) {
        this.orchestrator = behind;
        this.server = OrchestratorServer.start(asked, settings, "127.0.0.1", 0, threads);
        this.client = new ApiClient(server.port());
    }

    static LiveServer start() {
        return start(HttpSettings.STANDARD);
    }

    static LiveServer start(HttpSettings settings) {
        return start(settings, 50);
    }

    static LiveServer start(HttpSettings settings, int threads) {
        return new LiveServer(EmbeddedOrchestrator.create(), settings, threads);
    }

    static LiveServer withThreads(int threads) {
        return start(HttpSettings.STANDARD, threads);
    }

    /** A server whose orchestrator is {@code asked}. */
    static LiveServer of(Orchestrator asked, HttpSettings settings) {
        return new LiveServer(EmbeddedOrchestrator.create(), asked, settings, 50);
    }

    @Override
    public void close() {
        server.close();
        orchestrator.close();
    }
}
