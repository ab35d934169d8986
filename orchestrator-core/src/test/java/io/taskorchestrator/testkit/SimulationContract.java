package io.taskorchestrator.testkit;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/**
 * The simulation as a test: extend it, open your store, and it lives through some hundred worlds; see {@link Simulation}
 * for what holds in each.
 *
 * <p>System properties: {@code simulation.seeds} is how many worlds (200), {@code simulation.steps} how many steps in each
 * (500), and {@code simulation.seed} the one world to run, with every action printed. The seeds begin at a fixed number,
 * so a run gives the same every time.
 */
public abstract class SimulationContract {

    private static final long FIRST_SEED = 1;

    /** For subclasses. */
    protected SimulationContract() {}

    /**
     * Opens an empty store; the simulation closes it.
     *
     * @param settings how it orders tasks, and how long it keeps finished ones
     * @param clock its time
     */
    protected abstract TaskStore open(StoreSettings settings, InstantSource clock);

    /** The Maven command that runs one world again, without its seed. */
    protected String command() {
        return "./mvnw test -Dtest=" + getClass().getSimpleName();
    }

    /** How many worlds are lived through; 200, unless {@code -Dsimulation.seeds} says something else. */
    protected int worlds() {
        return Integer.getInteger("simulation.seeds", 200);
    }

    /** Lives through the worlds. */
    @Test
    protected void everyWorldKeepsTheInvariantsAtEveryStep() {
        Simulation simulation = Simulation.of(this::open, Integer.getInteger("simulation.steps", 500));
        Long single = Long.getLong("simulation.seed");
        if (single != null) {
            run(simulation.tracedTo(System.out::println), single);
            return;
        }
        int seeds = worlds();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
            run(simulation, seed);
        }
    }

    private void run(Simulation simulation, long seed) {
        try {
            simulation.run(seed);
        } catch (AssertionError e) {
            throw new AssertionError(
                    "%s%nRun this world again with: %s -Dsimulation.seed=%d".formatted(e.getMessage(), command(), seed),
                    e);
        }
    }
}
