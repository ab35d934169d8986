package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hints that tasks may have become ready. */
abstract class HintContract extends StoreScene {

    private static final Duration DELAY = Duration.ofMinutes(5);

    private final RecordingListener listener = new RecordingListener();

    HintContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void newTaskIsHintedAt() {
        store().listen(listener);
        listener.awaitHint(create(in("/a/b").queue(QueueName.of("gpu"))));
    }

    @Test
    void everyTaskOfABatchIsHintedAt() {
        store().listen(listener);
        createAll(List.of(in("/a"), in("/b"), in("/c"))).forEach(listener::awaitHint);
    }

    @Test
    void delayedTaskIsHintedAtWhenItBecomesReady() {
        Task task = create(how -> how.delay(DELAY));
        store().listen(listener);
        pass(DELAY);
        listener.awaitHint(task);
    }

    @Test
    void releasedTaskIsHintedAt() {
        create();
        ClaimedTask claimed = claimOne();
        store().listen(listener);
        change(Release.of(claimed.id(), claimed.token()));
        listener.awaitHint(claimed.task());
    }

    @Test
    void expiredTaskIsHintedAt() {
        create();
        ClaimedTask claimed = claimOne();
        store().listen(listener);
        pass(LEASE);
        listener.awaitHint(claimed.task());
    }

    @Test
    void retriedTaskIsHintedAt() {
        create();
        ClaimedTask claimed = claimOne();
        change(Fail.of(claimed.id(), claimed.token(), "no"));
        store().listen(listener);
        change(Retry.of(claimed.id()));
        listener.awaitHint(claimed.task());
    }

    @Test
    void taskUpdatedToRunNowIsHintedAt() {
        Task task = create(how -> how.delay(DELAY));
        store().listen(listener);
        change(Update.of(task.id(), TaskPatch.NOTHING.withRunAt(Change.reset())));
        listener.awaitHint(task);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b", "/a", "/", "/a/b/c/d"})
    void taskWhoseDirectoryIsFreedIsHintedAt(String directory) {
        create(in("/a/b").directoryAccess(DirectoryAccess.EXCLUSIVE));
        ClaimedTask holder = claimOne();
        Task waiting =
                create(in(directory).directoryAccess(DirectoryAccess.SHARED).queue(QueueName.of("gpu")));
        store().listen(listener);
        complete(holder);
        listener.awaitHint(waiting);
    }

    @Test
    void tasksWhoseDirectoriesAreFreedTogetherAreAllHintedAt() {
        List<Call<TaskCommand>> completions = new ArrayList<>();
        List<Task> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            create(in("/a" + i + "/b").directoryAccess(DirectoryAccess.EXCLUSIVE));
            ClaimedTask holder = claimOne();
            completions.add(new Call<>(CALLER, Complete.of(holder.id(), holder.token(), TaskResult.SUCCESS)));
            NewTask.Builder next = in(i % 2 == 0 ? "/a" + i : "/a" + i + "/b/c");
            waiting.add(create(next.directoryAccess(DirectoryAccess.EXCLUSIVE).queue(QueueName.of("queue-" + i % 3))));
        }
        store().listen(listener);
        await(store().apply(completions));
        waiting.forEach(listener::awaitHint);
    }

    @Test
    void taskWhoseDirectoryIsFreedByAConfirmationIsHintedAt() {
        create(in("/a").directoryAccess(DirectoryAccess.EXCLUSIVE));
        ClaimedTask holder = claimOne();
        Task waiting = create(in("/a").directoryAccess(DirectoryAccess.EXCLUSIVE));
        change(Cancel.of(holder.id()));
        store().listen(listener);
        refusal(Complete.of(holder.id(), holder.token(), TaskResult.SUCCESS));
        listener.awaitHint(waiting);
    }

    @Test
    void taskThatAReservationKeptOutIsHintedAtWhenThatEnds() {
        open(StoreSettings.STANDARD.withAging(DELAY));
        create(in("/a").directoryAccess(DirectoryAccess.SHARED));
        claimOne(Claim.by("alice"));
        create(in("/a").directoryAccess(DirectoryAccess.EXCLUSIVE));
        advance(DELAY.plusSeconds(1));
        assertThat(claim(Claim.by("alice"))).isEmpty();
        Task waiting = create(in("/a/b").directoryAccess(DirectoryAccess.SHARED));
        assertThat(claim(Claim.by("alice"))).isEmpty();
        store().listen(listener);
        pass(Duration.ofMinutes(1));
        listener.awaitHint(waiting);
    }
}
