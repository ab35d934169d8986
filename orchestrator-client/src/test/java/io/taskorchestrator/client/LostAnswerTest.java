package io.taskorchestrator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A call whose request or answer is lost is carried out once, and answered as if nothing had been lost. */
class LostAnswerTest extends LostCalls {

    private static final Claim CLAIM = Claim.by("worker").lease(Duration.ofMinutes(1));

    private Orchestrator client(Fault fault) {
        return client(fault, () -> {});
    }

    private Task created() {
        return behind().create(NewTask.builder("/p", "do it").build());
    }

    private ClaimedTask working() {
        created();
        return behind().claim(CLAIM).get(0);
    }

    private Task failed() {
        ClaimedTask task = working();
        return behind().fail(Fail.of(task.id(), task.token(), "no"));
    }

    private long count(TaskId id, EventType type) {
        return behind().history(id).stream()
                .filter(entry -> entry.event().type() == type)
                .count();
    }

    /** Somebody else claims the next task, and does {@code work} with it. */
    private Runnable meanwhile(Consumer<ClaimedTask> work) {
        return () -> work.accept(behind().claim(Claim.by("other")).get(0));
    }

    private Task complete(ClaimedTask task) {
        return behind().complete(Complete.of(task.id(), task.token(), TaskResult.SUCCESS));
    }

