package io.taskorchestrator.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.management.OperatingSystemMXBean;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the server is. Anybody may ask, so the store is asked at most once a second, and never twice at a time: who asks meanwhile
 * gets the same answer. What cannot be measured is null.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Health {

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double TENTHS_OF_PERCENT = 1_000.0;
    private static final long BYTES_PER_MEGABYTE = 1024L * 1024;

    private final Orchestrator orchestrator;
    private final HttpSettings settings;
    private final Waits waits;
    private final Readings readings;
    private final Optional<IntSupplier> connections;
    private final Instant startedAt;

    /** Under way, or the last one; never fails. Guarded by this. */
    private @Nullable CompletableFuture<Probe> latest;

    /** A look at the store, which was over {@code at} that time; {@code waiting} is empty if the store did not answer. */
    private record Probe(Instant at, double millis, Optional<Long> waiting) {}

    Health(
            Orchestrator orchestrator,
            HttpSettings settings,
            Waits waits,
            Readings readings,
            Optional<IntSupplier> connections) {
        this.orchestrator = orchestrator;
        this.settings = settings;
        this.waits = waits;
        this.readings = readings;
        this.connections = connections;
        this.startedAt = settings.clock().instant();
    }

    /** The original health document. */
    CompletableFuture<Reply> health(Exchange exchange) {
        exchange.noQuery();
        return probe().thenApply(probe -> {
            boolean healthy = probe.waiting().isPresent();
            return Reply.json(healthy ? 200 : 503, Envelope.bytes(out -> write(probe, out)));
        });
    }

    /** The process answers. */
    CompletableFuture<Reply> live(Exchange exchange) {
        exchange.noQuery();
        return status(200, "alive").now();
    }

    /** It makes sense to send requests here. */
    CompletableFuture<Reply> ready(Exchange exchange) {
        exchange.noQuery();
        if (waits.isClosed()) {
            return status(503, "stopping").now();
        }
        return probe().thenApply(
                        probe -> probe.waiting().isPresent() ? status(200, "ready") : status(503, "store unavailable"));
    }

    private static Reply status(int status, String text) {
        return Reply.json(status, Envelope.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("status", text);
            out.writeEndObject();
        }));
    }

    private CompletableFuture<Probe> probe() {
        CompletableFuture<Probe> probe = latest();
        return probe.isDone()
                ? probe
                : probe.copy()
                        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(late -> tooLate());
    }

    private synchronized CompletableFuture<Probe> latest() {
        if (latest == null || (latest.isDone() && !isFresh(latest.join()))) {
            latest = look();
        }
        return latest;
    }

    private boolean isFresh(Probe probe) {
        return Duration.between(probe.at(), settings.clock().instant()).abs().compareTo(FRESH) < 0;
    }

    private CompletableFuture<Probe> look() {
        long started = System.nanoTime();
        return readings.ask(() -> orchestrator.async().statistics(WINDOW)).handle((statistics, error) -> {
            if (error != null) {
                LOG.warn(
                        "The store does not answer: {}",
                        Failures.unwrapped(error).toString());
                LOG.debug("Why the store does not answer", error);
            }
            double millis = (System.nanoTime() - started) / NANOS_PER_MILLI;
            Optional<Long> waiting =
                    error == null ? Optional.of(statistics.count(TaskStatus.WAITING)) : Optional.empty();
            return new Probe(settings.clock().instant(), millis, waiting);
        });
    }

    private Probe tooLate() {
        return new Probe(settings.clock().instant(), PATIENCE.toMillis(), Optional.empty());
    }

    private void write(Probe probe, JsonGenerator out) throws IOException {
        Instant now = settings.clock().instant();
        boolean healthy = probe.waiting().isPresent();
        out.writeStartObject();
        out.writeStringField("status", healthy ? "healthy" : "unhealthy");
        out.writeStringField("timestamp", text(now));
        out.writeStringField("version", settings.monitoring().version());
        out.writeStringField("uptime", uptime(Duration.between(startedAt, now)));
        out.writeObjectFieldStart("components");
        writeComponent("database", healthy, Optional.of(probe.millis()), probe.at(), out);
        // The caches are maps in this process: they cannot fail without it, and there is no way to them to time.
        writeComponent("cache", true, Optional.empty(), now, out);
        writeComponent("external_services", true, Optional.of(0.0), now, out);
        out.writeEndObject();
        writeMetrics(probe, out);
        out.writeEndObject();
    }

    private static void writeComponent(
            String name, boolean healthy, Optional<Double> millis, Instant checkedAt, JsonGenerator out)
            throws IOException {
        out.writeObjectFieldStart(name);
        out.writeBooleanField("healthy", healthy);
        writeNumber("response_time", millis.map(value -> Math.round(value * 1_000) / 1_000.0), out);
        out.writeStringField("last_checked", text(checkedAt));
        out.writeEndObject();
    }

    private void writeMetrics(Probe probe, JsonGenerator out) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        out.writeObjectFieldStart("metrics");
        out.writeStringField("memory_usage", used / BYTES_PER_MEGABYTE + "MB");
        writeNumber("cpu_usage", cpuPercent(), out);
        writeNumber("active_connections", connections.map(IntSupplier::getAsInt), out);
        writeNumber("queue_size", probe.waiting(), out);
        out.writeEndObject();
    }

    private static void writeNumber(String name, Optional<? extends Number> value, JsonGenerator out)
            throws IOException {
        if (value.isEmpty()) {
            out.writeNullField(name);
        } else if (value.get() instanceof Double decimal) {
            out.writeNumberField(name, decimal);
        } else {
            out.writeNumberField(name, value.get().longValue());
        }
    }

    /** How much of the machine this process takes, in percent with one digit. */
    private static Optional<Double> cpuPercent() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double load = system == null ? -1 : system.getProcessCpuLoad();
        return load >= 0 ? Optional.of(Math.round(load * TENTHS_OF_PERCENT) / 10.0) : Optional.empty();
    }

    /** Such as {@code 3d4h}, {@code 1h30m}, {@code 5m12s} or {@code 7s}: the two largest units. */
    static String uptime(Duration up) {
        if (up.toDays() > 0) {
            return up.toDays() + "d" + up.toHoursPart() + "h";
        }
        if (up.toHours() > 0) {
            return up.toHours() + "h" + up.toMinutesPart() + "m";
        }
        return up.toMinutes() > 0 ? up.toMinutes() + "m" + up.toSecondsPart() + "s" : up.toSeconds() + "s";
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).toString();
    }
}
