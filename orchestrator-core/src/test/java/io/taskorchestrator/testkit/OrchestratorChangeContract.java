package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskContent;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What producers do to a task that is there: cancel, retry, update, delete. */
abstract class OrchestratorChangeContract extends OrchestratorScene {

    OrchestratorChangeContract(Opener opener) {
        super(opener);
    }

    private Task failed() {
        ClaimedTask claimed = working(task -> task.maxRetries(1));
        return behind.fail(Fail.of(claimed.id(), claimed.token(), "no"));
    }

    @Test
    void aTaskIsCancelledWithAReason() {
        Task cancelled = orchestrator().cancel(Cancel.of(create().id(), "no longer wanted"));

        assertWhole(cancelled);
        assertThat(cancelled.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(cancelled.state().outcome().reason()).contains("no longer wanted");
        assertThat(orchestrator().cancel(Cancel.of(cancelled.id())).version()).isEqualTo(cancelled.version());
    }

    @Test
    void aForcedCancellationEndsTheLeaseAtOnce() {
        ClaimedTask claimed = working();
        assertThat(orchestrator().cancel(Cancel.of(claimed.id())).state().lease())
                .isPresent();

        assertThat(orchestrator()
                        .cancel(Cancel.of(claimed.id()).forced())
                        .state()
                        .lease())
                .isEmpty();
    }

    @Test
    void aFailedTaskIsRetried() {
        Task retried = orchestrator().retry(Retry.of(failed().id()));

        assertWhole(retried);
        assertThat(retried.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(retried.state().attempts().retries().count()).isEqualTo(1);
        assertThat(orchestrator().retry(Retry.of(retried.id())).version()).isEqualTo(retried.version());
    }

    @Test
    void aForcedRetryIgnoresTheLimit() {
        Task task = failed();
        orchestrator().retry(Retry.of(task.id()));
        ClaimedTask claimed = claimOne();
        behind.fail(Fail.of(claimed.id(), claimed.token(), "again"));

        assertThat(orchestrator().retry(new Retry(task.id(), true)).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void everyFieldOfAWaitingTaskCanBeChanged() {
        TaskPatch patch = TaskPatch.prompt("Find the slow page")
                .withTags(Change.to(List.of("new")))
                .withMetadata(Change.to(JsonText.of("{\"a\":1}")))
                .withQueue(Change.to(QueueName.of("review")))
                .withPriority(Priority.LOW)
                .withDirectoryAccess(Change.to(DirectoryAccess.SHARED))
                .withMaxRetries(Change.to(9))
                .withTimeout(Change.to(Duration.ofSeconds(77)))
                .withRetry(Change.to(RetryPolicy.AUTOMATIC))
                .withRunAt(Change.to(START.plusSeconds(30)));

        Task updated = orchestrator().update(Update.of(create().id(), patch));

        assertWhole(updated);
        assertThat(updated.spec().content())
                .isEqualTo(new TaskContent("Find the slow page", List.of("new"), JsonText.of("{\"a\":1}")));
        assertThat(updated.spec().queue()).isEqualTo(QueueName.of("review"));
        assertThat(updated.spec().priority()).isEqualTo(Priority.LOW);
        assertThat(updated.spec().access()).isEqualTo(DirectoryAccess.SHARED);
        assertThat(updated.spec().limits())
                .isEqualTo(new AttemptLimits(9, Duration.ofSeconds(77), RetryPolicy.AUTOMATIC));
        assertThat(updated.state().schedule().runAt()).contains(START.plusSeconds(30));
    }

    @Test
    void aFieldGoesBackToItsDefault() {
        Task task = create(how -> how.priority(Priority.HIGH).tags("a").maxRetries(9));
        TaskPatch patch = TaskPatch.NOTHING
                .withTags(Change.reset())
                .withPriority(Change.reset())
                .withMaxRetries(Change.reset());

        Task updated = orchestrator().update(Update.of(task.id(), patch));

        assertThat(updated.spec().priority()).isEqualTo(Priority.MEDIUM);
        assertThat(updated.spec().tags()).isEmpty();
        assertThat(updated.spec().limits().maxRetries()).isEqualTo(3);
    }

    @Test
    void anUpdateThatChangesNothingKeepsTheVersion() {
        Task task = create();

        assertThat(orchestrator()
                        .update(Update.of(task.id(), TaskPatch.NOTHING))
                        .version())
                .isEqualTo(task.version());
    }

    @Test
    void aTaskOfTheVersionSeenIsUpdatedAndDeleted() {
        Task task = create();
        Update update = new Update(task.id(), TaskPatch.prompt("new"), Optional.of(task.version()));
        Task updated = orchestrator().update(update);

        assertThat(orchestrator().delete(new Delete(task.id(), false, Optional.of(updated.version()))))
                .isEqualTo(new Deleted(task.id(), true, false));
        assertThat(behind.find(task.id())).isEmpty();
    }

    @Test
    void aHeldTaskIsDeletedWhenItsWorkerHasConfirmed() {
        ClaimedTask claimed = working();

        assertThat(orchestrator().delete(new Delete(claimed.id(), true, Optional.empty())))
                .isEqualTo(new Deleted(claimed.id(), false, true));
        orchestrator().release(Release.of(claimed.id(), claimed.token()));

        assertThat(orchestrator().find(claimed.id())).isEmpty();
    }
}
