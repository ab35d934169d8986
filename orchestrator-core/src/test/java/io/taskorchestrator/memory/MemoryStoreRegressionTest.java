package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Defects of the memory store that were found by tests, each to stay away. */
class MemoryStoreRegressionTest {
    private static final Claim ANY = Claim.by("worker");

    @Test
    void claimAfterTheClockHasSteppedBackBehindRunAtIsEmpty() {
        TestStore store = new TestStore(StoreSettings.STANDARD);
        store.create(TestStore.task("/a").delay(Duration.ofSeconds(30)));
        store.pass(Duration.ofSeconds(30));
        store.clock.advance(Duration.ofSeconds(-5));
        assertThat(store.claimAll(ANY.limit(3))).isEmpty();
    }

    @Test
    void resultsThatTheHistoryHasDroppedTakeNoRoom() {
        TestStore store = new TestStore(new Budget(200_000, 1000, 1L << 30));
        RetryPolicy retry = RetryPolicy.AUTOMATIC.withDelays(Duration.ZERO, Duration.ZERO);
        TaskId id = store.create(TestStore.task("/work").maxRetries(100).retry(retry));
        for (int i = 0; i < 60; i++) {
            ClaimedTask task = store.claim(ANY);
            store.apply(new Fail(
                    id, Holder.of(task.token()), "no", true, Optional.of(TaskResult.success("x".repeat(2000)))));
            store.pass(Duration.ofSeconds(1));
        }
        assertThat(store.exists(store.create(TestStore.task("/work")))).isTrue();
    }

    @Test
    void budgetHoldsAfterLeasesHaveExpired() {
        TestStore store = new TestStore(new Budget(1L << 30, 2, 1L << 30));
        for (int i = 0; i < 5; i++) {
            store.create(TestStore.task("/a").maxRetries(0));
        }
        store.claimAll(ANY.limit(5).lease(Duration.ofSeconds(10)));
        store.pass(Duration.ofSeconds(10));
        assertThat(store.store.list(TaskQuery.ALL).total()).isEqualTo(2);
    }

    @Test
    void pageLooksAtNoMoreThanTenThousand() {
        TestStore store = new TestStore(StoreSettings.STANDARD);
        store.create(TestStore.task("/work").tags("rare"));
        for (int i = 0; i < 100; i++) {
            NewTask.Builder[] batch = new NewTask.Builder[100];
            Arrays.fill(batch, TestStore.task("/work"));
            store.createAll(batch);
        }
        assertThat(store.store.list(TaskQuery.builder().tag("rare").build()).tasks())
                .isEmpty();
    }

    @Test
    void lateResultDoesNotEndReservation() {
        TestStore store = new TestStore(StoreSettings.STANDARD.withAging(Duration.ofMinutes(2)));
        TaskId waiting = store.create(TestStore.task("/work").directoryAccess(DirectoryAccess.EXCLUSIVE));
        ClaimedTask attempt1 = store.claim(ANY.lease(Duration.ofSeconds(10)));
        store.pass(Duration.ofSeconds(10)); // waiting again, attempt 1 expired
        store.create(TestStore.task("/work/a").directoryAccess(DirectoryAccess.SHARED));
        store.claim(ANY.in("/work/a"));
        store.pass(Duration.ofMinutes(3));
        assertThat(store.claimAll(ANY)).isEmpty(); // reserves /work
        store.create(TestStore.task("/work/b").directoryAccess(DirectoryAccess.SHARED));
        assertThat(store.claimAll(ANY.in("/work/b"))).isEmpty();
        store.apply(new Fail(waiting, Holder.of(attempt1.token()), "late", true, Optional.of(TaskResult.success("x"))));
        assertThat(store.claimAll(ANY.in("/work/b"))).isEmpty();
    }

    @Test
    void readyIsToldWhenReservedTaskCanStart() {
        TestStore store = new TestStore(StoreSettings.STANDARD.withAging(Duration.ofMinutes(2)));
        List<String> hints = new ArrayList<>();
        store.create(TestStore.task("/work/a").directoryAccess(DirectoryAccess.SHARED));
        ClaimedTask running = store.claim(ANY);
        TaskId waiting = store.create(TestStore.task("/work").directoryAccess(DirectoryAccess.EXCLUSIVE));
        store.pass(Duration.ofMinutes(3));
        assertThat(store.claimAll(ANY)).isEmpty(); // reserves /work
        store.store.listen(new StoreListener() {
            @Override
            public void ready(QueueName q, DirectoryScope d) {
                hints.add(d.toString());
            }

            @Override
            public void changed(TaskChange c) {}
        });
        store.complete(running);
        assertThat(hints).isNotEmpty();
        assertThat(store.next(ANY)).hasValue(waiting);
    }
}
