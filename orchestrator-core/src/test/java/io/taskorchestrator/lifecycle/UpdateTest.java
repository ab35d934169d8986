package io.taskorchestrator.lifecycle;

import static io.taskorchestrator.lifecycle.TestTask.ID;
import static io.taskorchestrator.lifecycle.TestTask.START;
import static io.taskorchestrator.lifecycle.TestTask.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskPatch.ContentPatch;
import io.taskorchestrator.task.TaskPatch.LimitsPatch;
import io.taskorchestrator.task.TaskPatch.RoutingPatch;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdateTest {

    private final TestTask it = TestTask.create();

    @Test
    void anUpdateChangesWhatItNamesAndNothingElse() {
        Task before = it.task();

        it.pass(Duration.ofSeconds(2)).change(update(TaskPatch.prompt("Fix the slow query")));

        assertThat(it.task().spec().prompt()).isEqualTo("Fix the slow query");
        assertThat(it.task().spec().routing()).isEqualTo(before.spec().routing());
        assertThat(it.task().spec().limits()).isEqualTo(before.spec().limits());
        assertThat(it.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(it.state().schedule().queuedAt()).isEqualTo(START);
        assertThat(it.state().schedule().updatedAt()).isEqualTo(it.now());
    }

    @Test
    void anUpdateMakesTheVersionGrowAndNamesTheFields() {
        it.change(update(TaskPatch.prompt("Fix it").withPriority(Priority.HIGH)));

        assertThat(it.task().version()).isEqualTo(2);
        assertThat(it.lastEvent().type()).isEqualTo(EventType.UPDATED);
        assertThat(it.lastEvent().details()).containsEntry("fields", "prompt, priority");
    }

    @Test
    void anotherVersionIsRefused() {
        it.change(update(TaskPatch.priority(Priority.LOW)));

        Refusal refusal = it.refuseWhole(
                new Update(ID, TaskPatch.priority(Priority.HIGH), Optional.of(1L)), RefusalReason.VERSION_MISMATCH);

        assertThat(refusal.details()).containsEntry("version", "2");
        assertThat(refusal.message()).contains("2").contains("1");
    }

    @Test
    void theRightVersionIsChanged() {
        it.change(new Update(ID, TaskPatch.priority(Priority.HIGH), Optional.of(1L)));

        assertThat(it.task().spec().priority()).isEqualTo(Priority.HIGH);
    }

    @Test
    void aRunAtInTheFutureSetsThePlaceInLineToIt() {
        Instant runAt = START.plusSeconds(300);

        it.pass(Duration.ofSeconds(10)).change(update(TaskPatch.NOTHING.withRunAt(Change.to(runAt))));

        assertThat(it.state().schedule().runAt()).contains(runAt);
        assertThat(it.state().schedule().queuedAt()).isEqualTo(runAt);
    }

    @Test
    void aRunAtInThePastSetsThePlaceInLineToNow() {
        it.pass(Duration.ofSeconds(10)).change(update(TaskPatch.NOTHING.withRunAt(Change.to(START))));

        assertThat(it.state().schedule().queuedAt()).isEqualTo(it.now());
    }

    @Test
    void aRunAtThatIsResetMakesTheTaskReadyAtOnce() {
        TestTask later = TestTask.create(how -> how.delay(Duration.ofHours(1)));

        later.pass(Duration.ofSeconds(10)).change(update(TaskPatch.NOTHING.withRunAt(Change.reset())));

        assertThat(later.state().schedule().runAt()).isEmpty();
        assertThat(later.state().schedule().queuedAt()).isEqualTo(later.now());
    }

    @Test
    void fieldsThatAreResetGoBackToTheirDefaults() {
        TestTask special = TestTask.create(how -> how.priority(Priority.HIGH)
                .queue(QueueName.of("gpu"))
                .tags("a", "b")
                .metadata(JsonText.of("{\"a\":1}"))
                .directoryAccess(DirectoryAccess.EXCLUSIVE)
                .retry(RetryPolicy.AUTOMATIC)
                .maxRetries(9));
        TaskPatch reset = TaskPatch.NOTHING
                .with(new ContentPatch(Change.keep(), Change.reset(), Change.reset()))
                .with(new RoutingPatch(Change.reset(), Change.reset(), Change.reset()))
                .with(new LimitsPatch(Change.reset(), Change.reset(), Change.reset()));

        special.change(update(reset));

        TaskSpec spec = special.task().spec();
        assertThat(spec.tags()).isEmpty();
        assertThat(spec.metadata()).isEqualTo(JsonText.EMPTY);
        assertThat(spec.queue()).isEqualTo(QueueName.DEFAULT);
        assertThat(spec.priority()).isEqualTo(Priority.MEDIUM);
        assertThat(spec.access()).isEqualTo(DirectoryAccess.UNRESTRICTED);
        assertThat(spec.limits().maxRetries()).isEqualTo(3);
        assertThat(spec.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(spec.limits().retry()).isEqualTo(RetryPolicy.MANUAL);
        assertThat(spec.prompt()).isEqualTo(TestTask.PROMPT);
    }

    @Test
    void aNewTimeLimitHoldsForTheNextAttempt() {
        LimitsPatch limits = new LimitsPatch(Change.keep(), Change.to(Duration.ofSeconds(5)), Change.keep());
        it.change(update(TaskPatch.NOTHING.with(limits)));

        it.claim();

        assertThat(it.lease().deadline()).isEqualTo(it.now().plusSeconds(5));
        assertThat(it.lease().expiresAt()).isEqualTo(it.lease().deadline());
    }

    @Test
    void tagsAreReplaced() {
        ContentPatch tags = new ContentPatch(Change.keep(), Change.to(List.of("x", "y", "x")), Change.keep());

        it.change(update(TaskPatch.NOTHING.with(tags)));

        assertThat(it.task().spec().tags()).containsExactly("x", "y");
    }

    @Test
    void aTaskThatSomebodyHoldsIsNotUpdated() {
        it.claim();

        it.refuseWhole(update(TaskPatch.prompt("Another")), RefusalReason.WRONG_STATUS);
    }
}