    // After the whole request the client may come back before the server has looked at it; then nobody can know.
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"AFTER_REQUEST", "LATE", "TWICE", "TWICE_LAST"})
    void whatProducersDoIsDoneOnce(Fault fault) {
        TaskId retried = failed().id();
        TaskId cancelled = created().id();
        TaskId updated = created().id();
        TaskId deleted = created().id();

        assertThat(client(fault).cancel(Cancel.of(cancelled)).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(client(fault).retry(Retry.of(retried)).status()).isEqualTo(TaskStatus.WAITING);
        assertThat(client(fault)
                        .update(Update.of(updated, TaskPatch.prompt("new")))
                        .version())
                .isEqualTo(2);
        assertThat(client(fault).delete(Delete.of(deleted))).isEqualTo(new Deleted(deleted, true, false));

        assertThat(count(cancelled, EventType.CANCELLED)).isEqualTo(1);
        assertThat(count(retried, EventType.RETRIED)).isEqualTo(1);
        assertThat(count(updated, EventType.UPDATED)).isEqualTo(1);
        assertThat(behind().find(deleted)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatWorkersDoIsDoneOnce(Fault fault) {
        ClaimedTask completed = working();
        ClaimedTask failed = working();
        ClaimedTask released = working();

        assertThat(client(fault)
                        .complete(Complete.of(completed.id(), completed.token(), TaskResult.SUCCESS))
                        .version())
                .isEqualTo(3);
        assertThat(client(fault)
                        .fail(Fail.of(failed.id(), failed.token(), "no"))
                        .version())
                .isEqualTo(3);
        assertThat(client(fault)
                        .release(Release.of(released.id(), released.token()))
                        .version())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"AFTER_REQUEST", "LATE"})
    void tasksAreCreatedAndClaimedOnce(Fault fault) {
        Task task = client(fault).create(NewTask.builder("/p", "one").build());
        client(fault)
                .create(
                        List.of(
                                NewTask.builder("/q", "two").build(),
                                NewTask.builder("/q", "three").build()),
                        Optional.empty());
        assertThat(behind().list(TaskQuery.ALL).total()).isEqualTo(3);

        List<ClaimedTask> claimed = client(fault).claim(CLAIM.in("/q").limit(1));

        assertThat(claimed).hasSize(1);
        assertThat(claimed.get(0).task().state().attempts().number()).isEqualTo(1);
        assertThat(behind().list(TaskQuery.builder().status(TaskStatus.WORKING).build())
                        .total())
                .isEqualTo(1);
        assertThat(behind().find(task.id())).isPresent();
    }

    @Test
    void aKeyOfTheCallersIsUsedForEachTry() {
        Task first = client(Fault.BEFORE_ANSWER)
                .create(NewTask.builder("/p", "one").build(), "key")
                .tasks()
                .get(0);

        assertThat(behind().create(NewTask.builder("/p", "one").build(), "key")
                        .tasks()
                        .get(0)
                        .id())
                .isEqualTo(first.id());
    }

    @Test
    void aReleasedTaskThatIsDoneByAnotherMeanwhileWasReleased() {
        ClaimedTask task = working();

        Task now = client(Fault.BEFORE_ANSWER, meanwhile(this::complete)).release(Release.of(task.id(), task.token()));

        assertThat(now.status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void aFailedTaskThatIsDoneByAnotherMeanwhileHadFailed() {
        ClaimedTask task = working();
        Runnable then = () -> {
            behind().retry(Retry.of(task.id()));
            meanwhile(this::complete).run();
        };

        Task now = client(Fault.BEFORE_ANSWER, then).fail(Fail.of(task.id(), task.token(), "no"));

        assertThat(now.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(now.state().attempts().number()).isEqualTo(2);
    }

    @Test
    void anEndThatNeverArrivedIsRefusedWhenAnotherHasTheTaskMeanwhile() {
        ClaimedTask task = working();
        Runnable then = () -> {
            behind().cancel(Cancel.of(task.id()).forced());
            behind().retry(Retry.of(task.id()));
            meanwhile(this::complete).run();
        };

        assertThatThrownBy(() -> client(Fault.BEFORE_REQUEST, then).release(Release.of(task.id(), task.token())))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void aRetriedTaskThatFailsAgainMeanwhileIsNotRetriedTwice() {
        Task task = failed();

        Task now = client(
                        Fault.BEFORE_ANSWER,
                        meanwhile(next -> behind().fail(Fail.of(next.id(), next.token(), "again"))))
                .retry(Retry.of(task.id()));

        assertThat(now.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(count(task.id(), EventType.RETRIED)).isEqualTo(1);
    }

    @Test
    void aCancelledTaskThatIsRetriedMeanwhileIsNotCancelledTwice() {
        TaskId id = created().id();

        Task now = client(Fault.MID_ANSWER, () -> behind().retry(Retry.of(id))).cancel(Cancel.of(id));

        assertThat(now.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(count(id, EventType.CANCELLED)).isEqualTo(1);
    }

    @Test
    void anUpdateOfTheVersionSeenIsNoConflictWithItself() {
        Task task = created();
        Update update = new Update(task.id(), TaskPatch.prompt("new"), Optional.of(task.version()));

        assertThat(client(Fault.GIVEN_UP).update(update).version()).isEqualTo(2);
    }

    @Test
    void anUpdateThatNeverArrivedIsRefusedWhenAnotherCameFirst() {
        Task task = created();
        Update update = new Update(task.id(), TaskPatch.prompt("new"), Optional.of(task.version()));
        Runnable then = () -> behind().update(Update.of(task.id(), TaskPatch.NOTHING.withPriority(Priority.HIGH)));

        assertThatThrownBy(() -> client(Fault.BEFORE_REQUEST, then).update(update))
                .asInstanceOf(type(ConflictException.class))
                .extracting(ConflictException::reason)
                .isEqualTo(RefusalReason.VERSION_MISMATCH);
    }

    @Test
    void aDeletionThatWaitsForTheWorkerIsNoConflictWithItself() {
        ClaimedTask task = working();
        Delete delete = new Delete(task.id(), true, Optional.of(task.task().version()));

        assertThat(client(Fault.BEFORE_ANSWER).delete(delete)).isEqualTo(new Deleted(task.id(), false, true));
    }

    @Test
    void anEndWithoutATokenIsNotRepeated() {
        created();
        ClaimedTask task = behind().claim(Claim.by("plain")).get(0);
        Complete complete = new Complete(task.id(), Holder.UNKNOWN, Optional.empty(), TaskResult.SUCCESS);

        assertThatThrownBy(() -> client(Fault.BEFORE_REQUEST).complete(complete))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(behind().find(task.id()).orElseThrow().status()).isEqualTo(TaskStatus.WORKING);
    }

    @Test
    void finishingOneAndTakingTheNextIsDoneOnce() {
        for (Fault fault : List.of(Fault.BEFORE_REQUEST, Fault.BEFORE_ANSWER, Fault.MID_ANSWER, Fault.TWICE_LAST)) {
            ClaimedTask first = working();
            Task second = created();
            Complete complete = Complete.of(first.id(), first.token(), TaskResult.SUCCESS);

            ClaimedTask next =
                    client(fault).completeAndClaim(complete, CLAIM).next().orElseThrow();

            assertThat(next.id()).isEqualTo(second.id());
            assertThat(count(first.id(), EventType.COMPLETED)).isEqualTo(1);
            assertThat(complete(next).state().attempts().number()).isEqualTo(1);
        }
    }

    @Test
    void aCancelledClaimIsTakenBackAlsoBehindAProxyThatDoesNotNotice() {
        var answer = client(Fault.NONE).async().claim(CLAIM.waiting(Duration.ofSeconds(60)));
        Eventually.holds("it waits", () -> behind().parkedClaims() == 1);

        answer.cancel(true);
        Eventually.holds("nobody waits", () -> behind().parkedClaims() == 0);

        assertThat(behind().find(created().id()).orElseThrow().status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aTaskThatWasGivenToACancelledClaimComesBack() {
        created();
        var answer = client(Fault.GIVEN_UP, () -> {}).async().claim(CLAIM.id(new UUID(1, 2)));
        answer.cancel(true);

        Eventually.holds("it is there again", () -> !behind().claim(CLAIM).isEmpty());
    }
}
