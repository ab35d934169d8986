package io.taskorchestrator.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.TransitionScenarios.Scenario;
import io.taskorchestrator.lifecycle.TransitionScenarios.Transition;
import io.taskorchestrator.lifecycle.Transitions.Target;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@link Transitions}, by every status and every verb that there is. */
class TransitionTableTest {

    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "..", "docs", "state-machine.md");
    private static final String BLOCK_START = "```mermaid\n";
    private static final String BLOCK_END = "```\n";

    private static final Map<Transition, Scenario> SCENARIOS = TransitionScenarios.all();

    static Stream<Transition> declared() {
        return pairs().flatMap(pair -> Transitions.targets(pair.from(), pair.verb()).stream()
                .map(to -> new Transition(pair.from(), pair.verb(), to)));
    }

    static Stream<Arguments> undeclared() {
        return pairs().filter(
                        pair -> Transitions.targets(pair.from(), pair.verb()).isEmpty())
                .map(pair -> Arguments.of(pair.from(), pair.verb()));
    }

    @ParameterizedTest
    @MethodSource("declared")
    void aDeclaredTransitionIsTaken(Transition transition) {
        Scenario scenario = SCENARIOS.get(transition);
        assertThat(scenario)
                .as("a declared transition was never taken: %s. Add a scenario to TransitionScenarios", transition)
                .isNotNull();
        TestTask it = scenario.task().get();
        assertThat(it.status()).isEqualTo(transition.from());

        Decision decision = it.send(scenario.command().apply(it));

        assertThat(decision).isNotInstanceOf(Decision.Refused.class);
        assertThat(it.isRemoved() ? Target.GONE : Target.of(it.status())).isEqualTo(transition.to());
    }

    @ParameterizedTest
    @MethodSource("undeclared")
    void aPairThatIsNotDeclaredIsRefusedAndTheTaskStaysAsItIs(TaskStatus status, Verb verb) {
        TestTask it = TransitionScenarios.in(status);
        Task before = it.task();
        assertThat(before.status()).isEqualTo(status);

        Refusal refusal = it.refuseWhole(TransitionScenarios.tokenless(verb), RefusalReason.WRONG_STATUS);

        assertThat(refusal.message()).isEqualTo("Cannot %s a task that is %s", verb.text(), status.text());
        assertThat(refusal.details())
                .containsEntry("attempt", Integer.toString(it.attempt()))
                .containsEntry("version", Long.toString(before.version()));
    }

    @Test
    void everyScenarioBelongsToADeclaredTransition() {
        assertThat(SCENARIOS.keySet())
                .containsExactlyInAnyOrderElementsOf(declared().toList());
    }

    @Test
    void onlyTheseVerbsArePossibleInEachStatus() {
        assertThat(verbs(TaskStatus.WAITING))
                .containsExactly(Verb.CLAIM, Verb.COMPLETE, Verb.CANCEL, Verb.RETRY, Verb.UPDATE, Verb.DELETE);
        assertThat(verbs(TaskStatus.WORKING))
                .containsExactly(
                        Verb.HEARTBEAT, Verb.COMPLETE, Verb.FAIL, Verb.RELEASE, Verb.EXPIRE, Verb.CANCEL, Verb.DELETE);
        assertThat(verbs(TaskStatus.COMPLETED)).containsExactly(Verb.DELETE);
        assertThat(verbs(TaskStatus.FAILED)).containsExactly(Verb.COMPLETE, Verb.RETRY, Verb.DELETE);
        assertThat(verbs(TaskStatus.CANCELLED))
                .containsExactly(Verb.HEARTBEAT, Verb.RELEASE, Verb.EXPIRE, Verb.CANCEL, Verb.RETRY, Verb.DELETE);
    }

    @Test
    void onlyAClaimMakesATaskWork() {
        assertThat(declared()
                        .filter(transition ->
                                transition.to() == Target.WORKING && transition.from() != TaskStatus.WORKING))
                .containsExactly(new Transition(TaskStatus.WAITING, Verb.CLAIM, Target.WORKING));
    }

    @Test
    void aWorkingTaskIsNeverRemoved() {
        assertThat(declared().filter(transition -> transition.from() == TaskStatus.WORKING))
                .extracting(Transition::to)
                .doesNotContain(Target.GONE);
    }

    @Test
    void thePageOfTheStateMachineShowsTheTable() throws IOException {
        assertThat(PAGE)
                .as("the page with a mermaid block that shows Transitions.diagram()")
                .exists();
        String page = Files.readString(PAGE).replace("\r\n", "\n");
        int start = page.indexOf(BLOCK_START) + BLOCK_START.length();
        int end = page.indexOf(BLOCK_END, start);
        assertThat(page).contains(BLOCK_START);
        assertThat(end).as("the end of the mermaid block").isGreaterThan(start);

        assertThat(page.substring(start, end))
                .as(
                        "docs/state-machine.md must show the table of Transitions. Put this into its mermaid block:%n%n%s",
                        Transitions.diagram())
                .isEqualTo(Transitions.diagram());
    }

    private static EnumSet<Verb> verbs(TaskStatus status) {
        EnumSet<Verb> verbs = EnumSet.noneOf(Verb.class);
        pairs().filter(pair -> pair.from() == status)
                .filter(pair -> !Transitions.targets(status, pair.verb()).isEmpty())
                .forEach(pair -> verbs.add(pair.verb()));
        return verbs;
    }

    private static Stream<Pair> pairs() {
        return Arrays.stream(TaskStatus.values())
                .flatMap(status -> Arrays.stream(Verb.values()).map(verb -> new Pair(status, verb)));
    }

    private record Pair(TaskStatus from, Verb verb) {}
}
