package io.taskorchestrator.http;

import io.taskorchestrator.http.access.Permission;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The table of all calls: method, path, permission, handler. */
final class Api {

    private static final String TASKS = "/api/v1/tasks";
    private static final String TASK = TASKS + "/" + Route.ID;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private Api() {}

    static Routes routes(Envelope envelope, Health health, Readings readings, HttpSettings settings) {
        Replies replies = new Replies(envelope);
        List<Route> routes = new ArrayList<>();
        addProducerCalls(new ProducerCalls(replies, settings.basePath()), routes);
        addWorkerCalls(new WorkerCalls(replies, envelope), routes);
        addReaderCalls(new ReaderCalls(replies, readings), routes);
        routes.add(new Route("GET", "/health", Permission.PROBE, health::health));
        routes.add(new Route("GET", "/health/live", Permission.PROBE, health::live));
        routes.add(new Route("GET", "/health/ready", Permission.PROBE, health::ready));
        routes.add(new Route("GET", "/openapi.json", Permission.READ, openApi()));
        settings.monitoring()
                .metrics()
                .ifPresent(metrics -> routes.add(new Route("GET", "/metrics", Permission.READ, metrics(metrics))));
        return new Routes(routes);
    }

    private static void addProducerCalls(ProducerCalls calls, List<Route> routes) {
        routes.add(new Route("POST", TASKS, Permission.PRODUCE, calls::create));
        routes.add(new Route("POST", TASKS + "/batch", Permission.PRODUCE, calls::createBatch));
        routes.add(new Route("PATCH", TASK, Permission.PRODUCE, calls::update));
        routes.add(new Route("POST", TASK + "/cancel", Permission.PRODUCE, calls::cancel));
        routes.add(new Route("POST", TASK + "/retry", Permission.PRODUCE, calls::retry));
        routes.add(new Route("DELETE", TASK, Permission.ADMINISTER, calls::delete));
    }

    private static void addWorkerCalls(WorkerCalls calls, List<Route> routes) {
        routes.add(new Route("GET", TASKS + "/next", Permission.WORK, calls::next));
        routes.add(new Route("POST", TASKS + "/claim", Permission.WORK, calls::claim));
        routes.add(new Route("POST", TASKS + "/complete", Permission.WORK, calls::completeAll));
        routes.add(new Route("POST", TASK + "/heartbeat", Permission.WORK, calls::heartbeat));
        routes.add(new Route("POST", TASK + "/complete", Permission.WORK, calls::complete));
        routes.add(new Route("POST", TASK + "/fail", Permission.WORK, calls::fail));
        routes.add(new Route("POST", TASK + "/release", Permission.WORK, calls::release));
    }

    private static void addReaderCalls(ReaderCalls calls, List<Route> routes) {
        routes.add(new Route("GET", TASKS, Permission.READ, calls::list));
        routes.add(new Route("GET", TASK, Permission.READ, calls::get));
        routes.add(new Route("GET", TASK + "/history", Permission.READ, calls::history));
        routes.add(new Route("GET", TASK + "/wait-reason", Permission.READ, calls::waitReason));
        routes.add(new Route("GET", "/api/v1/statistics", Permission.READ, calls::statistics));
    }

    private static Handler metrics(Supplier<String> metrics) {
        return exchange -> {
            // Prometheus may put parameters here, so none are refused.
            byte[] text = metrics.get().getBytes(StandardCharsets.UTF_8);
            return Reply.text(200, PROMETHEUS_TEXT, text).now();
        };
    }

    private static Handler openApi() {
        Reply document = Reply.json(200, resource("openapi.json"));
        return exchange -> {
            exchange.noQuery();
            return document.now();
        };
    }

    private static byte[] resource(String name) {
        try (InputStream in = Optional.ofNullable(Api.class.getResourceAsStream(name))
                .orElseThrow(() -> new IllegalStateException("The jar lacks " + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The jar cannot be read", e);
        }
    }
}
