package io.taskorchestrator.worker;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.testkit.WorkerContract;
import java.time.InstantSource;

/** The worker against an orchestrator in its own JVM. */
class EmbeddedWorkerTest extends WorkerContract {

    @Override
    protected Orchestrator reach(EmbeddedOrchestrator orchestrator, InstantSource clock) {
        return orchestrator;
    }
}
