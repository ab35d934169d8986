package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.testkit.SimulatedDefects;
import io.taskorchestrator.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The simulation is no rubber stamp: each defect that is planted here it finds, within a few worlds. */
class SimulationFindsDefectsTest {

    private static final int SEEDS = 10;
    private static final int STEPS = 400;

    @Test
    void aTaskThatIsHandedOutTwiceIsFound() {
        assertThat(finding((settings, clock) -> SimulatedDefects.handsOutTwice(MemoryStores.open(settings, clock))))
                .contains("An attempt was handed out twice");
    }

    @Test
    void aResultThatIsForgottenIsFound() {
        assertThat(finding((settings, clock) ->
                        SimulatedDefects.forgetsResults(MemoryStores.open(settings, clock), clock)))
                .contains("A confirmed result has disappeared");
    }

    @Test
    void aDirectoryThatIsGivenToTwoTasksIsFound() {
        assertThat(finding(
                        (settings, clock) -> SimulatedDefects.ignoresDirectories(MemoryStores.open(settings, clock))))
                .contains("Two tasks hold a directory that only one may have");
    }

    @Test
    void aTaskThatIsLostIsFound() {
        assertThat(finding((settings, clock) -> SimulatedDefects.losesTasks(MemoryStores.open(settings, clock), clock)))
                .contains("A task has disappeared");
    }

    @Test
    void aCounterThatCountsTwiceIsFound() {
        assertThat(finding((settings, clock) -> SimulatedDefects.countsTwice(MemoryStores.open(settings, clock))))
                .contains("A counter is wrong");
    }

    @Test
    void aKeyThatDoesNotKeepFromCreatingTwiceIsFound() {
        assertThat(finding((settings, clock) -> SimulatedDefects.forgetsKeys(MemoryStores.open(settings, clock))))
                .containsAnyOf("A task was created twice", "A repeated creation is no replay");
    }

    @Test
    void agingThatIsNotKeptIsFound() {
        assertThat(finding((settings, clock) ->
                        MemoryStores.open(settings.withAging(settings.aging().multipliedBy(30)), clock)))
                .contains("A ready task was overtaken by more than the aging allows");
    }

    @Test
    void aFailureNamesTheSeedTheStepAndTheLastActions() {
        assertThat(finding((settings, clock) -> SimulatedDefects.countsTwice(MemoryStores.open(settings, clock))))
                .matches("(?s)Seed \\d+, step \\d+: .*The last actions:\n.*2031-05-17T.*");
    }

    @Test
    void oneSeedGivesTheSameWorldEveryTime() {
        List<String> once = new ArrayList<>();
        List<String> again = new ArrayList<>();
        Simulation.of(MemoryStores::open, STEPS).tracedTo(once::add).run(1);
        Simulation.of(MemoryStores::open, STEPS).tracedTo(again::add).run(1);
        assertThat(again).isEqualTo(once).hasSizeGreaterThan(STEPS / 2);
    }

    /** What the simulation has to say about these stores in the first of the worlds that finds anything. */
    private static String finding(Simulation.StoreFactory factory) {
        Simulation simulation = Simulation.of(factory, STEPS);
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                simulation.run(seed);
            } catch (AssertionError e) {
                return String.valueOf(e.getMessage());
            }
        }
        return "Nothing was found";
    }
}
