package io.taskorchestrator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Telling listeners. */
class AnnouncerTest {

    private final List<Long> heard = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Announcer announcer =
            new Announcer(change -> heard.add(change.task().id().value().getLeastSignificantBits()), waiting::add, 3);

    private static TaskChange change(long number) {
        return new TaskChange(
                Lifecycle.create(
                                TaskId.of(new UUID(0, number)),
                                NewTask.builder("/a", "prompt").build().spec(TaskSettings.STANDARD),
                                Start.NOW,
                                Instant.EPOCH)
                        .task(),
                List.of());
    }

    private void runAll() {
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    @Test
    void changesAreToldInOrderByOneThreadAtATime() {
        announcer.announce(change(1));
        announcer.announce(change(2));

        assertThat(waiting).hasSize(1);
        runAll();
        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void aSlowListenerLosesTheOldestChangesAndTheyAreCounted() {
        for (long number = 1; number <= 5; number++) {
            announcer.announce(change(number));
        }
        runAll();

        assertThat(heard).containsExactly(3L, 4L, 5L);
        assertThat(announcer.lost()).isEqualTo(2);
    }

    @Test
    void aClosedAnnouncerTellsNothingMore() {
        announcer.announce(change(1));
        announcer.close();
        announcer.announce(change(2));
        runAll();

        assertThat(heard).isEmpty();
    }

    @Test
    void aListenerIsToldAlsoOfWhatTheExecutorRejects() {
        Announcer rejected = new Announcer(
                change -> heard.add(change.task().id().value().getLeastSignificantBits()),
                work -> {
                    throw new RejectedExecutionException("It is shut down");
                },
                3);

        rejected.announce(change(1));
        rejected.announce(change(2));

        assertThat(heard).containsExactly(1L, 2L);
    }
}
