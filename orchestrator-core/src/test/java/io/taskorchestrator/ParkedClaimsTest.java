package io.taskorchestrator;

import static io.taskorchestrator.TestOrchestrators.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Claims that wait for a task. */
class ParkedClaimsTest {

    private static final Duration WAIT = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final EmbeddedOrchestrator orchestrator = TestOrchestrators.open(clock);

    @AfterEach
    void close() {
        orchestrator.close();
    }

    private CompletableFuture<List<ClaimedTask>> park(Claim claim) {
        return orchestrator.async().claim(claim.waiting(WAIT));
    }

    private static Claim in(String directory) {
        return Claim.by("worker").in(directory);
    }

    @Test
    void aWaitingClaimGetsTheNextTaskAsSoonAsItIsCreated() {
        CompletableFuture<List<ClaimedTask>> answer = park(in("/a"));
        assertThat(answer).isNotDone();

        Task created = orchestrator.create(task("/a"));

        assertThat(answer.join()).extracting(ClaimedTask::id).containsExactly(created.id());
    }

    @Test
    void theWaitingClaimsAreCountedUntilTheyAreAnsweredOrCancelled() {
        CompletableFuture<List<ClaimedTask>> answered = park(in("/a"));
        CompletableFuture<List<ClaimedTask>> cancelled = park(in("/b"));
        assertThat(orchestrator.parkedClaims()).isEqualTo(2);

        orchestrator.create(task("/a"));
        assertThat(answered).isDone();
        assertThat(orchestrator.parkedClaims()).isOne();
        cancelled.cancel(false);
        assertThat(orchestrator.parkedClaims()).isZero();
    }

    @Test
    void aTaskThatIsReadyIsGivenAtOnce() {
        orchestrator.create(task("/a"));

        assertThat(park(in("/a"))).isDone();
    }

    @Test
    void oneNewTaskWakesOneOfManyClaimsTheOneThatCameFirst() {
        List<CompletableFuture<List<ClaimedTask>>> answers = new ArrayList<>();
        answers.add(park(Claim.by("anywhere")));
        answers.add(park(Claim.by("below").below("/a")));
        answers.add(park(in("/a/b")));

        orchestrator.create(task("/a/b"));
        assertThat(answers).extracting(CompletableFuture::isDone).containsExactly(true, false, false);
        orchestrator.create(task("/a/b"));
        assertThat(answers).extracting(CompletableFuture::isDone).containsExactly(true, true, false);
        orchestrator.create(task("/a/b"));
        assertThat(answers).extracting(CompletableFuture::isDone).containsExactly(true, true, true);
    }

    @Test
    void aBatchWakesAsManyClaimsAsItHasTasks() {
        List<CompletableFuture<List<ClaimedTask>>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(park(in("/a")));
        }

        orchestrator.create(List.of(task("/a"), task("/a"), task("/a")), Optional.empty());

