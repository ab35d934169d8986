package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.StoreUnavailableException;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** How much of its memory the store gives to idempotency keys, and which it forgets then. */
class MemoryOfKeysTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    /** So many keys take more than a quarter of the limit, and less than all of it. */
    private static final int MANY = 300;

    private final TestStore store = new TestStore(new Budget(100_000, 1_000, 1L << 30));

    /** Creates a task under a key, which is then all that counts: the task is done. */
    private void createAndComplete(String key) {
        store.createWith(key, TestStore.task("/work"));
        store.complete(store.claim(Claim.by("worker")));
    }

    private void createAndCompleteMany() {
        for (int i = 0; i < MANY; i++) {
            createAndComplete("key " + i);
        }
    }

    private boolean isKnown(String key) {
        return store.createWith(key, TestStore.task("/asked")).replayed();
    }

    @Test
    void keysOfADayDoNotKeepNewTasksOut() {
        for (int minute = 0; minute < 24 * 60; minute++) {
            createAndComplete("key " + minute);
            store.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(store.createWith("last", TestStore.task("/work")).replayed()).isFalse();
    }

    @Test
    void youngKeyIsKeptHoweverMuchTheKeysTake() {
        createAndCompleteMany();
        store.clock.advance(TEN_MINUTES.minus(A_MOMENT));
        assertThat(isKnown("key 0")).isTrue();
    }

    @Test
    void oldestKeysAreForgottenWhereKeysTakeTooMuch() {
        createAndCompleteMany();
        store.clock.advance(TEN_MINUTES);
        createAndComplete("another");
        assertThat(isKnown("key " + (MANY - 1))).isTrue();
        assertThat(isKnown("key 0")).isFalse();
    }

    @Test
    void keysThatTakeLittleAreKeptForADay() {
        createAndComplete("early");
        store.clock.advance(Duration.ofHours(24).minus(A_MOMENT));
        createAndComplete("late");
        assertThat(isKnown("early")).isTrue();
    }

    @Test
    void youngKeysCountTowardsTheLimitAndMakeRoomOnceTheyAreOld() {
        int batch = 100;
        NewTask.Builder[] tasks =
                Collections.nCopies(batch, TestStore.task("/work")).toArray(NewTask.Builder[]::new);
        assertThatThrownBy(() -> {
                    for (int i = 0; ; i++) {
                        store.createWith("key " + i, tasks);
                        store.claimAll(Claim.by("worker").limit(batch)).forEach(store::complete);
                    }
                })
                .hasCauseInstanceOf(StoreUnavailableException.class);

        store.clock.advance(TEN_MINUTES);
        assertThat(store.createWith("another", tasks).replayed()).isFalse();
    }
}
