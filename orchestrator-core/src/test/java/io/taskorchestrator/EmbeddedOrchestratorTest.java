package io.taskorchestrator;

import static io.taskorchestrator.TestOrchestrators.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.Violation;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verbs as their users see them: answers and exceptions. */
class EmbeddedOrchestratorTest {

    private static final TaskId UNKNOWN = TaskId.of(new UUID(1, 2));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final EmbeddedOrchestrator orchestrator = TestOrchestrators.open(clock);

    @AfterEach
    void close() {
        orchestrator.close();
    }

    private ClaimedTask claimed(Claim claim) {
        return orchestrator.claim(claim).get(0);
    }

    private static Complete success(ClaimedTask task) {
        return Complete.of(task.id(), task.token(), TaskResult.SUCCESS);
    }

    @Test
    void aTaskIsCreatedClaimedAndCompleted() {
        Task created = orchestrator.create(task("/a"));
        ClaimedTask claimed = claimed(Claim.by("worker").in("/a"));
        Task completed = orchestrator.complete(Complete.of(created.id(), claimed.token(), TaskResult.success("done")));

        assertThat(completed.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(completed.state().outcome().result()).contains(TaskResult.success("done"));
        assertThat(orchestrator.history(created.id()))
                .extracting(entry -> entry.event().type())
                .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
    }

    @Test
    void theSameKeyMakesATaskOnceAndForEachCallerOnItsOwn() {
        Created first = orchestrator.create(task("/a"), "key");
        Created again = orchestrator.create(task("/a"), "key");
        Created others = orchestrator.as("somebody").create(task("/a"), "key");

        assertThat(again.replayed()).isTrue();
        assertThat(again.tasks()).isEqualTo(first.tasks());
        assertThat(others.replayed()).isFalse();
    }

    @Test
    void theSameKeyForAnotherTaskIsAConflict() {
        orchestrator.create(task("/a"), "key");

        assertThatThrownBy(() -> orchestrator.create(task("/b"), "key"))
                .asInstanceOf(type(ConflictException.class))
                .extracting(ConflictException::reason)
                .isEqualTo(RefusalReason.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void aBatchWithABadTaskCreatesNothingAndNamesItsIndex() {
        NewTask good = task("/a");
        NewTask bad = NewTask.builder("/a", "prompt")
                .metadata(JsonText.of("{\"a\":}"))
                .build();

        assertThatThrownBy(() -> orchestrator.create(List.of(good, bad), Optional.empty()))
                .asInstanceOf(type(InvalidInputException.class))
                .satisfies(e -> assertThat(e.violations())
                        .extracting(Violation::field)
                        .allMatch(field -> field.startsWith("tasks[1].metadata")));
        assertThat(orchestrator.list(TaskQuery.ALL).total()).isZero();
    }

    @Test
    void anUnknownTaskIsNotFoundByAnyVerb() {
        LeaseToken token = new LeaseToken(1, 2, 3);
        List<Runnable> verbs = List.of(
                () -> orchestrator.complete(Complete.of(UNKNOWN, token, TaskResult.SUCCESS)),
                () -> orchestrator.heartbeat(Heartbeat.of(UNKNOWN, token)),
                () -> orchestrator.cancel(Cancel.of(UNKNOWN)),
                () -> orchestrator.retry(Retry.of(UNKNOWN)),
                () -> orchestrator.update(Update.of(UNKNOWN, TaskPatch.prompt("p"))),
                () -> orchestrator.delete(Delete.of(UNKNOWN)),
                () -> orchestrator.history(UNKNOWN),
                () -> orchestrator.explain(UNKNOWN),
                () -> orchestrator.await(UNKNOWN, Duration.ZERO));

        assertThat(orchestrator.find(UNKNOWN)).isEmpty();
        assertThat(verbs)
                .allSatisfy(verb -> assertThatThrownBy(verb::run)
                        .isInstanceOf(TaskNotFoundException.class)
                        .hasMessage("Task not found: " + UNKNOWN));
    }

    @Test
    void aGuessedTokenIsRefusedAndChangesNothing() {
        orchestrator.create(task("/a"));
        ClaimedTask claimed = claimed(Claim.by("worker").lease(Duration.ofMinutes(1)));
        LeaseToken guess =
                new LeaseToken(1, claimed.token().codeHigh(), claimed.token().codeLow() + 1);

        assertThatThrownBy(() -> orchestrator.complete(Complete.of(claimed.id(), guess, TaskResult.SUCCESS)))
                .asInstanceOf(type(ConflictException.class))
                .extracting(ConflictException::reason)
                .isEqualTo(RefusalReason.STALE_LEASE);
        assertThat(orchestrator.find(claimed.id())).contains(claimed.task());
    }

    @Test
    void aPromptThatIsNotTheTasksIsInvalidInput() {
        orchestrator.create(task("/a"));
        ClaimedTask claimed = claimed(Claim.by("worker"));
        Complete wrong =
                new Complete(claimed.id(), Holder.of(claimed.token()), Optional.of("other"), TaskResult.SUCCESS);

        assertThatThrownBy(() -> orchestrator.complete(wrong))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("original_prompt");
    }

    @Test
    void aHeartbeatTellsHowLongTheLeaseLasts() {
        orchestrator.create(task("/a"));
        ClaimedTask claimed = claimed(Claim.by("worker").lease(Duration.ofMinutes(1)));
        clock.advance(Duration.ofSeconds(20));

        HeartbeatReply reply = orchestrator.heartbeat(Heartbeat.of(claimed.id(), claimed.token()));

        assertThat(reply.expiresAt()).isEqualTo(clock.instant().plusSeconds(60));
        assertThat(reply.expiresIn()).isEqualTo(Duration.ofMinutes(1));
        assertThat(reply.cancelRequested()).isFalse();
    }

    @Test
    void aHeartbeatLearnsOfACancellationAndItsReason() {
        orchestrator.create(task("/a"));
        ClaimedTask claimed = claimed(Claim.by("worker").lease(Duration.ofMinutes(1)));
        orchestrator.cancel(Cancel.of(claimed.id(), "no longer wanted"));

        HeartbeatReply reply = orchestrator.heartbeat(Heartbeat.of(claimed.id(), claimed.token()));

        assertThat(reply.cancelRequested()).isTrue();
        assertThat(reply.reason()).contains("no longer wanted");
    }

    @Test
    void completingCanBringTheNextTask() {
        orchestrator.create(task("/a"));
        Task second = orchestrator.create(task("/a"));
        ClaimedTask first = claimed(Claim.by("worker"));

        Completed completed = orchestrator.completeAndClaim(success(first), Claim.by("worker"));

        assertThat(completed.task().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(completed.next()).map(ClaimedTask::id).contains(second.id());
    }

    @Test
    void aRefusedCompletionClaimsNothing() {
        orchestrator.create(task("/a"));
        Task second = orchestrator.create(task("/a"));
        ClaimedTask first = claimed(Claim.by("worker").lease(Duration.ofMinutes(1)));
        orchestrator.cancel(Cancel.of(first.id()).forced());

        assertThatThrownBy(() -> orchestrator.completeAndClaim(success(first), Claim.by("worker")))
                .isInstanceOf(ConflictException.class);
        assertThat(orchestrator.find(second.id()).orElseThrow().status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void awaitAnswersWhenTheTaskIsFinished() {
        Task task = orchestrator.create(task("/a"));
        CompletableFuture<Task> answer = orchestrator.async().await(task.id(), Duration.ofSeconds(30));
        ClaimedTask claimed = claimed(Claim.by("worker"));
        assertThat(answer).isNotDone();

        orchestrator.complete(success(claimed));

        assertThat(answer.join().status()).isEqualTo(TaskStatus.COMPLETED);
    }

    @Test
    void awaitAnswersWithTheTaskAsItIsWhenItsTimeIsOver() {
        Task task = orchestrator.create(task("/a"));
        CompletableFuture<Task> answer = orchestrator.async().await(task.id(), Duration.ofSeconds(30));

        clock.advance(Duration.ofSeconds(30));
        orchestrator.tick();

        assertThat(answer.join().status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void awaitFailsWhenTheTaskIsDeleted() {
        Task task = orchestrator.create(task("/a"));
        CompletableFuture<Task> answer = orchestrator.async().await(task.id(), Duration.ofSeconds(30));

        orchestrator.delete(Delete.of(task.id()));

        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void deletingAHeldTaskByForceIsPendingUntilItsWorkerConfirms() {
        orchestrator.create(task("/a"));
        ClaimedTask claimed = claimed(Claim.by("worker").lease(Duration.ofMinutes(1)));

        assertThat(orchestrator
                        .delete(new Delete(claimed.id(), true, Optional.empty()))
                        .pending())
                .isTrue();
        assertThatThrownBy(() -> orchestrator.complete(success(claimed))).isInstanceOf(ConflictException.class);

        assertThat(orchestrator.find(claimed.id())).isEmpty();
    }

    @Test
    void anUpdateChangesAWaitingTaskIfItsVersionIsTheOneSeen() {
        Task task = orchestrator.create(task("/a"));
        Task updated = orchestrator.update(
                new Update(task.id(), TaskPatch.priority(Priority.HIGH), Optional.of(task.version())));

        assertThat(updated.spec().priority()).isEqualTo(Priority.HIGH);
        assertThatThrownBy(() -> orchestrator.update(
                        new Update(task.id(), TaskPatch.priority(Priority.LOW), Optional.of(task.version()))))
                .asInstanceOf(type(ConflictException.class))
                .extracting(ConflictException::reason)
                .isEqualTo(RefusalReason.VERSION_MISMATCH);
    }

    @Test
    void theCallersNameStandsInTheHistory() {
        Task task = orchestrator.as("ci").create(task("/a"));

        assertThat(orchestrator.history(task.id()).get(0).actor()).isEqualTo("ci");
    }

    @Test
    void aClosedOrchestratorRefusesWrites() {
        orchestrator.close();

        assertThatThrownBy(() -> orchestrator.create(task("/a"))).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void anInterruptedWaitIsCancelledAndTakesNoTask() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            try {
                orchestrator.claim(Claim.by("worker").waiting(Duration.ofSeconds(60)));
            } catch (CancellationException e) {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.countDown();
                }
            }
        });
        worker.start();
        worker.interrupt();
        interrupted.await();

        Task task = orchestrator.create(task("/a"));
        assertThat(orchestrator.find(task.id()).orElseThrow().status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void statisticsRefuseAWindowThatIsTooLong() {
        assertThatThrownBy(() -> orchestrator.statistics(Duration.ofDays(32)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("hours")
                .hasMessageContaining("must be 1 to 744, but is 768");
    }

    @Test
    void timePassesByItselfUnlessTicksAreManual() throws InterruptedException {
        try (Orchestrator own = EmbeddedOrchestrator.create()) {
            CompletableFuture<List<ClaimedTask>> answer =
                    own.async().claim(Claim.by("worker").waiting(Duration.ofSeconds(60)));
            own.create(
                    NewTask.builder("/a", "soon").delay(Duration.ofMillis(20)).build());

            assertThat(answer.join()).hasSize(1);
        }
    }

    @Test
    void listenersHearOfChangesInOrder() {
        List<EventType> heard = new ArrayList<>();
        try (Subscription subscription = orchestrator.listen(change ->
                change.entries().forEach(entry -> heard.add(entry.event().type())))) {
            orchestrator.create(task("/a"));
            ClaimedTask claimed = claimed(Claim.by("worker"));
            orchestrator.heartbeat(Heartbeat.of(claimed.id(), claimed.token()));
            orchestrator.complete(success(claimed));
            orchestrator.delete(Delete.of(claimed.id()));
            assertThat(subscription.lost()).isZero();
        }
        orchestrator.create(task("/a"));

        assertThat(heard).containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED, EventType.DELETED);
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        List<TaskId> heard = new ArrayList<>();
        orchestrator.listen(change -> {
            throw new IllegalStateException("a broken listener");
        });
        orchestrator.listen(change -> heard.add(change.task().id()));

        Task one = orchestrator.create(task("/a"));
        Task two = orchestrator.create(task("/a"));

        assertThat(heard).containsExactly(one.id(), two.id());
    }
}
