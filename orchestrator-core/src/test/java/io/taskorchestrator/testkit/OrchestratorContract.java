package io.taskorchestrator.testkit;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/**
 * What every {@link Orchestrator} must do, wherever its tasks are: each verb, each refusal with its data, repeats, waiting.
 * One that passes it can take the place of the embedded one. It is proved by one class that extends this one and says what
 * is put in front of an embedded orchestrator:
 *
 * <pre>{@code
 * class MyClientTest extends OrchestratorContract {
 *
 *     @Override
 *     protected Orchestrator open(EmbeddedOrchestrator behind, InstantSource clock) {
 *         return MyClient.of(serverAround(behind), clock);
 *     }
 * }
 * }</pre>
 *
 * <p>Time is the test's: a clock that it moves, and ticks that it makes. No test sleeps, and none depends on another.
 *
 * <p>Thread model: tests of one class run one after the other.
 */
public abstract class OrchestratorContract {

    /** Creates the tests. */
    protected OrchestratorContract() {}

    /**
     * Opens the orchestrator to be tested. The test closes it, and then the one behind it.
     *
     * @param behind has the tasks; empty
     * @param clock the time of {@code behind}, for deadlines and waits of what is in front of it
     */
    protected abstract Orchestrator open(EmbeddedOrchestrator behind, InstantSource clock);

    @Nested
    class Creating extends OrchestratorCreateContract {
        Creating() {
            super(OrchestratorContract.this::open);
        }
    }

    @Nested
    class Claiming extends OrchestratorClaimContract {
        Claiming() {
            super(OrchestratorContract.this::open);
        }
    }

    @Nested
    class Waiting extends OrchestratorWaitContract {
        Waiting() {
            super(OrchestratorContract.this::open);
        }
    }

    @Nested
    class Working extends OrchestratorWorkContract {
        Working() {
            super(OrchestratorContract.this::open);
        }
    }

    @Nested
    class CompletingMany extends OrchestratorCompleteAllContract {
        CompletingMany() {
            super(OrchestratorContract.this::open);
        }
    }

    @Nested
    class Changing extends OrchestratorChangeContract {
        Changing() {
            super(OrchestratorContract.this::open);
        }
    }

    @Nested
    class Reading extends OrchestratorReadContract {
        Reading() {
            super(OrchestratorContract.this::open);
        }
    }

    @Nested
    class Refusing extends OrchestratorRefusalContract {
        Refusing() {
            super(OrchestratorContract.this::open);
        }
    }
}
