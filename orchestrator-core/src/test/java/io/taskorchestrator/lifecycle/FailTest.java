package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.fail;
import static io.taskorchestrator.lifecycle.TestTask.release;
import static io.taskorchestrator.lifecycle.TestTask.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskIdGenerator;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FailTest {

    private static final RetryPolicy EXACT = RetryPolicy.AUTOMATIC.withJitter(0);

    private final TestTask it = TestTask.create();

    @Test
    void aReportedFailureFailsTheTask() {
        LeaseToken token = it.claim();

        it.pass(Duration.ofSeconds(3)).change(fail(token));

        assertThat(it.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(it.state().outcome().errorMessage()).contains("out of memory");
        assertThat(it.state().outcome().completedAt()).contains(it.now());
        assertThat(it.state().lease()).isEmpty();
        assertThat(it.lastEvent().details()).containsEntry("error_message", "out of memory");
    }

    @Test
    void aReportedFailureCountsNoRetryUntilSomebodyRetries() {
        it.change(fail(it.claim()));

        assertThat(it.retryCount()).isZero();
        assertThat(it.state().attempts().retries().lastAt()).isEmpty();
    }

    @Test
    void aFailureWithoutAReasonSaysSo() {
        it.change(Fail.of(ID, it.claim(), ""));

        assertThat(it.state().outcome().errorMessage()).contains("The worker gave no reason");
    }

    @Test
    void whatCameOutAllTheSameIsTheResult() {
        it.change(fail(it.claim(), result("half of it")));

        assertThat(it.state().outcome().result()).contains(result("half of it"));
    }

    @Test
    void anAutomaticRetryGoesBackToWaitingAndCounts() {
        TestTask automatic = TestTask.automatic();
        LeaseToken token = automatic.claim();

        automatic.pass(Duration.ofSeconds(3)).change(fail(token));

        assertThat(automatic.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(automatic.retryCount()).isEqualTo(1);
        assertThat(automatic.state().attempts().retries().lastAt()).contains(automatic.now());
        assertThat(automatic.state().lease()).isEmpty();
        assertThat(automatic.state().outcome().errorMessage()).isEmpty();
    }

    @Test
    void anAutomaticRetryTellsTheHistoryWhyAndWhen() {
        TestTask automatic = TestTask.automatic();

        automatic.change(fail(automatic.claim(), result("half of it")));

        Instant runAt = automatic.state().schedule().runAt().orElseThrow();
        assertThat(automatic.lastEvent().type()).isEqualTo(EventType.RETRY_SCHEDULED);
        assertThat(automatic.lastEvent().details())
                .containsEntry("error_message", "out of memory")
                .containsEntry("run_at", runAt.toString());
        assertThat(automatic.lastEvent().result()).contains(result("half of it"));
    }

    @Test
    void anAutomaticRetryKeepsThePlaceInLine() {
        TestTask automatic = TestTask.automatic();
        LeaseToken token = automatic.claim();

        automatic.pass(Duration.ofSeconds(3)).change(fail(token));

        assertThat(automatic.state().schedule().queuedAt()).isEqualTo(TestTask.START);
    }

    @Test
    void theBackoffGrowsUpToItsCap() {
        RetryPolicy policy = EXACT.withDelays(Duration.ofSeconds(1), Duration.ofSeconds(5));

        assertThat(backoffs(policy, 5))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
    }

    @Test
    void theBackoffWithJitterStaysBetweenNothingAndTheFullDelay() {
        RetryPolicy policy = RetryPolicy.AUTOMATIC.withDelays(Duration.ofSeconds(1), Duration.ofSeconds(5));
        List<Duration> most = backoffs(policy.withJitter(0), 10);
        List<Duration> drawn = backoffs(policy, 10);

        for (int i = 0; i < drawn.size(); i++) {
            assertThat(drawn.get(i)).isBetween(Duration.ZERO, most.get(i));
        }
        assertThat(drawn).doesNotHaveDuplicates();
    }

    @Test
    void theDrawsOfManyTasksSpreadEvenlyOverTheirRange() {
        TaskIdGenerator ids = new TaskIdGenerator(new SplittableRandom(1));
        double sum = 0;
        int inLowestTenth = 0;
        for (int i = 0; i < 10_000; i++) {
            double draw = AttemptRules.draw(ids.next(TestTask.START), 1);
            assertThat(draw).isGreaterThanOrEqualTo(0.0).isLessThan(1.0);
            sum += draw;
            inLowestTenth += draw < 0.1 ? 1 : 0;
        }
        assertThat(sum / 10_000).isBetween(0.48, 0.52);
        assertThat(inLowestTenth).isBetween(850, 1_150);
    }

    @Test
    void automaticRetriesEndWhenTheyAreUsedUp() {
        TestTask automatic = TestTask.create(how -> how.retry(EXACT).maxRetries(2));
        for (int i = 0; i < 2; i++) {
            automatic.change(fail(automatic.claim()));
            automatic.pass(Duration.ofMinutes(1));
        }

        automatic.change(fail(automatic.claim()));

        assertThat(automatic.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(automatic.retryCount()).isEqualTo(2);
    }

    @Test
    void aFailureThatIsNotRetryableEndsTheTaskAtOnce() {
        TestTask automatic = TestTask.automatic();

        automatic.change(new Fail(ID, Holder.of(automatic.claim()), "wrong prompt", false, Optional.empty()));

        assertThat(automatic.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(automatic.retryCount()).isZero();
    }

    @Test
    void aFailureBreaksTheRowOfReleases() {
        it.change(release(it.claim()));

        it.change(fail(it.claim()));

        assertThat(it.state().attempts().retries().releasesInARow()).isZero();
    }

    @Test
    void theFailureOfAnEarlierAttemptIsRefused() {
        LeaseToken stale = it.claim();
        it.expire();
        it.claim();

        it.refuseWhole(fail(stale), RefusalReason.STALE_LEASE);
    }

    /** What the task waits after each of {@code count} failures in a row. */
    private static List<Duration> backoffs(RetryPolicy policy, int count) {
        TestTask task = TestTask.create(how -> how.retry(policy).maxRetries(count));
        List<Duration> backoffs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            task.change(fail(task.claim()));
            Instant runAt = task.state().schedule().runAt().orElseThrow();
            backoffs.add(Duration.between(task.now(), runAt));
            task.pass(backoffs.get(i));
        }
        return backoffs;
    }
}
