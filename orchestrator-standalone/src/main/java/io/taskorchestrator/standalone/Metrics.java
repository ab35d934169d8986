package io.taskorchestrator.standalone;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.RequestObserver;
import io.taskorchestrator.store.TaskStore;

/**
 * What {@code /metrics} shows: requests, tasks and the JVM, as Prometheus text.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final RequestMetrics requests = new RequestMetrics(registry);
    private final TaskMetrics tasks;

    Metrics(EmbeddedOrchestrator orchestrator, TaskStore store) {
        tasks = new TaskMetrics(orchestrator, store, registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbage.bindTo(registry);
    }

    /** What is to be told of each request. */
    RequestObserver requests() {
        return requests;
    }

    /** The numbers now. Who asks at the same time asks the store, too: nobody waits for another's answer. */
    String text() {
        tasks.look();
        return registry.scrape();
    }

    @Override
    public void close() {
        tasks.close();
        garbage.close();
        registry.close();
    }
}
