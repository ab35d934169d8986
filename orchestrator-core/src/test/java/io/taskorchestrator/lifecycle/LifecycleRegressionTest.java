package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.cancel;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.failure;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.result;
import static io.taskorchestrator.lifecycle.TestTask.retry;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.RandomLives.Life;
import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Defects of the lifecycle that were found by tests, each to stay away. */
class LifecycleRegressionTest {

    private final TestTask it = TestTask.create();

    @Test
    void theResultAfterAFailWithoutOneIsKept() {
        LeaseToken token = it.claim();
        it.change(fail(token));

        it.refuse(complete(token, result("after all")), RefusalReason.WRONG_STATUS);

        assertThat(it.lastEvent().result()).contains(result("after all"));
    }

    @Test
    void theResultAfterAFailWithoutOneIsKeptWhileTheNextAttemptRuns() {
        LeaseToken token = it.claim();
        it.change(fail(token));
        it.change(retry());
        it.claim();

        it.refuse(complete(token, result("after all")), RefusalReason.STALE_LEASE);

        assertThat(it.lastEvent().result()).contains(result("after all"));
    }

    @Provide
    Arbitrary<Life> lives() {
        return RandomLives.lives();
    }

    @Property
    void noResultWithAGenuineTokenIsThrownAway(@ForAll("lives") Life life) {
        Set<Integer> attemptsWithResult = new HashSet<>();
        life.play(seen -> {
            Optional<Integer> attempt = seen.attemptShown();
            if (attempt.isEmpty() || seen.resultBrought().isEmpty()) {
                return;
            }
            boolean inState = seen.after().state().outcome().result().equals(seen.resultBrought());
            boolean told =
                    seen.after().history().stream().map(TaskEvent::result).anyMatch(seen.resultBrought()::equals);
            boolean tooOld = seen.after().state().attempts().keptResults().size() == 5
                    && attempt.get()
                            < seen.after().state().attempts().keptResults().get(0);
            boolean repeat = seen.decision() instanceof Decision.Unchanged;
            boolean known = seen.after().state().attempts().keptResults().contains(attempt.get())
                    || seen.after().state().attempts().ended(attempt.get(), AttemptEnd.Cause.COMPLETE);
            assertThat(inState || told || tooOld || repeat || known || attemptsWithResult.contains(attempt.get()))
                    .isTrue();
            attemptsWithResult.add(attempt.get());
        });
    }

    @Test
    void aWrongOriginalPromptRecordsNothing() {
        LeaseToken token = it.claim();

        it.refuseWhole(complete(token, "another prompt"), RefusalReason.PROMPT_MISMATCH);
    }

    @Test
    void aWrongOriginalPromptDoesNotCostTheRealResult() {
        LeaseToken token = it.claim();
        it.refuse(complete(token, "another prompt"), RefusalReason.PROMPT_MISMATCH);
        it.change(cancel());

        it.refuse(complete(token, result("the real one")), RefusalReason.WRONG_STATUS);

        assertThat(it.history().stream().map(TaskEvent::result)).contains(Optional.of(result("the real one")));
    }

    @Test
    void aLeaseThatEndedLongBeforeTheDeadlineIsNotATimeout() {
        it.claim();

        it.pass(TestTask.TIMEOUT.plusMinutes(1)).change(new Expire(ID));

        assertThat(it.lastEvent().details()).containsEntry("error_message", "lease expired");
    }

    @Test
    void aFailingResultWithEmptyOutputStillGivesAnErrorMessage() {
        it.change(complete(it.claim(), failure("")));

        assertThat(it.state().outcome().errorMessage().orElseThrow()).isNotBlank();
    }

    @Test
    void aResultThatWentIntoTheHistoryWithARetryIsNotKeptASecondTime() {
        TestTask automatic = TestTask.create(how -> how.retry(RetryPolicy.AUTOMATIC));
        LeaseToken first = automatic.claim();
        automatic.change(complete(first, failure("no")));
        automatic.pass(Duration.ofDays(1)).change(release(automatic.claim()));

        automatic.refuseWhole(complete(first, failure("no")), RefusalReason.WRONG_STATUS);
    }
}
