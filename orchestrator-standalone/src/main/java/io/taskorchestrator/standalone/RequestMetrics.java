package io.taskorchestrator.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.taskorchestrator.http.RequestObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times requests by route, method and class of status. What a client makes up never becomes a time series: unknown paths
 * share one route, and methods that are none share one name.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class RequestMetrics implements RequestObserver {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(Answered answered) {
        String method = METHODS.contains(answered.method()) ? answered.method() : "other";
        Kind kind = new Kind(answered.route(), method, answered.status() / 100);
        Timer known = timers.get(kind); // which, unlike what follows, waits for nobody
        Timer timer = known != null ? known : timers.computeIfAbsent(kind, this::timer);
        timer.record(answered.duration());
    }

    private Timer timer(Kind kind) {
        return Timer.builder("orchestrator.http.requests")
                .description("Answered requests; a long-poll's wait is part of its time")
                .tag("route", kind.route())
                .tag("method", kind.method())
                .tag("status", kind.statusClass() + "xx")
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    private record Kind(String route, String method, int statusClass) {}
}
