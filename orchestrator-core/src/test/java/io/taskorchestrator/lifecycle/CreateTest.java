package io.taskorchestrator.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Schedule;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CreateTest {

    @Test
    void aNewTaskWaitsAtVersionOneAndWasNeverTried() {
        TestTask it = TestTask.create();

        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.task().version()).isEqualTo(1);
        assertThat(it.state().attempts()).isEqualTo(Attempts.NONE);
        assertThat(it.state().outcome()).isEqualTo(Outcome.NONE);
        assertThat(it.state().lease()).isEmpty();
    }

    @Test
    void theHistoryBeginsWithTheCreation() {
        assertThat(TestTask.create().historyTypes()).containsExactly(EventType.CREATED);
    }

    @Test
    void aNewTaskIsQueuedFromItsCreation() {
        Schedule schedule = TestTask.create().state().schedule();

        assertThat(schedule.createdAt()).isEqualTo(TestTask.START);
        assertThat(schedule.queuedAt()).isEqualTo(TestTask.START);
        assertThat(schedule.updatedAt()).isEqualTo(TestTask.START);
        assertThat(schedule.runAt()).isEmpty();
    }

    @Test
    void aTaskForLaterIsQueuedFromItsRunAt() {
        Instant runAt = TestTask.START.plusSeconds(90);
        Schedule schedule = TestTask.create(how -> how.runAt(runAt)).state().schedule();

        assertThat(schedule.runAt()).contains(runAt);
        assertThat(schedule.queuedAt()).isEqualTo(runAt);
        assertThat(schedule.createdAt()).isEqualTo(TestTask.START);
    }

    @Test
    void aRunAtInThePastDoesNotMoveATaskForwardInLine() {
        Instant runAt = TestTask.START.minusSeconds(90);
        Schedule schedule = TestTask.create(how -> how.runAt(runAt)).state().schedule();

        assertThat(schedule.runAt()).contains(runAt);
        assertThat(schedule.queuedAt()).isEqualTo(TestTask.START);
    }

    @Test
    void aDelayCountsFromTheCreation() {
        Schedule schedule =
                TestTask.create(how -> how.delay(Duration.ofHours(2))).state().schedule();

        assertThat(schedule.runAt()).contains(TestTask.START.plus(Duration.ofHours(2)));
    }

    @Test
    void aDelayEndsInWholeMicroseconds() {
        Schedule schedule = TestTask.create(how -> how.delay(Duration.ofNanos(1_999)))
                .state()
                .schedule();

        assertThat(schedule.runAt()).contains(TestTask.START.plusNanos(1_000));
    }
}
