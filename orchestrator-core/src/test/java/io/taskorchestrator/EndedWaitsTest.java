package io.taskorchestrator;

import static io.taskorchestrator.TestOrchestrators.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.testkit.ForwardingStore;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every wait ends in time: while the store fails, while there is no thread, and when the orchestrator closes. */
class EndedWaitsTest {

    private static final Duration WAIT = Duration.ofSeconds(30);

    /** A task that nobody can claim yet. */
    private static final NewTask LATER =
            NewTask.builder("/a", "later").delay(Duration.ofHours(1)).build();

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Failing store = new Failing(TestOrchestrators.store(clock));
    private final Queue<Runnable> queued = new ArrayDeque<>();
    private final EmbeddedOrchestrator orchestrator = TestOrchestrators.open(clock, store);
    private final EmbeddedOrchestrator slow = EmbeddedOrchestrator.builder()
            .store(store)
            .clock(clock)
            .executor(queued::add)
            .manualTicks()
            .build();

    /** A store that cannot read and make time pass while it fails. */
    private static final class Failing extends ForwardingStore {

        private final TaskStore store;
        private boolean failing;
        private boolean closed;
        private int reads;

        private Failing(TaskStore store) {
            this.store = store;
        }

        @Override
        protected TaskStore store() {
            return store;
        }

        @Override
        public Optional<Task> find(TaskId id, Set<TaskPart> parts) {
            reads++;
            if (failing) {
                throw new StoreUnavailableException("It fails");
            }
            return super.find(id, parts);
        }

        @Override
        public CompletionStage<Optional<Instant>> tick(int limit) {
            return failing
                    ? CompletableFuture.failedStage(new StoreUnavailableException("It fails"))
                    : super.tick(limit);
        }

        @Override
        public void close() {
            closed = true;
            super.close();
        }
    }

    @AfterEach
    void close() {
        orchestrator.close();
        slow.close();
    }

    private CompletableFuture<List<ClaimedTask>> claim() {
        return orchestrator.async().claim(Claim.by("worker").waiting(WAIT));
    }

    private static void assertUnavailable(CompletableFuture<?> answer) {
        assertThat(answer).isCompletedExceptionally();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void aStoreThatFailsMakesNobodyWaitLonger() {
        Task task = orchestrator.create(LATER);
        CompletableFuture<List<ClaimedTask>> claim = claim();
        CompletableFuture<Task> await = orchestrator.async().await(task.id(), WAIT);

        store.failing = true;
        clock.advance(WAIT);
        assertThatThrownBy(orchestrator::tick).isInstanceOf(StoreUnavailableException.class);

        assertThat(claim).isCompletedWithValue(List.of());
        assertUnavailable(await);
    }

    @Test
    void whoBeginsToAwaitATaskWhileTheStoreFailsIsToldSoAndNotLookedFor() {
        Task task = orchestrator.create(task("/a"));
        store.failing = true;

        assertUnavailable(orchestrator.async().await(task.id(), WAIT));

        store.failing = false;
        int before = store.reads;
        clock.advance(Duration.ofSeconds(1));
        orchestrator.tick();
        assertThat(store.reads).isEqualTo(before);
    }

    @Test
    void aWaitThatIsOverIsAnsweredOnceHoweverLongThatTakes() {
        Task task = slow.create(task("/a"));
        CompletableFuture<Task> await = slow.async().await(task.id(), WAIT);
        slow.tick();
        queued.clear();

        clock.advance(WAIT);
        slow.tick();
        Instant next = slow.tick();

        assertThat(next).isEqualTo(clock.instant().plusSeconds(1));
        queued.forEach(Runnable::run);
        assertThat(await).isCompletedWithValue(task);
    }

    @Test
    void awaitedTasksAreNotReadByTheThreadThatMakesTimePass() {
        Task task = slow.create(task("/a"));
        slow.async().await(task.id(), WAIT);
        int before = store.reads;

        for (int second = 0; second < 3; second++) {
            clock.advance(Duration.ofSeconds(1));
            slow.tick();
        }

        assertThat(store.reads).isEqualTo(before);
        assertThat(queued).hasSize(1);
        queued.remove().run();
        assertThat(store.reads).isEqualTo(before + 1);
    }

    @Test
    void whoWaitsAgainWhenTheOrchestratorClosesIsAnsweredToo() {
        Task task = orchestrator.create(LATER);
        CompletableFuture<List<ClaimedTask>> claim = claim().thenCompose(nothing -> claim());
        CompletableFuture<Task> await = orchestrator
                .async()
                .await(task.id(), WAIT)
                .thenCompose(still -> orchestrator.async().await(task.id(), WAIT));

        orchestrator.close();

        assertThat(claim).isCompletedWithValue(List.of());
        assertThat(await).isCompletedWithValue(task);
    }

    @Test
    void anOrchestratorClosesWholeThoughItsStoreFails() {
        Task task = orchestrator.create(task("/a"));
        CompletableFuture<Task> await = orchestrator.async().await(task.id(), WAIT);
        store.failing = true;

        orchestrator.close();

        assertUnavailable(await);
        assertThat(store.closed).isTrue();
    }

    @Test
    void whatTheExecutorRejectsIsDoneAllTheSame() {
        EmbeddedOrchestrator rejected = EmbeddedOrchestrator.builder()
                .store(store)
                .clock(clock)
                .executor(work -> {
                    throw new RejectedExecutionException("It is shut down");
                })
                .manualTicks()
                .build();
        CompletableFuture<List<ClaimedTask>> served =
                rejected.async().claim(Claim.by("worker").in("/a").waiting(WAIT));
        CompletableFuture<List<ClaimedTask>> unserved =
                rejected.async().claim(Claim.by("worker").in("/b").waiting(WAIT));

        Task task = rejected.create(task("/a"));
        CompletableFuture<Task> await = rejected.async().await(task.id(), WAIT);
        clock.advance(WAIT);
        rejected.tick();

        assertThat(served).isCompleted();
        assertThat(served.join()).extracting(ClaimedTask::id).containsExactly(task.id());
        assertThat(unserved).isCompletedWithValue(List.of());
        assertThat(await).isCompleted();
        rejected.close();
    }

    @Test
    void nobodyWaitsLongerOrShorterWhenTheSystemsClockIsSet() {
        SettableClock waitClock = new SettableClock(Instant.EPOCH);
        EmbeddedOrchestrator set = EmbeddedOrchestrator.builder()
                .store(store)
                .clock(clock)
                .waitClock(waitClock)
                .executor(Runnable::run)
                .manualTicks()
                .build();
        Task task = set.create(LATER);
        CompletableFuture<List<ClaimedTask>> claim =
                set.async().claim(Claim.by("worker").in("/b").waiting(WAIT));
        CompletableFuture<Task> await = set.async().await(task.id(), WAIT);

        for (Duration step : List.of(Duration.ofMinutes(30), Duration.ofHours(-2))) {
            clock.advance(step);
            assertThat(set.tick()).isEqualTo(clock.instant().plusSeconds(1));
            assertThat(claim).isNotDone();
            assertThat(await).isNotDone();
        }
        waitClock.advance(WAIT);
        set.tick();

        assertThat(claim).isCompletedWithValue(List.of());
        assertThat(await).isCompletedWithValue(task);
        set.close();
    }
}
