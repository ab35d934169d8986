package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals: the same exceptions with the same data, whichever orchestrator is asked. */
abstract class OrchestratorRefusalContract extends OrchestratorScene {

    private static final LeaseToken GUESSED = new LeaseToken(1, 2, 3);

    OrchestratorRefusalContract(Opener opener) {
        super(opener);
    }

    /** What {@code call} throws, which must be what it throws on the embedded orchestrator. */
    private Throwable refusal(Consumer<Orchestrator> call) {
        Throwable expected = thrown(behind, call);
        Throwable actual = thrown(orchestrator(), call);
        assertThat(actual).isInstanceOf(TaskException.class).hasSameClassAs(expected);
        assertThat(actual).hasMessage(expected.getMessage());
        if (actual instanceof ConflictException conflict && expected instanceof ConflictException other) {
            assertThat(conflict.reason()).isEqualTo(other.reason());
            assertThat(conflict.details()).isEqualTo(other.details());
        }
        if (actual instanceof InvalidInputException invalid && expected instanceof InvalidInputException other) {
            assertThat(invalid.violations()).isEqualTo(other.violations());
        }
        if (actual instanceof TaskNotFoundException missing && expected instanceof TaskNotFoundException other) {
            assertThat(missing.taskId()).isEqualTo(other.taskId());
        }
        return actual;
    }

    private static Throwable thrown(Orchestrator orchestrator, Consumer<Orchestrator> call) {
        Throwable thrown = catchThrowable(() -> call.accept(orchestrator));
        assertThat(thrown).as("The call should be refused").isNotNull();
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private void assertConflict(RefusalReason reason, Consumer<Orchestrator> call) {
        assertThat(refusal(call)).isInstanceOfSatisfying(ConflictException.class, conflict -> {
            assertThat(conflict.reason()).isEqualTo(reason);
            assertThat(conflict.details()).containsKeys("task_id", "status", "attempt", "version");
        });
    }

    private void assertInvalid(String field, Consumer<Orchestrator> call) {
        assertThat(refusal(call))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        invalid -> assertThat(invalid.violations())
                                .first()
                                .satisfies(violation ->
                                        assertThat(violation.field()).isEqualTo(field)));
    }

    @Test
    void anUnknownTaskIsNotFoundByAnyVerb() {
        List<Consumer<Orchestrator>> verbs = List.of(
                any -> any.complete(Complete.of(UNKNOWN, GUESSED, TaskResult.SUCCESS)),
                any -> any.completeAndClaim(Complete.of(UNKNOWN, GUESSED, TaskResult.SUCCESS), anything()),
                any -> any.fail(Fail.of(UNKNOWN, GUESSED, "no")),
                any -> any.release(Release.of(UNKNOWN, GUESSED)),
                any -> any.heartbeat(Heartbeat.of(UNKNOWN, GUESSED)),
                any -> any.cancel(Cancel.of(UNKNOWN)),
                any -> any.retry(Retry.of(UNKNOWN)),
                any -> any.update(Update.of(UNKNOWN, TaskPatch.prompt("p"))),
                any -> any.delete(Delete.of(UNKNOWN)),
                any -> any.history(UNKNOWN),
                any -> any.explain(UNKNOWN),
                any -> any.await(UNKNOWN, Duration.ZERO));

        assertThat(verbs)
                .allSatisfy(verb -> assertThat(refusal(verb))
                        .isInstanceOfSatisfying(
                                TaskNotFoundException.class,
                                missing -> assertThat(missing.taskId()).isEqualTo(UNKNOWN)));
    }

    @Test
    void aTokenOfAnotherAttemptIsRefused() {
        ClaimedTask first = working();
        behind.release(Release.of(first.id(), first.token()));
        claimOne();

        assertConflict(RefusalReason.STALE_LEASE, any -> any.heartbeat(Heartbeat.of(first.id(), first.token())));
        assertConflict(RefusalReason.STALE_LEASE, any -> any.fail(Fail.of(first.id(), first.token(), "no")));
    }

    @Test
    void aGuessedTokenIsRefused() {
        ClaimedTask claimed = working();

        assertConflict(RefusalReason.STALE_LEASE, any -> any.heartbeat(Heartbeat.of(claimed.id(), GUESSED)));
        assertConflict(RefusalReason.STALE_LEASE, any -> any.release(Release.of(claimed.id(), GUESSED)));
    }

    @Test
    void aFencedLeaseNeedsItsToken() {
        TaskId id = working().id();
        Complete complete = new Complete(id, Holder.UNKNOWN, Optional.empty(), TaskResult.SUCCESS);

        assertConflict(RefusalReason.TOKEN_REQUIRED, any -> any.complete(complete));
    }

