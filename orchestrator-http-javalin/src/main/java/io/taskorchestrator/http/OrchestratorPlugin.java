package io.taskorchestrator.http;

import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.plugin.Plugin;
import io.javalin.router.Endpoint;
import io.taskorchestrator.Orchestrator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * Mounts the HTTP API of an orchestrator into a Javalin application.
 *
 * <pre>{@code
 * Javalin.create(config -> config.registerPlugin(new OrchestratorPlugin(orchestrator, settings)));
 * }</pre>
 *
 * <p>Below the base path of the settings it adds {@code /api/v1/…}, {@code /health…}, {@code /openapi.json} and, if the
 * settings have a source for it, {@code /metrics}. Nothing else of the application changes: its routes, exception and
 * error handlers, JSON mapper and limits stay what they are, and the plugin does not use them.
 *
 * <p>When the application stops, requests that wait are answered as if their time were over. The orchestrator is not
 * closed.
 *
 * <p>Thread model: safe for use by many threads. Requests run on the application's threads; those that wait hold none.
 */
public final class OrchestratorPlugin extends Plugin<Void> {

    private final Waits waits = new Waits();
    private final Routes routes;
    private final Pipeline pipeline;
    private final List<String> paths;

    /** Creates a plugin for {@code orchestrator}. */
    public OrchestratorPlugin(Orchestrator orchestrator, HttpSettings settings) {
        this(orchestrator, settings, mounts(settings), Optional.empty());
    }

    /** Creates a plugin that answers {@code paths}, and knows how many connections there are. */
    OrchestratorPlugin(
            Orchestrator orchestrator, HttpSettings settings, List<String> paths, Optional<IntSupplier> connections) {
        super(null, null);
        this.paths = paths;
        Readings readings = new Readings();
        Health health = new Health(orchestrator, settings, waits, readings, connections);
        routes = Api.routes(new Envelope(settings.clock()), health, readings, settings);
        pipeline = new Pipeline(orchestrator, settings, routes, waits);
    }

    private static List<String> mounts(HttpSettings settings) {
        String base = settings.basePath();
        String metrics = base + "/metrics";
        List<String> always = List.of(
                base + "/api/v1", base + "/api/v1/*", base + "/health", base + "/health/*", base + "/openapi.json");
        if (settings.monitoring().metrics().isEmpty()) {
            return always;
        }
        return Stream.concat(always.stream(), Stream.of(metrics)).toList();
    }

    @Override
    public void onStart(JavalinState state) {
        for (HandlerType method : HandlerType.values()) {
            if (method.isHttpMethod()) {
                paths.forEach(path -> state.routes.addEndpoint(new Endpoint(method, path, pipeline::handle)));
            }
        }
        state.events.serverStopping(this::letGo);
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    /** Answers a request that reached nobody else. */
    void handle(Context context) {
        pipeline.handle(context);
    }

    /** The table of calls. */
    Routes routes() {
        return routes;
    }

    /** How many requests wait for something to happen. */
    int waiting() {
        return waits.size();
    }

    boolean isStopping() {
        return waits.isClosed();
    }

    /** Answers everything that waits, as if its time were over; from now on nothing waits. */
    void letGo() {
        waits.close();
    }
}
