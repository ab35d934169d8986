package io.taskorchestrator.testkit;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/**
 * What a {@link io.taskorchestrator.worker.Worker} does, whatever way there is from it to the orchestrator. An
 * implementation of {@link Orchestrator} proves that workers can rely on it by one class:
 *
 * <pre>{@code
 * class RemoteWorkerTest extends WorkerContract {
 *
 *     @Override
 *     protected Orchestrator reach(EmbeddedOrchestrator orchestrator, InstantSource clock) {
 *         return clientOf(serverAround(orchestrator), clock);
 *     }
 * }
 * }</pre>
 *
 * <p>Each test has an orchestrator of its own, whose time is stepped by hand like that of the worker. Calls may be answered
 * later and on other threads; no test sleeps.
 *
 * <p>Thread model: tests of one class run one after the other.
 */
public abstract class WorkerContract {

    /** Creates the tests. */
    protected WorkerContract() {}

    /**
     * A way to {@code orchestrator}, which the test closes; {@code orchestrator} itself is closed by the test, too.
     *
     * @param orchestrator keeps its tasks in memory; its time passes by the test's hand
     * @param clock shows that time, for a way that measures how long a call has waited
     */
    protected abstract Orchestrator reach(EmbeddedOrchestrator orchestrator, InstantSource clock);

    @Nested
    class Claiming extends WorkerClaimContract {
        Claiming() {
            super(WorkerContract.this::reach);
        }
    }

    @Nested
    class Leases extends WorkerLeaseContract {
        Leases() {
            super(WorkerContract.this::reach);
        }
    }

    @Nested
    class Cancelling extends WorkerCancelContract {
        Cancelling() {
            super(WorkerContract.this::reach);
        }
    }

    @Nested
    class Ends extends WorkerEndContract {
        Ends() {
            super(WorkerContract.this::reach);
        }
    }

    @Nested
    class Closing extends WorkerCloseContract {
        Closing() {
            super(WorkerContract.this::reach);
        }
    }
}
