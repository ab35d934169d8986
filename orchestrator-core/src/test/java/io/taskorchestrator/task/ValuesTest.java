package io.taskorchestrator.task;

import static io.taskorchestrator.task.Inputs.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The small values that a task is made of, and the errors. */
class ValuesTest {

    private static final Task TASK = Inputs.task();

    @Test
    void aChangeMakesTheVersionGrowAndATouchDoesNot() {
        assertThat(TASK.changed(TASK.state()).version()).isEqualTo(2);
        assertThat(TASK.touched(TASK.state()).version()).isEqualTo(1);
    }

    @Test
    void aTaskWithoutARunAtIsDueAtOnce() {
        Schedule schedule = Schedule.created(NOW, Optional.empty());

        assertThat(schedule.isDue(NOW)).isTrue();
    }

    @Test
    void aTaskWithARunAtIsDueFromThenOn() {
        Schedule schedule = Schedule.created(NOW, Optional.of(NOW.plusSeconds(5)));

        assertThat(schedule.isDue(NOW.plusSeconds(5).minusNanos(1_000))).isFalse();
        assertThat(schedule.isDue(NOW.plusSeconds(5))).isTrue();
    }

    @Test
    void aDelayKeepsThePlaceInLine() {
        Schedule schedule = Schedule.created(NOW, Optional.empty()).delayed(NOW.plusSeconds(9));

        assertThat(schedule.queuedAt()).isEqualTo(NOW);
        assertThat(schedule.runAt()).contains(NOW.plusSeconds(9));
    }

    @Test
    void aRenewedLeaseEndsAtItsDeadlineAtLast() {
        Lease lease = new Lease(Optional.empty(), true, Duration.ofMinutes(1), NOW, NOW.plusSeconds(100));

        assertThat(lease.renewed(NOW.plusSeconds(99)).expiresAt()).isEqualTo(NOW.plusSeconds(99));
        assertThat(lease.renewed(NOW.plusSeconds(101)).expiresAt()).isEqualTo(NOW.plusSeconds(100));
    }

    @Test
    void aCountedRetryBreaksTheRowOfReleases() {
        Retries retries = Retries.NONE.released().released();

        assertThat(retries.releasesInARow()).isEqualTo(2);
        assertThat(retries.counted(NOW)).isEqualTo(new Retries(1, 0, Optional.of(NOW)));
        assertThat(retries.withoutReleases()).isEqualTo(Retries.NONE);
    }

    @Test
    void anAttemptIsRecognisedByItsNumberAndByWhatEndedIt() {
        Attempts attempts = Attempts.NONE.started(WorkerId.of("alice"), NOW).ended(AttemptEnd.Cause.FAIL);

        assertThat(attempts.ended(1, AttemptEnd.Cause.FAIL)).isTrue();
        assertThat(attempts.ended(1, AttemptEnd.Cause.COMPLETE)).isFalse();
        assertThat(attempts.ended(2, AttemptEnd.Cause.FAIL)).isFalse();
        assertThat(Attempts.NONE.ended(0, AttemptEnd.Cause.FAIL)).isFalse();
    }

    @Test
    void anEventKeepsItsDetailsWhenThereIsOneMore() {
        Map<String, String> details = new HashMap<>(Map.of("a", "1"));
        TaskEvent event = new TaskEvent(EventType.CLAIMED, 1, details, Optional.empty()).with("b", "2");
        details.put("c", "3");

        assertThat(event.details()).containsOnly(Map.entry("a", "1"), Map.entry("b", "2"));
    }

    @Test
    void anAnswerIsNotALiveCollection() {
        List<Task> tasks = new ArrayList<>(List.of(TASK));
        Created created = new Created(tasks, false);
        Page page = new Page(tasks, 1, false, Optional.of("c"));
        tasks.clear();

        assertThat(created.tasks()).containsExactly(TASK);
        assertThat(page.tasks()).containsExactly(TASK);
        assertThat(page.hasMore()).isTrue();
        assertThat(new Page(List.of(), 0, false, Optional.empty()).hasMore()).isFalse();
    }

    @Test
    void aPlaceFarBackInLineIsWrittenWithAPlus() {
        assertThat(new WaitReason.Place(7, false)).hasToString("7");
        assertThat(new WaitReason.Place(WaitReason.Place.COUNTED, true)).hasToString("1000+");
    }

    @Test
    void anInvalidInputTellsEverythingThatIsWrong() {
        InvalidInputException error = new InvalidInputException(
                List.of(new Violation("prompt", "is missing"), new Violation("tags[3]", "is too long")));

        assertThat(error).hasMessage("prompt: is missing; tags[3]: is too long");
        assertThat(error.violations()).extracting(Violation::field).containsExactly("prompt", "tags[3]");
    }

    @Test
    void anInvalidInputHasAReason() {
        assertThatThrownBy(() -> new InvalidInputException(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyErrorCarriesItsData() {
        ConflictException conflict =
                new ConflictException(RefusalReason.LEASE_LIVE, "held", Map.of("status", "working"));
        TaskNotFoundException missing = new TaskNotFoundException(TASK.id());

        assertThat(conflict.reason()).isEqualTo(RefusalReason.LEASE_LIVE);
        assertThat(conflict.details()).containsEntry("status", "working");
        assertThat(missing.taskId()).isEqualTo(TASK.id());
        assertThat(missing).hasMessageContaining(TASK.id().toString());
        assertThat(new StoreUnavailableException("down")).hasNoCause().isInstanceOf(TaskException.class);
    }
}
