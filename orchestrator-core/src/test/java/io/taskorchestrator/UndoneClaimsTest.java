package io.taskorchestrator;

import static io.taskorchestrator.TestOrchestrators.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Claims that are cancelled or repeated while a slow store is at them: no task is lost, none is given and taken away. */
class UndoneClaimsTest {

    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Claim CLAIM = Claim.by("worker").lease(Duration.ofMinutes(1));
    private static final Claim REPEATED = CLAIM.id(UUID.fromString("00000000-0000-4000-8000-000000000001"));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final HeldStore store = new HeldStore(TestOrchestrators.store(clock));
    private final EmbeddedOrchestrator orchestrator = TestOrchestrators.open(clock, store);

    @AfterEach
    void close() {
        orchestrator.close();
    }

    private CompletableFuture<List<ClaimedTask>> claim(Claim claim) {
        return orchestrator.async().claim(claim);
    }

    private CompletableFuture<Completed> completeAndClaim(ClaimedTask done, Claim next) {
        return orchestrator.async().completeAndClaim(Complete.of(done.id(), done.token(), TaskResult.SUCCESS), next);
    }

    private ClaimedTask working() {
        orchestrator.create(task("/a"));
        return orchestrator.claim(CLAIM).get(0);
    }

    private void assertGivenBack(Task task) {
        Task now = orchestrator.find(task.id()).orElseThrow();
        assertThat(now.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(now.state().attempts().retries().count()).isZero();
    }

    private void assertHeld(CompletableFuture<List<ClaimedTask>> answer) {
        assertThat(answer).isCompleted();
        ClaimedTask task = answer.join().get(0);
        CompletableFuture<?> heartbeat = orchestrator.async().heartbeat(Heartbeat.of(task.id(), task.token()));
        store.letGo();
        assertThat(heartbeat).isCompleted();
    }

    @Test
    void aClaimThatDoesNotWaitAndIsCancelledGivesItsTaskBack() {
        Task task = orchestrator.create(task("/a"));
        store.hold();

        claim(CLAIM).cancel(true);
        store.letGo();

        assertGivenBack(task);
        assertThat(orchestrator.history(task.id()))
                .extracting(entry -> entry.event().type())
                .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.RELEASED);
    }

    @Test
    void theNextTaskOfACancelledCallGoesBack() {
        for (Claim next : List.of(CLAIM, CLAIM.waiting(WAIT), REPEATED)) {
            ClaimedTask first = working();
            Task second = orchestrator.create(task("/a"));
            store.hold();

            CompletableFuture<Completed> answer = completeAndClaim(first, next);
            store.tellOne();
            assertThat(orchestrator.find(second.id()).orElseThrow().status()).isEqualTo(TaskStatus.WORKING);
            answer.cancel(true);
            store.free();

            assertGivenBack(second);
            assertThat(orchestrator.find(first.id()).orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
            finish(orchestrator.claim(CLAIM).get(0));
        }
    }

    @Test
    void aCallThatIsCancelledBeforeItsCompletionIsDoneClaimsNothing() {
        ClaimedTask first = working();
        Task second = orchestrator.create(task("/a"));
        store.hold();

        completeAndClaim(first, CLAIM).cancel(true);
        store.letGo();

        assertThat(orchestrator.find(first.id()).orElseThrow().status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(orchestrator
                        .find(second.id())
                        .orElseThrow()
                        .state()
                        .attempts()
                        .number())
                .isZero();
    }

    @Test
    void whoRepeatsAWaitingClaimThatIsBeingTriedGetsATaskThatStaysHis() {
        for (Claim again : List.of(REPEATED, REPEATED.waiting(WAIT))) {
            orchestrator.create(task("/a"));
            store.hold();

            CompletableFuture<List<ClaimedTask>> first = claim(REPEATED.waiting(WAIT));
            CompletableFuture<List<ClaimedTask>> second = claim(again);
            store.letGo();

            assertThat(first).isCompletedWithValue(List.of());
            assertHeld(second);
            finish(second.join().get(0));
        }
    }

    @Test
    void whoRepeatsAClaimThatWasCancelledGetsATaskThatStaysHis() {
        orchestrator.create(task("/a"));
        store.hold();

        claim(REPEATED.waiting(WAIT)).cancel(true);
        CompletableFuture<List<ClaimedTask>> second = claim(REPEATED.waiting(WAIT));
        store.letGo();

        assertHeld(second);
    }

    @Test
    void ofManyRepeatsTheLastOneIsAnswered() {
        orchestrator.create(task("/a"));
        store.hold();

        CompletableFuture<List<ClaimedTask>> first = claim(REPEATED.waiting(WAIT));
        CompletableFuture<List<ClaimedTask>> second = claim(REPEATED);
        CompletableFuture<List<ClaimedTask>> third = claim(REPEATED.waiting(WAIT));
        CompletableFuture<List<ClaimedTask>> last = claim(REPEATED.waiting(WAIT));
        store.letGo();

        assertThat(List.of(first, second, third))
                .allSatisfy(answer -> assertThat(answer).isCompletedWithValue(List.of()));
        assertHeld(last);
    }

    @Test
    void aRepeatedClaimThatFindsNothingWaitsForTheNextTask() {
        store.hold();
        claim(REPEATED.waiting(WAIT));
        CompletableFuture<List<ClaimedTask>> second = claim(REPEATED.waiting(WAIT));
        store.letGo();
        assertThat(second).isNotDone();

        orchestrator.create(task("/a"));
        store.letGo();

        assertHeld(second);
    }

    private void finish(ClaimedTask task) {
        orchestrator.async().complete(Complete.of(task.id(), task.token(), TaskResult.SUCCESS));
        store.letGo();
    }
}
