package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tasks in every state there is, so that no table of the store is empty. */
final class PopulatedWorld {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final JdbcTaskStore store;
    private final SettableClock clock;
    private long claims;

    private PopulatedWorld(JdbcTaskStore store, SettableClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What somebody holds who is at work in the world.
     *
     * @param held a task with a lease that lives for a day
     * @param reserved a task to which the directory of {@code held} is promised
     */
    record Fates(ClaimedTask held, Task reserved) {}

    /** Fills the store. */
    static Fates fill(JdbcTaskStore store, SettableClock clock) {
        PopulatedWorld world = new PopulatedWorld(store, clock);
        world.waiting();
        world.finished();
        world.lateResult();
        return world.held();
    }

    private void waiting() {
        NewTask.Builder task = Scene.task("/waiting")
                .priority(Priority.HIGH)
                .tags("sql", "größer als 😀")
                .metadata(JsonText.of("{\"ticket\":17}"))
                .retry(RetryPolicy.AUTOMATIC);
        CreateBatch batch =
                new CreateBatch(Scene.batch(task, 3).tasks(), Optional.of(new IdempotencyKey("key", "hash")));
        Scene.await(store.create(new Call<>(Scene.CALLER, batch)));
        Scene.create(store, Scene.task("/delayed").delay(Duration.ofDays(2)), 2);
    }

    private void finished() {
        Scene.create(store, Scene.task("/finished"), 4);
        ClaimedTask completed = claim("/finished", MINUTE);
        apply(Complete.of(completed.id(), completed.token(), TaskResult.success("done")));
        ClaimedTask failed = claim("/finished", MINUTE);
        apply(Fail.of(failed.id(), failed.token(), "no such index"));
        apply(Cancel.of(claim("/finished", MINUTE).id(), "too late"));
    }

    /** A worker that comes after the next one has begun: its result is kept in the history. */
    private void lateResult() {
        Scene.create(store, Scene.task("/late"), 1);
        ClaimedTask first = claim("/late", MINUTE);
        clock.advance(MINUTE.plusSeconds(1));
        Scene.await(store.tick(100));
        claim("/late", DAY);
        apply(Complete.of(first.id(), first.token(), TaskResult.success("late")));
    }

    private Fates held() {
        Scene.create(store, exclusive(), 1);
        ClaimedTask held = claim("/held", DAY);
        apply(Heartbeat.of(held.id(), held.token())
                .progress(new Progress(Optional.of(40), Optional.of("testing"), clock.instant()))
                .checkpoint(JsonText.of("{\"step\":3}")));
        Task reserved = Scene.create(store, exclusive(), 1).get(0);
        clock.advance(Duration.ofHours(2));
        Scene.claim(store, Claim.by("bob").in("/held"));
        return new Fates(held, reserved);
    }

    private static NewTask.Builder exclusive() {
        return Scene.task("/held").directoryAccess(DirectoryAccess.EXCLUSIVE).timeout(Duration.ofDays(2));
    }

    private ClaimedTask claim(String directory, Duration lease) {
        Claim claim = Claim.by("alice").in(directory).lease(lease).id(new UUID(0, ++claims));
        return Scene.claim(store, claim).get(0);
    }

    private void apply(TaskCommand command) {
        Scene.await(store.apply(List.of(new Call<>(Scene.CALLER, command))));
    }
}
