package io.taskorchestrator.standalone;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts tasks: how many there are now, asked of the store when somebody looks, and what happened to them, heard from the
 * store itself: that counts on the thread that tells of a change, where the orchestrator's own listeners cost waking a thread for
 * each.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class TaskMetrics implements StoreListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskMetrics.class);
    private static final Duration WINDOW = Duration.ofHours(1);

    private final EmbeddedOrchestrator orchestrator;
    private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
    private final Registration registration;

    /** The numbers of the last look; empty if the store could not tell. */
    private volatile Optional<Statistics> latest = Optional.empty();

    TaskMetrics(EmbeddedOrchestrator orchestrator, TaskStore store, MeterRegistry registry) {
        this.orchestrator = orchestrator;
        for (EventType type : EventType.values()) {
            events.put(
                    type,
                    Counter.builder("orchestrator.task.events")
                            .description(
                                    "What happened to tasks since the start; expired: a lease or time limit ran out")
                            .tag("event", type.text())
                            .register(registry));
        }
        for (TaskStatus status : TaskStatus.values()) {
            Gauge.builder("orchestrator.tasks", this, metrics -> metrics.count(status))
                    .description("Tasks that exist now")
                    .tag("status", status.text())
                    .register(registry);
        }
        Gauge.builder("orchestrator.queue.depth", this, metrics -> metrics.count(TaskStatus.WAITING))
                .description("Tasks that wait for a worker, in all queues")
                .register(registry);
        Gauge.builder("orchestrator.claims.parked", orchestrator, EmbeddedOrchestrator::parkedClaims)
                .description("Claims that wait for a task")
                .register(registry);
        registration = store.listen(this);
    }

    /** Asks the store for its numbers; the gauges show them until the next time. */
    void look() {
        try {
            latest = Optional.of(orchestrator.statistics(WINDOW));
        } catch (TaskException e) {
            latest = Optional.empty();
            LOG.warn("The store could not tell how many tasks there are", e);
        }
    }

    /** Hears no more. */
    @Override
    public void close() {
        registration.close();
    }

    private double count(TaskStatus status) {
        return latest.map(numbers -> (double) numbers.count(status)).orElse(Double.NaN);
    }

    @Override
    public void ready(QueueName queue, DirectoryScope directories) {
        // not what is counted
    }

    @Override
    public void changed(TaskChange change) {
        for (HistoryEntry entry : change.entries()) {
            Counter counter = events.get(entry.event().type());
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
