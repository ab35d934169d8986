package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.LEASE;
import static io.taskorchestrator.lifecycle.TestTask.PROMPT;
import static io.taskorchestrator.lifecycle.TestTask.complete;
import static io.taskorchestrator.lifecycle.TestTask.failure;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompleteTest {

    private final TestTask it = TestTask.create();

    @Test
    void aCompletedTaskKeepsTheResultAndIsHeldByNobody() {
        LeaseToken token = it.claim();

        it.pass(Duration.ofSeconds(20)).change(complete(token, result("42")));

        assertThat(it.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(it.state().outcome().result()).contains(result("42"));
        assertThat(it.state().outcome().completedAt()).contains(it.now());
        assertThat(it.state().outcome().errorMessage()).isEmpty();
        assertThat(it.state().lease()).isEmpty();
        assertThat(it.lastEvent().type()).isEqualTo(EventType.COMPLETED);
        assertThat(it.lastEvent().details()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"failure", "failed", "error", "Failure", "FAILED", "eRRoR"})
    void aResultThatSaysItFailedFailsTheTask(String status) {
        TaskResult failed = new TaskResult(status, Optional.of("boom"), Optional.empty(), Optional.empty());

        it.change(complete(it.claim(), failed));

        assertThat(it.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(it.state().outcome().errorMessage()).contains("boom");
        assertThat(it.state().outcome().result()).contains(failed);
        assertThat(it.lastEvent().type()).isEqualTo(EventType.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "SUCCESS", "done", "partial", "failures", " failed"})
    void aResultWithAnyOtherStatusCompletesTheTask(String status) {
        it.change(complete(it.claim(), new TaskResult(status, Optional.empty(), Optional.empty(), Optional.empty())));

        assertThat(it.status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aFailingResultWithoutOutputStillGivesAnErrorMessage() {
        TaskResult failed = new TaskResult("error", Optional.empty(), Optional.empty(), Optional.empty());

        it.change(complete(it.claim(), failed));

        assertThat(it.state().outcome().errorMessage()).contains("The worker reported the status error");
    }

    @Test
    void aLongOutputIsCutToTheLengthOfAnErrorMessage() {
        TaskResult failed = failure("\uD83D\uDE00".repeat(TaskLimits.MESSAGE_LENGTH + 1));

        it.change(complete(it.claim(), failed));

        assertThat(it.state().outcome().errorMessage()).contains("\uD83D\uDE00".repeat(TaskLimits.MESSAGE_LENGTH));
        assertThat(it.state().outcome().result()).contains(failed);
    }

    @Test
    void aFailingResultIsRetriedUnderAnAutomaticPolicyAndGoesIntoTheHistory() {
        TestTask automatic = TestTask.automatic();

        automatic.change(complete(automatic.claim(), failure("boom")));

        assertThat(automatic.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(automatic.retryCount()).isEqualTo(1);
        assertThat(automatic.lastEvent().type()).isEqualTo(EventType.RETRY_SCHEDULED);
        assertThat(automatic.lastEvent().result()).contains(failure("boom"));
    }

    @Test
    void theOriginalPromptIsAcceptedWhenItIsThePrompt() {
        it.change(complete(it.claim(), PROMPT));

        assertThat(it.status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void anotherOriginalPromptIsRefusedAndTheWorkerKeepsTheTask() {
        it.refuse(complete(it.claim(), PROMPT + " "), RefusalReason.PROMPT_MISMATCH);

        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
        assertThat(it.state().lease()).isPresent();
        assertThat(it.state().outcome().result()).isEmpty();
    }

    @Test
    void aCompletionIsAcceptedWhenTheLeaseHasLapsedUnnoticed() {
        LeaseToken token = it.claim();

        it.pass(LEASE.plusSeconds(1)).change(complete(token));

        assertThat(it.status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aCompletionOfAnEarlierAttemptIsRefusedWhileAnotherRuns() {
        LeaseToken stale = it.claim();
        it.expire();
        it.claim();

        it.refuse(complete(stale), RefusalReason.STALE_LEASE);

        assertThat(it.status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void aCompletionBreaksTheRowOfReleases() {
        it.change(release(it.claim()));

        it.change(complete(it.claim()));

        assertThat(it.state().attempts().retries().releasesInARow()).isZero();
    }

    @Test
    void theProgressOfTheLastAttemptStays() {
        LeaseToken token = it.claim();
        it.change(Heartbeat.of(ID, token).progress(new Progress(Optional.of(99), Optional.empty(), it.now())));

        it.change(complete(token));

        assertThat(it.state().report().progress()).isPresent();
    }
}
