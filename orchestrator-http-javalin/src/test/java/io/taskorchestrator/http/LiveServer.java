package io.taskorchestrator.http;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.OrchestratorServer.Bounds;

/** An orchestrator in memory behind a real server, and a client of it. */
final class LiveServer implements AutoCloseable {

    final EmbeddedOrchestrator orchestrator;
    final OrchestratorServer server;
    final ApiClient client;

    private LiveServer(EmbeddedOrchestrator orchestrator, HttpSettings settings, Bounds bounds) {
        this(orchestrator, orchestrator, settings, bounds);
    }

    private LiveServer(EmbeddedOrchestrator behind, Orchestrator asked, HttpSettings settings, Bounds bounds) {
        this.orchestrator = behind;
        this.server = OrchestratorServer.start(asked, settings, "127.0.0.1", 0, bounds);
        this.client = new ApiClient(server.port());
    }

    static LiveServer start() {
        return start(HttpSettings.STANDARD);
    }

    static LiveServer start(HttpSettings settings) {
        return start(settings, 50);
    }

    static LiveServer start(HttpSettings settings, int threads) {
        return new LiveServer(EmbeddedOrchestrator.create(), settings, bounds(threads));
    }

    static LiveServer withThreads(int threads) {
        return start(HttpSettings.STANDARD, threads);
    }

    /** A server whose orchestrator is {@code asked}. */
    static LiveServer of(Orchestrator asked, HttpSettings settings) {
        return of(asked, settings, bounds(50));
    }

    /** A server whose orchestrator is {@code asked}, and which goes that far. */
    static LiveServer of(Orchestrator asked, HttpSettings settings, Bounds bounds) {
        return new LiveServer(EmbeddedOrchestrator.create(), asked, settings, bounds);
    }

    private static Bounds bounds(int threads) {
        return new Bounds(threads, Bounds.STANDARD.stopTimeout());
    }

    @Override
    public void close() {
        server.close();
        orchestrator.close();
    }
}