        assertThat(answers).extracting(CompletableFuture::isDone).containsExactly(true, true, true, false, false);
    }

    @Test
    void claimsOfAnotherQueueOrDirectoryAreNotWoken() {
        CompletableFuture<List<ClaimedTask>> otherQueue = park(in("/a").from(QueueName.of("other")));
        CompletableFuture<List<ClaimedTask>> otherDirectory =
                park(Claim.by("worker").below("/ab"));

        orchestrator.create(task("/a"));

        assertThat(otherQueue).isNotDone();
        assertThat(otherDirectory).isNotDone();
    }

    @Test
    void theWaitEndsWithNothingWhenItsTimeIsOver() {
        CompletableFuture<List<ClaimedTask>> answer = park(in("/a"));

        clock.advance(WAIT.minusMillis(1));
        orchestrator.tick();
        assertThat(answer).isNotDone();
        clock.advance(Duration.ofMillis(1));
        orchestrator.tick();

        assertThat(answer.join()).isEmpty();
        assertThat(orchestrator.create(task("/a")).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void aDelayedTaskReachesTheWaitingClaimWhenItIsDue() {
        CompletableFuture<List<ClaimedTask>> answer = park(in("/a"));
        orchestrator.create(
                NewTask.builder("/a", "later").delay(Duration.ofSeconds(10)).build());
        orchestrator.tick();
        assertThat(answer).isNotDone();

        clock.advance(Duration.ofSeconds(10));
        orchestrator.tick();

        assertThat(answer.join()).hasSize(1);
    }

    @Test
    void aCancelledWaitGetsNothingAndLeavesTheTaskToTheNext() {
        CompletableFuture<List<ClaimedTask>> gone = park(in("/a"));
        CompletableFuture<List<ClaimedTask>> next = park(in("/a"));

        gone.cancel(true);
        orchestrator.create(task("/a"));

        assertThat(next.join()).hasSize(1);
    }

    @Test
    void aClaimCancelledWhileItIsBeingAnsweredIsUndoneWithoutCountingARetry() {
        List<Runnable> held = new ArrayList<>();
        EmbeddedOrchestrator slow = EmbeddedOrchestrator.builder()
                .store(TestOrchestrators.store(clock))
                .clock(clock)
                .executor(held::add)
                .manualTicks()
                .build();
        CompletableFuture<List<ClaimedTask>> answer = slow.async().claim(in("/a").waiting(WAIT));
        Task task = slow.create(task("/a"));
        assertThat(slow.find(task.id()).orElseThrow().status()).isEqualTo(TaskStatus.WORKING);

        answer.cancel(true);
        held.forEach(Runnable::run);

        Task after = slow.find(task.id()).orElseThrow();
        assertThat(after.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(after.state().attempts().retries().count()).isZero();
        assertThat(after.state().attempts().retries().releasesInARow()).isZero();
        assertThat(slow.history(task.id()))
                .extracting(entry -> entry.event().type())
                .containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.RELEASED);
        slow.close();
    }

    @Test
    void aSecondWaitingClaimWithTheSameIdTakesThePlaceOfTheFirst() {
        UUID id = UUID.fromString("00000000-0000-4000-8000-000000000001");
        CompletableFuture<List<ClaimedTask>> first = park(in("/a").id(id));
        CompletableFuture<List<ClaimedTask>> second = park(in("/a").id(id));
        assertThat(first.join()).isEmpty();

        orchestrator.create(task("/a"));

        assertThat(second.join()).hasSize(1);
    }

    @Test
    void aClaimWithTheSameIdThatDoesNotWaitEndsTheOneThatDoes() {
        UUID id = UUID.fromString("00000000-0000-4000-8000-000000000001");
        CompletableFuture<List<ClaimedTask>> first = park(in("/a").id(id));

        assertThat(orchestrator.claim(in("/nowhere").id(id))).isEmpty();

        assertThat(first.join()).isEmpty();
        assertThat(orchestrator.parkedClaims()).isZero();
    }

    @Test
    void theEndOfAnExclusiveTaskWakesClaimsAboveAndBelowItsDirectory() {
        for (String directory : List.of("/a", "/a/b", "/a/b/c", "/a/b/d")) {
            orchestrator.create(NewTask.builder(directory, directory)
                    .directoryAccess(DirectoryAccess.EXCLUSIVE)
                    .build());
        }
        ClaimedTask holder = orchestrator.claim(in("/a/b")).get(0);
        CompletableFuture<List<ClaimedTask>> below = park(in("/a/b/c"));
        CompletableFuture<List<ClaimedTask>> beside = park(in("/a/b/d"));
        CompletableFuture<List<ClaimedTask>> above = park(in("/a"));
        assertThat(List.of(above, below, beside)).noneMatch(CompletableFuture::isDone);

        orchestrator.complete(Complete.of(holder.id(), holder.token(), TaskResult.SUCCESS));

        assertThat(below).isDone();
        assertThat(beside).isDone();
        assertThat(above).isNotDone();
        for (CompletableFuture<List<ClaimedTask>> answer : List.of(below, beside)) {
            ClaimedTask task = answer.join().get(0);
            orchestrator.complete(Complete.of(task.id(), task.token(), TaskResult.SUCCESS));
        }
        assertThat(above).isDone();
    }

    @Test
    void aTaskThatIsCancelledBeforeAnybodyAsksWakesNobody() {
        Task task = orchestrator.create(task("/a"));
        orchestrator.cancel(Cancel.of(task.id()));

        assertThat(park(in("/a"))).isNotDone();
    }

    @Test
    void closingAnswersWaitingClaimsWithNothing() {
        CompletableFuture<List<ClaimedTask>> answer = park(in("/a"));

        orchestrator.close();

        assertThat(answer.join()).isEmpty();
    }

    @Test
    void tenThousandWaitingClaimsHoldNoThread() {
        int before = Thread.activeCount();
        List<CompletableFuture<List<ClaimedTask>>> answers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            answers.add(park(in("/dir-" + i)));
        }

        assertThat(Thread.activeCount()).isLessThan(before + 10);
        orchestrator.create(task("/dir-9999"));
        assertThat(answers.stream().filter(CompletableFuture::isDone)).hasSize(1);
        assertThat(answers.get(9_999)).isDone();
    }
}
