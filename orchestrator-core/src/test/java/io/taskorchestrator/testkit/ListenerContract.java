package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes, as listeners hear of them. */
abstract class ListenerContract extends StoreScene {

    private final RecordingListener listener = new RecordingListener();

    ListenerContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void listenerThatThrowsAnErrorHarmsNobody() {
        store().listen(new StoreListener() {
            @Override
            public void ready(QueueName queue, DirectoryScope directories) {
                throw new AssertionError("A listener of this test throws on purpose");
            }

            @Override
            public void changed(TaskChange change) {
                throw new AssertionError("A listener of this test throws on purpose");
            }
        });
        store().listen(listener);
        Task task = create();
        listener.awaitHint(task);
        listener.awaitEvent(task.id(), EventType.CREATED);
    }

    @Test
    void changesOfATaskAreToldInOrder() {
        store().listen(listener);
        TaskId id = create().id();
        ClaimedTask claimed = claimOne();
        change(Fail.of(id, claimed.token(), "no"));
        change(Retry.of(id));
        change(Delete.of(id));
        listener.awaitEvent(id, EventType.DELETED);
        assertThat(listener.events(id))
                .containsExactly(
                        EventType.CREATED, EventType.CLAIMED, EventType.FAILED, EventType.RETRIED, EventType.DELETED);
    }

    @Test
    void changeCarriesTheTaskAndItsHistoryEntries() {
        store().listen(listener);
        Task task = create();
        change(Cancel.of(task.id()));
        listener.awaitEvent(task.id(), EventType.CANCELLED);
        TaskChange last = listener.changes(task.id()).get(1);
        assertThat(last.task()).isEqualTo(find(task.id()));
        assertThat(last.entries()).isEqualTo(history(task.id()).subList(1, 2));
    }

    @Test
    void expiryIsTold() {
        TaskId id = create().id();
        claimOne();
        store().listen(listener);
        pass(LEASE);
        listener.awaitEvent(id, EventType.EXPIRED);
    }

    @Test
    void theEndOfARetentionIsNotTold() {
        TaskId purged = create().id();
        change(Cancel.of(purged));
        store().listen(listener);
        pass(Duration.ofDays(8));
        TaskId later = create().id();
        listener.awaitEvent(later, EventType.CREATED);
        assertThat(listener.changes(purged)).isEmpty();
    }

    @Test
    void lateResultIsTold() {
        TaskId id = create().id();
        ClaimedTask first = claimOne();
        pass(LEASE);
        claimOne(Claim.by("bob"));
        store().listen(listener);
        refusal(Complete.of(id, first.token(), TaskResult.success("late")));
        listener.awaitEvent(id, EventType.LATE_RESULT);
    }

    @Test
    void changesOfATaskMadeByManyThreadsAreToldInOrder() {
        store().listen(listener);
        TaskId id = create().id();
        Threads.runAll(8, thread -> {
            for (int i = 0; i < 25; i++) {
                change(Update.of(id, TaskPatch.prompt("by thread " + thread)));
            }
            return thread;
        });
        change(Cancel.of(id));
        listener.awaitEvent(id, EventType.CANCELLED);
        assertThat(listener.changes(id))
                .flatExtracting(TaskChange::entries)
                .extracting(entry -> entry.seq())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 202).boxed().toList());
    }

    @Test
    void throwingListenerHarmsNobody() {
        AtomicInteger heard = new AtomicInteger();
        store().listen(new Throwing(heard));
        store().listen(listener);
        Task task = create();
        change(Cancel.of(task.id()));
        listener.awaitHint(task);
        listener.awaitEvent(task.id(), EventType.CANCELLED);
        assertThat(heard).hasValueGreaterThanOrEqualTo(3);
    }

    @Test
    void closedRegistrationHearsNothing() {
        RecordingListener closed = new RecordingListener();
        Registration registration = store().listen(closed);
        store().listen(listener);
        registration.close();
        registration.close();
        Task task = create();
        listener.awaitEvent(task.id(), EventType.CREATED);
        assertThat(closed.changes(task.id())).isEmpty();
        assertThat(closed.hasHint(task)).isFalse();
    }

    @Test
    void listenerThatIsRegisteredTwiceGoesOnWhenOneRegistrationEnds() {
        Registration first = store().listen(listener);
        store().listen(listener);
        first.close();
        listener.awaitEvent(create().id(), EventType.CREATED);
    }

    @Test
    void listenerMayCallTheStore() {
        store().listen(new StoreListener() {
            @Override
            public void ready(QueueName queue, DirectoryScope directories) {
                store().claim(List.of(new Call<>(CALLER, Claim.by("eager"))));
            }

            @Override
            public void changed(TaskChange change) {
                // It waits for hints only.
            }
        });
        store().listen(listener);
        listener.awaitEvent(create().id(), EventType.CLAIMED);
    }

    /** A listener that counts what it hears and always throws. */
    private record Throwing(AtomicInteger heard) implements StoreListener {

        @Override
        public void ready(QueueName queue, DirectoryScope directories) {
            heard.incrementAndGet();
            throw new IllegalStateException("A listener of this test throws on purpose");
        }

        @Override
        public void changed(TaskChange change) {
            heard.incrementAndGet();
            throw new IllegalStateException("A listener of this test throws on purpose");
        }
    }
}