    @Test
    void whatTheStatusDoesNotAllowIsRefused() {
        ClaimedTask claimed = working();
        assertConflict(RefusalReason.WRONG_STATUS, any -> any.update(Update.of(claimed.id(), TaskPatch.prompt("new"))));
        behind.complete(success(claimed));

        assertConflict(RefusalReason.WRONG_STATUS, any -> any.cancel(Cancel.of(claimed.id())));
        assertConflict(RefusalReason.WRONG_STATUS, any -> any.retry(Retry.of(claimed.id())));
        assertConflict(RefusalReason.WRONG_STATUS, any -> any.heartbeat(Heartbeat.of(claimed.id(), claimed.token())));
    }

    @Test
    void aLiveLeaseIsInTheWay() {
        ClaimedTask claimed = working();
        assertConflict(RefusalReason.LEASE_LIVE, any -> any.delete(Delete.of(claimed.id())));
        behind.cancel(Cancel.of(claimed.id()));

        assertConflict(RefusalReason.LEASE_LIVE, any -> any.retry(Retry.of(claimed.id())));
    }

    @Test
    void usedUpRetriesAreTold() {
        ClaimedTask claimed = working(task -> task.maxRetries(0));
        behind.fail(Fail.of(claimed.id(), claimed.token(), "no"));

        assertConflict(RefusalReason.RETRIES_EXHAUSTED, any -> any.retry(Retry.of(claimed.id())));
    }

    @Test
    void anotherVersionIsRefused() {
        Task task = create();

        assertConflict(
                RefusalReason.VERSION_MISMATCH,
                any -> any.update(new Update(task.id(), TaskPatch.prompt("new"), Optional.of(7L))));
        assertConflict(
                RefusalReason.VERSION_MISMATCH, any -> any.delete(new Delete(task.id(), false, Optional.of(7L))));
    }

    @Test
    void anotherPromptIsRefused() {
        ClaimedTask claimed = working();
        Complete complete =
                new Complete(claimed.id(), Holder.of(claimed.token()), Optional.of("other"), TaskResult.SUCCESS);

        assertInvalid("original_prompt", any -> any.complete(complete));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":}", "{\"a\":1},{\"b\":2}", "{\"a\":1,\"a\":2}", "{\"a\":1}, \"priority\": {}"})
    void metadataMustBeOneObject(String json) {
        NewTask bad = in(SHOP).metadata(JsonText.of(json)).build();
        Task task = create();
        TaskPatch patch = TaskPatch.NOTHING.with(
                new TaskPatch.ContentPatch(Change.keep(), Change.keep(), Change.to(JsonText.of(json))));

        assertInvalid("metadata", any -> any.create(bad));
        assertInvalid("metadata", any -> any.update(Update.of(task.id(), patch)));
        assertInvalid("tasks[1].metadata", any -> any.create(List.of(in(SHOP).build(), bad, bad), Optional.empty()));
    }

    @Test
    void whatWorkersTellMustBeObjectsToo() {
        ClaimedTask claimed = working();
        JsonText bad = JsonText.of("{\"a\":}");
        TaskResult result = new TaskResult("success", Optional.empty(), Optional.empty(), Optional.of(bad));
        Holder holder = Holder.of(claimed.token());

        assertInvalid(
                "checkpoint",
                any -> any.heartbeat(Heartbeat.of(claimed.id(), claimed.token()).checkpoint(bad)));
        assertInvalid("result.details", any -> any.complete(Complete.of(claimed.id(), claimed.token(), result)));
        assertInvalid(
                "result.details", any -> any.fail(new Fail(claimed.id(), holder, "no", true, Optional.of(result))));
    }

    @Test
    void aBatchHasItsLimits() {
        NewTask task = in(SHOP).build();

        assertInvalid("tasks", any -> any.create(List.of(), Optional.empty()));
        assertInvalid("tasks", any -> any.create(Collections.nCopies(1_001, task), Optional.empty()));
    }

    @Test
    void keysAndNamesHaveTheirLimits() {
        NewTask task = in(SHOP).build();

        assertInvalid("Idempotency-Key", any -> any.create(task, ""));
        assertInvalid("Idempotency-Key", any -> any.create(task, "x".repeat(201)));
        assertInvalid("caller", any -> any.as(""));
    }

    @Test
    void whatIsAskedForHasItsLimits() {
        TaskId id = create().id();

        assertInvalid(
                "cursor",
                any -> any.list(TaskQuery.builder().cursor("none of yours").build()));
        assertInvalid("wait_seconds", any -> any.await(id, Duration.ofSeconds(61)));
        assertInvalid("limit", any -> any.history(id, 0, 1_001));
        assertInvalid("after", any -> any.history(id, -1, 10));
        assertInvalid("hours", any -> any.statistics(Duration.ofMinutes(30)));
        assertInvalid("hours", any -> any.statistics(Duration.ofDays(31).plusMillis(1)));
    }
}
