package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.CompletionOutcome;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.Violation;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Completing many tasks in one call, each for itself. */
abstract class OrchestratorCompleteAllContract extends OrchestratorScene {

    private static final TaskResult BAD_DETAILS =
            new TaskResult("success", Optional.empty(), Optional.empty(), Optional.of(JsonText.of("{\"a\":}")));

    OrchestratorCompleteAllContract(Opener opener) {
        super(opener);
    }

    private List<ClaimedTask> working(int count) {
        orchestrator().create(Collections.nCopies(count, in(SHOP).build()), Optional.empty());
        List<ClaimedTask> claimed = orchestrator().claim(anything().limit(count));
        assertThat(claimed).hasSize(count);
        return claimed;
    }

    private List<CompletionOutcome> completeAll(Complete... completions) {
        return orchestrator().completeAll(List.of(completions));
    }

    private List<EventType> events(TaskId id) {
        return behind.history(id).stream().map(entry -> entry.event().type()).toList();
    }

    /** Why a completion was refused, which must be why it is refused when it comes alone. */
    private Throwable refusal(CompletionOutcome outcome, Complete alone) {
        assertThat(outcome.isRefused()).isTrue();
        assertThat(outcome.taskId()).isEqualTo(alone.task());
        Throwable expected = catchThrowable(() -> behind.complete(alone));
        Throwable actual = catchThrowable(outcome::orElseThrow);
        assertThat(actual).hasSameClassAs(expected).hasMessage(expected.getMessage());
        if (actual instanceof ConflictException conflict && expected instanceof ConflictException other) {
            assertThat(conflict.reason()).isEqualTo(other.reason());
            // A late result that was kept is one more change, and is kept once.
            assertThat(conflict.details())
                    .containsEntry("task_id", alone.task().toString())
                    .containsEntry("status", other.details().get("status"))
                    .containsEntry("attempt", other.details().get("attempt"))
                    .containsKey("version");
        }
        if (actual instanceof InvalidInputException invalid && expected instanceof InvalidInputException other) {
            assertThat(invalid.violations()).isEqualTo(other.violations());
        }
        return actual;
    }

    @Test
    void asManyAsOneClaimGivesAreCompletedInOneCall() {
        List<ClaimedTask> claimed = working(100);

        List<CompletionOutcome> outcomes = orchestrator()
                .completeAll(claimed.stream().map(OrchestratorScene::success).toList());

        assertThat(outcomes)
                .extracting(CompletionOutcome::taskId)
                .containsExactlyElementsOf(claimed.stream().map(ClaimedTask::id).toList());
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
            assertWhole(outcome.orElseThrow());
        });
    }

    @Test
    void oneCompletionIsEnough() {
        assertThat(completeAll(success(working())))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.isRefused()).isFalse());
    }

    @Test
    void eachHasItsOwnResultAndActor() {
        List<ClaimedTask> claimed = working(2);
        TaskResult failure = new TaskResult("error", Optional.of("no disk"), Optional.empty(), Optional.empty());
        List<CompletionOutcome> outcomes = completeAll(
                Complete.of(claimed.get(0).id(), claimed.get(0).token(), TaskResult.success("an index")),
                Complete.of(claimed.get(1).id(), claimed.get(1).token(), failure));

        Task done = outcomes.get(0).orElseThrow();
        Task failed = outcomes.get(1).orElseThrow();
        assertThat(done.state().outcome().result().flatMap(TaskResult::output)).contains("an index");
        assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.state().outcome().errorMessage()).contains("no disk");
        assertThat(behind.history(done.id()))
                .last()
                .extracting(HistoryEntry::actor)
                .isEqualTo("alice");
    }

    @Test
    void whatIsRefusedHindersNothingBesideIt() {
        List<ClaimedTask> claimed = working(5);
        Complete late = success(claimed.get(1));
        Complete stale = success(claimed.get(2));
        Complete otherPrompt = new Complete(
                claimed.get(3).id(), Holder.of(claimed.get(3).token()), Optional.of("other"), TaskResult.SUCCESS);
        Complete nowhere = Complete.of(UNKNOWN, claimed.get(0).token(), TaskResult.SUCCESS);
        behind.cancel(Cancel.of(late.task()).forced());
        behind.release(Release.of(stale.task(), claimed.get(2).token()));
        claimOne();

        List<CompletionOutcome> outcomes =
                completeAll(success(claimed.get(0)), late, stale, otherPrompt, nowhere, success(claimed.get(4)));

        assertThat(events(late.task())).endsWith(EventType.LATE_RESULT);
        assertThat(outcomes.get(0).orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(refusal(outcomes.get(1), late)).isInstanceOf(ConflictException.class);
        assertThat(refusal(outcomes.get(2), stale))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        conflict -> assertThat(conflict.reason()).isEqualTo(RefusalReason.STALE_LEASE));
        assertThat(refusal(outcomes.get(3), otherPrompt)).isInstanceOf(InvalidInputException.class);
        assertThat(refusal(outcomes.get(4), nowhere)).isInstanceOf(TaskNotFoundException.class);
        assertThat(outcomes.get(5).orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aRepeatedCallChangesNothing() {
        List<Complete> completions =
                working(3).stream().map(OrchestratorScene::success).toList();
        List<CompletionOutcome> first = orchestrator().completeAll(completions);

        List<CompletionOutcome> again = orchestrator().completeAll(completions);

        assertThat(IntStream.range(0, 3)).allSatisfy(i -> {
            assertThat(again.get(i).orElseThrow().version())
                    .isEqualTo(first.get(i).orElseThrow().version());
            assertThat(events(again.get(i).taskId()))
                    .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
        });
    }

    @Test
    void theSameTaskTwiceIsARepeat() {
        ClaimedTask claimed = working();
        Complete other = Complete.of(claimed.id(), claimed.token(), TaskResult.success("something else"));

        List<CompletionOutcome> outcomes = completeAll(success(claimed), other);

        assertThat(outcomes)
                .extracting(outcome -> shown(outcome.orElseThrow()))
                .containsOnly(shown(stored(claimed.id())));
        assertThat(stored(claimed.id()).state().outcome().result())
                .contains(success(claimed).result());
        assertThat(events(claimed.id())).containsOnlyOnce(EventType.COMPLETED);
    }

    @Test
    void badInputIsRefusedByIndexAndChangesNothing() {
        List<ClaimedTask> claimed = working(3);
        Complete bad = Complete.of(claimed.get(1).id(), claimed.get(1).token(), BAD_DETAILS);

        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class, () -> completeAll(success(claimed.get(0)), bad, success(claimed.get(2))));
        InvalidInputException alone = catchThrowableOfType(InvalidInputException.class, () -> completeAll(bad));

        assertThat(refused.violations()).extracting(Violation::field).containsExactly("completions[1].result.details");
        assertThat(alone.violations()).extracting(Violation::field).containsExactly("completions[0].result.details");
        assertThat(claimed)
                .allSatisfy(task -> assertThat(stored(task.id()).status()).isEqualTo(TaskStatus.WORKING));
    }

    @Test
    void thereMayBeOneToAHundred() {
        Complete complete = success(working());

        assertThatThrownBy(this::completeAll)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("completions: must be 1 to 100 completions, but are 0");
        assertThatThrownBy(() -> orchestrator().completeAll(Collections.nCopies(101, complete)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("completions: must be 1 to 100 completions, but are 101");
        assertThat(stored(complete.task()).status()).isEqualTo(TaskStatus.WORKING);
    }
}
