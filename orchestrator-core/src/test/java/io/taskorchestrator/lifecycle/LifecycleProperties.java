package io.taskorchestrator.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.RandomLives.Life;
import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds in every life of a task, whatever is asked of it in whatever order. */
class LifecycleProperties {

    @Provide
    Arbitrary<Life> lives() {
        return RandomLives.lives();
    }

    @Property
    void theSameArgumentsAlwaysGiveTheSameDecision(@ForAll("lives") Life life) {
        life.play(seen -> assertThat(Lifecycle.decide(seen.before(), seen.command(), seen.now()))
                .isEqualTo(seen.decision()));
    }

    @Property
    void theAttemptNumberNeverDecreasesAndGrowsByOneWithEachClaim(@ForAll("lives") Life life) {
        life.play(seen -> {
            boolean claimed = seen.command() instanceof Claim && seen.decision() instanceof Decision.Changed;
            int before = seen.before().state().attempts().number();
            assertThat(seen.after().attempt()).isEqualTo(before + (claimed ? 1 : 0));
        });
    }

    @Property
    void theVersionGrowsExactlyWhenTheHistoryDoes(@ForAll("lives") Life life) {
        life.play(seen -> {
            boolean told = TestTask.written(seen.decision())
                    .filter(changed -> !changed.events().isEmpty())
                    .isPresent();
            long before = seen.before().version();
            long after = seen.after().task().version();
            assertThat(after > before).isEqualTo(told);
            assertThat(after).isGreaterThanOrEqualTo(before);
        });
    }

    @Property
    void onlyAHeartbeatChangesATaskWithoutAWordInTheHistory(@ForAll("lives") Life life) {
        life.play(seen -> {
            boolean silent = TestTask.written(seen.decision())
                    .filter(changed -> changed.events().isEmpty())
                    .isPresent();
            assertThat(silent)
                    .isEqualTo(seen.command() instanceof Heartbeat && seen.decision() instanceof Decision.Changed);
        });
    }

    @Property
    void aTaskIsAlwaysWhole(@ForAll("lives") Life life) {
        life.play(seen -> assertWhole(seen.after().task()));
    }

    @Property
    void aLeaseNeverOutlastsItsDeadlineWhichNeverMoves(@ForAll("lives") Life life) {
        life.play(seen -> seen.after().state().lease().ifPresent(lease -> {
            assertThat(lease.expiresAt()).isBeforeOrEqualTo(lease.deadline());
            assertThat(lease.deadline())
                    .isEqualTo(seen.after()
                            .state()
                            .attempts()
                            .startedAt()
                            .orElseThrow()
                            .plus(TestTask.TIMEOUT));
        }));
    }

    @Property
    void retriesGoBeyondTheirLimitOnlyByForce(@ForAll("lives") Life life) {
        life.play(seen -> {
            int before = seen.before().state().attempts().retries().count();
            int grown = seen.after().retryCount() - before;
            assertThat(grown).isBetween(0, 1);
            AttemptLimits limits = seen.before().spec().limits();
            boolean forced = seen.command() instanceof Retry retry && retry.force();
            assertThat(grown == 0 || forced || before < limits.maxRetries()).isTrue();
        });
    }

    @Property
    void noResultThatWasAcceptedEverDisappears(@ForAll("lives") Life life) {
        List<TaskResult> accepted = new ArrayList<>();
        life.play(seen -> {
            if (seen.decision() instanceof Decision.Changed) {
                seen.resultBrought().ifPresent(accepted::add);
            }
            assertThat(known(seen.after())).containsAll(accepted);
        });
    }

    @Property
    void atMostFiveLateResultsAreKeptAndEachAttemptsOnlyOnce(@ForAll("lives") Life life) {
        life.play(seen -> {
            List<Integer> kept = seen.after().state().attempts().keptResults();
            assertThat(kept)
                    .hasSizeLessThanOrEqualTo(HistoryEntry.KEPT_RESULTS)
                    .doesNotHaveDuplicates()
                    .isSorted();
            assertThat(kept)
                    .allSatisfy(attempt ->
                            assertThat(attempt).isBetween(1, seen.after().attempt()));
        });
    }

    @Property
    void aWorkersCallThatIsRepeatedAtOnceChangesNothing(@ForAll("lives") Life life) {
        life.play(seen -> {
            boolean done =
                    seen.decision() instanceof Decision.Changed && !seen.after().isRemoved();
            if (done && seen.attemptShown().isPresent()) {
                Task task = seen.after().task();
                assertThat(Lifecycle.decide(task, seen.command(), seen.now())).isEqualTo(new Decision.Unchanged(task));
            }
        });
    }

    @Property
    void aRefusedCallThatIsRepeatedAtOnceRecordsNothingMore(@ForAll("lives") Life life) {
        life.play(seen -> {
            if (seen.decision() instanceof Decision.Refused && !seen.after().isRemoved()) {
                Decision again = Lifecycle.decide(seen.after().task(), seen.command(), seen.now());
                assertThat(TestTask.written(again)).isEmpty();
            }
        });
    }

    @Property
    void noTaskIsHeldByTwoAttempts(@ForAll("lives") Life life) {
        life.play(seen -> {
            if (seen.before().state().lease().isPresent()) {
                assertThat(seen.command() instanceof Claim && seen.decision() instanceof Decision.Changed)
                        .isFalse();
            }
        });
    }

    private static void assertWhole(Task task) {
        TaskState state = task.state();
        Outcome outcome = state.outcome();
        TaskStatus status = task.status();
        boolean maybeHeld = status == TaskStatus.WORKING || status == TaskStatus.CANCELLED;
        assertThat(state.lease().isPresent() && !maybeHeld).isFalse();
        assertThat(status == TaskStatus.WORKING && state.lease().isEmpty()).isFalse();
        assertThat(outcome.completedAt().isPresent())
                .isEqualTo(status == TaskStatus.COMPLETED || status == TaskStatus.FAILED);
        assertThat(outcome.cancelledAt().isPresent()).isEqualTo(status == TaskStatus.CANCELLED);
        assertThat(outcome.errorMessage().isPresent()).isEqualTo(status == TaskStatus.FAILED);
        assertThat(status == TaskStatus.COMPLETED && outcome.result().isEmpty()).isFalse();
        assertThat(state.finishedAt().isPresent()).isEqualTo(status.isFinished());
        assertThat(outcome.deleteRequested() && state.lease().isEmpty() && !status.isFinished())
                .isFalse();
        assertThat(state.attempts().retries().releasesInARow()).isBetween(0, AttemptRules.RELEASES_IN_A_ROW);
    }

    /** Every result that the task or its history holds. */
    private static Set<TaskResult> known(TestTask task) {
        Set<TaskResult> known = new HashSet<>();
        Stream.concat(
                        task.state().outcome().result().stream(),
                        task.history().stream().map(TaskEvent::result).flatMap(Optional::stream))
                .forEach(known::add);
        return known;
    }
}
