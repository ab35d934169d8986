package io.taskorchestrator;

import static io.taskorchestrator.TestOrchestrators.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.testkit.ForwardingStore;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Claims that wait at a store whose hints get lost. */
class LostHintsTest {

    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Quiet store = new Quiet(TestOrchestrators.store(clock));
    private final EmbeddedOrchestrator orchestrator = TestOrchestrators.open(clock, store);

    @AfterEach
    void close() {
        orchestrator.close();
    }

    /** A store that never says that a task has become ready, and answers claims later if it is told to. */
    private static final class Quiet extends ForwardingStore {

        private final TaskStore store;
        private final List<Integer> claimed = new ArrayList<>();
        private final Queue<Runnable> answers = new ArrayDeque<>();
        private boolean answersLater;

        private Quiet(TaskStore store) {
            this.store = store;
        }

        @Override
        protected TaskStore store() {
            return store;
        }

        @Override
        public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
            claimed.add(claims.size());
            if (!answersLater) {
                return store.claim(claims);
            }
            CompletableFuture<List<List<ClaimedTask>>> later = new CompletableFuture<>();
            answers.add(() -> store.claim(claims).thenAccept(later::complete));
            return later;
        }

        private void answer() {
            for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
                answer.run();
            }
        }

        @Override
        public Registration listen(StoreListener listener) {
            return store.listen(new StoreListener() {
                @Override
                public void ready(QueueName queue, DirectoryScope directories) {
                    // lost
                }

                @Override
                public void changed(TaskChange change) {
                    listener.changed(change);
                }
            });
        }
    }

    private CompletableFuture<List<ClaimedTask>> park(Claim claim) {
        return orchestrator.async().claim(claim.waiting(WAIT));
    }

    private void letASecondPass() {
        clock.advance(SECOND);
        orchestrator.tick();
    }

    @Test
    void aTaskThatNobodyHeardOfReachesTheWaitingClaimWithinASecond() {
        CompletableFuture<List<ClaimedTask>> answer = park(Claim.by("worker").in("/a"));
        orchestrator.create(task("/a"));
        assertThat(answer).isNotDone();

        letASecondPass();

        assertThat(answer).isDone();
    }

    @Test
    void manyClaimsAreTriedWithFewCallsOfTheStore() {
        List<CompletableFuture<List<ClaimedTask>>> answers = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            answers.add(park(Claim.by("worker").in("/dir-" + i)));
            orchestrator.create(task("/dir-" + i));
        }
        store.claimed.clear();

        letASecondPass();

        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(store.claimed).hasSizeLessThan(10);
    }

    @Test
    void whoCameFirstIsServedFirst() {
        List<CompletableFuture<List<ClaimedTask>>> answers = new ArrayList<>();
        answers.add(park(Claim.by("anywhere")));
        answers.add(park(Claim.by("there").in("/a")));
        answers.add(park(Claim.by("below").below("/a")));
        answers.add(park(Claim.by("there").in("/a")));

        for (int served = 0; served < answers.size(); served++) {
            assertThat(answers.get(served)).isNotDone();
            orchestrator.create(task("/a"));
            letASecondPass();
            assertThat(answers.get(served)).isDone();
        }
    }

    @Test
    void allClaimsOfADirectoryAreServedWhenItHasTasksForAll() {
        List<CompletableFuture<List<ClaimedTask>>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(park(Claim.by("worker").in("/a")));
            orchestrator.create(task("/a"));
        }

        letASecondPass();

        assertThat(answers).allMatch(CompletableFuture::isDone);
    }

    @Test
    void aSlowStoreIsNotAskedAgainBeforeItHasAnswered() {
        CompletableFuture<List<ClaimedTask>> answer = park(Claim.by("worker").in("/a"));
        CompletableFuture<List<ClaimedTask>> other = park(Claim.by("worker").in("/b"));
        store.claimed.clear();
        store.answersLater = true;

        letASecondPass();
        letASecondPass();
        letASecondPass();
        assertThat(store.claimed).containsExactly(2);

        store.answer();
        orchestrator.create(task("/a"));
        letASecondPass();
        store.answer();
        assertThat(answer).isDone();
        assertThat(other).isNotDone();
    }

    @Test
    void theSecondClaimOfADirectoryIsTriedByTheSameLookAlsoWhereTheStoreIsSlow() {
        CompletableFuture<List<ClaimedTask>> first = park(Claim.by("worker").in("/a"));
        CompletableFuture<List<ClaimedTask>> second = park(Claim.by("worker").in("/a"));
        orchestrator.create(task("/a"));
        orchestrator.create(task("/a"));
        store.answersLater = true;

        letASecondPass();
        store.answer();

        assertThat(first).isDone();
        assertThat(second).isDone();
    }
}
