package io.taskorchestrator;

import io.taskorchestrator.testkit.OrchestratorContract;
import java.time.InstantSource;

/** The embedded orchestrator does what every orchestrator must do. */
class EmbeddedOrchestratorContractTest extends OrchestratorContract {

    @Override
    protected Orchestrator open(EmbeddedOrchestrator behind, InstantSource clock) {
        return behind;
    }
}
