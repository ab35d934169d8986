package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Command;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskIdGenerator;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How much work and room the ready queue takes where there are very many directories and queues. Nothing is timed. */
class ReadyQueueScaleTest {

    private static final int MANY = 20_000;
    private static final int STREAM = 3_000;
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Claim ANYWHERE = Claim.by("worker");

    private final List<DirectoryScope> ready = new ArrayList<>();
    private final ReadyQueue queue =
            new ReadyQueue(StoreSettings.STANDARD, (name, directories) -> ready.add(directories));
    private final TaskTable table =
            new TaskTable(queue, new FinishedTasks(StoreSettings.STANDARD, MANY, Long.MAX_VALUE), new Outbox());
    private final Upkeep upkeep = new Upkeep(table, queue, new IdempotencyKeys(0));
    private final TaskIdGenerator ids = new TaskIdGenerator(new Random(1));
    private Instant now = START;

    private TaskEntry create(String directory, DirectoryAccess access) {
        return create(NewTask.builder(directory, "do it").directoryAccess(access));
    }

    private TaskEntry create(NewTask.Builder task) {
        TaskSpec spec = queue.withSharedParts(task.build().spec(TaskSettings.STANDARD));
        return table.add(Lifecycle.create(ids.next(now), spec, Start.NOW, now), Footprint.of(spec), "test", now);
    }

    private void apply(TaskEntry entry, Command command) {
        Decision decision = Lifecycle.decide(entry.task(), command, now);
        table.change(entry, (Decision.Changed) decision, "test", now);
    }

    private TaskEntry claim(Claim claim) {
        TaskEntry entry = queue.pick(claim.scope(), now);
        apply(entry, claim);
        return entry;
    }

    private void complete(TaskEntry entry) {
        TaskId id = entry.id;
        LeaseToken token = new LeaseToken(entry.task().state().attempts().number(), 0, 0);
        apply(entry, Complete.of(id, token, TaskResult.SUCCESS));
    }

    private void tickUntilIdle() {
        while (queue.directories().hasIdle()) {
            upkeep.step(64, now);
        }
    }

    /** As many directories below a held one as make no pick possible, each with an exclusive task. */
    private TaskEntry holdAboveMany() {
        create("/root", DirectoryAccess.EXCLUSIVE);
        TaskEntry holder = claim(ANYWHERE);
        for (int i = 0; i < MANY; i++) {
            create("/root/d" + i, DirectoryAccess.EXCLUSIVE);
        }
        return holder;
    }

    @Test
    void onlyTaskThatIsFreeIsFoundAmongManyInBusyDirectories() {
        holdAboveMany();
        TaskEntry free = create("/root/d" + (MANY - 1), DirectoryAccess.UNRESTRICTED);
        assertThat(queue.pick(ANYWHERE.scope(), now)).isSameAs(free);
    }

    @Test
    void nothingIsFoundWhereAllDirectoriesAreBusy() {
        holdAboveMany();
        assertThat(queue.pick(ANYWHERE.scope(), now)).isNull();
    }

    @Test
    void oldestTaskIsFoundAfterTheHoldAboveManyHasEnded() {
        TaskEntry holder = holdAboveMany();
        complete(holder);
        assertThat(queue.pick(ANYWHERE.scope(), now).task().spec().directory()).hasToString("/root/d0");
    }

    @Test
    void endOfHoldAboveManyIsToldOnce() {
        TaskEntry holder = holdAboveMany();
        ready.clear();
        complete(holder);
        assertThat(ready).containsExactly(DirectoryScope.below(WorkDirectory.of("/root")));
    }

    @Test
    void holdAboveManyDirectoriesWorksOutFewHeads() {
        Counted counted = new Counted(MANY);
        assertThat(counted.by(() -> counted.hold("/root", 1))).isLessThan(10);
        assertThat(counted.by(() -> counted.hold("/root", -1))).isLessThan(10);
    }

    @Test
    void holdAmongManyDirectoriesWorksOutFewHeads() {
        Counted counted = new Counted(MANY);
        assertThat(counted.by(() -> counted.hold("/root/d7", 1))).isLessThan(100);
        assertThat(counted.by(() -> counted.hold("/root/d7", -1))).isLessThan(100);
    }

    @Test
    void newTaskAmongManyDirectoriesWorksOutFewHeads() {
        Counted counted = new Counted(MANY);
        assertThat(counted.by(() -> counted.add("/root/last", -1))).isLessThan(100);
        assertThat(counted.by(() -> counted.add("/root/next", MANY + 1))).isLessThan(100);
    }

    @Test
    void newTaskBelowHeldDirectoryWorksOutFewHeads() {
        Counted counted = new Counted(MANY);
        counted.hold("/root", 1);
        assertThat(counted.by(() -> counted.add("/root/last", -1))).isLessThan(100);
    }

    @Test
    void streamOfNewDirectoriesLeavesNothingBehind() {
        int most = 0;
        for (int i = 0; i < STREAM; i++) {
            create("/jobs/" + i + "/src/main", DirectoryAccess.values()[i % 3]);
            complete(claim(ANYWHERE));
            upkeep.step(64, now);
            most = Math.max(most, queue.directories().size());
        }
        tickUntilIdle();
        assertThat(most).isLessThan(20);
        assertThat(queue.directories().size()).isZero();
    }

    @Test
    void directoriesOfTasksThatWereCancelledUnclaimedAreDropped() {
        for (int i = 0; i < STREAM; i++) {
            TaskEntry entry = create("/jobs/" + i, DirectoryAccess.SHARED);
            apply(entry, Cancel.of(entry.id));
        }
        tickUntilIdle();
        assertThat(queue.directories().size()).isZero();
    }

    @Test
    void streamOfNewQueuesInOneDirectoryLeavesNothingBehind() {
        TaskEntry waiting = create("/work/here", DirectoryAccess.UNRESTRICTED);
        for (int i = 0; i < STREAM; i++) {
            QueueName name = QueueName.of("queue-" + i);
            create(NewTask.builder("/work/here", "do it").queue(name));
            complete(claim(ANYWHERE.from(name)));
            upkeep.step(64, now);
        }
        tickUntilIdle();
        for (String path : List.of("/work/here", "/work", "/")) {
            assertThat(queue.directories().find(WorkDirectory.of(path)).lanes()).hasSize(1);
        }
        assertThat(queue.pick(ANYWHERE.scope(), now)).isSameAs(waiting);
    }

    @Test
    void directoryStaysWhileItsTaskRuns() {
        create("/work", DirectoryAccess.EXCLUSIVE);
        TaskEntry running = claim(ANYWHERE);
        tickUntilIdle();
        create("/work/below", DirectoryAccess.SHARED);
        assertThat(queue.pick(ANYWHERE.scope(), now)).isNull();
        complete(running);
        assertThat(queue.pick(ANYWHERE.scope(), now)).isNotNull();
    }

    @Test
    void droppedDirectoryCanBeUsedAgain() {
        for (int i = 0; i < 3; i++) {
            create("/work/a", DirectoryAccess.EXCLUSIVE);
            create("/work", DirectoryAccess.SHARED);
            complete(claim(ANYWHERE));
            complete(claim(ANYWHERE));
            tickUntilIdle();
            assertThat(queue.directories().size()).isZero();
        }
    }

    @Test
    void reservationKeepsItsDirectoryUntilItEnds() {
        create("/work/a", DirectoryAccess.SHARED);
        TaskEntry running = claim(ANYWHERE);
        TaskEntry waiting = create("/work", DirectoryAccess.EXCLUSIVE);
        now = now.plus(StoreSettings.STANDARD.aging()).plusSeconds(1);
        assertThat(queue.pick(ANYWHERE.scope(), now)).isNull();
        complete(running);
        tickUntilIdle();
        create("/work/a", DirectoryAccess.SHARED);
        assertThat(queue.pick(ANYWHERE.scope(), now)).isSameAs(waiting);

        apply(waiting, Cancel.of(waiting.id));
        complete(claim(ANYWHERE));
        tickUntilIdle();
        assertThat(queue.directories().size()).isZero();
    }

    @Test
    void oneTickLooksAtNoMoreDirectoriesThanItsLimit() {
        for (int i = 0; i < 1_000; i++) {
            TaskEntry entry = create("/jobs/" + i, DirectoryAccess.SHARED);
            apply(entry, Cancel.of(entry.id));
        }
        int before = queue.directories().size();
        upkeep.step(10, now);
        assertThat(before - queue.directories().size()).isEqualTo(10);
    }

    /** A tree of directories with one exclusive task in each, which counts how often the first task of a lane is asked for its key. */
    private static final class Counted implements Head.Order {

        private final TaskIdGenerator ids = new TaskIdGenerator(new Random(1));
        private final Directories directories = new Directories(this);
        private int asked;
        private long sequence;

        private Counted(int count) {
            for (int i = 0; i < count; i++) {
                add("/root/d" + i, i);
            }
        }

        @Override
        public long key(TaskEntry entry) {
            asked++;
            return entry.key;
        }

        private void add(String directory, int seconds) {
            Instant at = START.plus(Duration.ofSeconds(seconds));
            TaskSpec spec = NewTask.builder(directory, "do it")
                    .directoryAccess(DirectoryAccess.EXCLUSIVE)
                    .build()
                    .spec(TaskSettings.STANDARD);
            TaskEntry entry = new TaskEntry(
                    Lifecycle.create(ids.next(at), spec, Start.NOW, at).task(), 1);
            entry.key = Micros.of(at);
            entry.sequence = sequence++;
            Lane lane = lane(directory);
            lane.add(entry);
            lane.updateUpwards(false);
        }

        private void hold(String directory, int change) {
            Lane lane = lane(directory);
            lane.directory.hold(DirectoryAccess.EXCLUSIVE, change);
            for (Lane at = lane; at != null; at = at.parent) {
                at.updateOpen();
            }
        }

        private Lane lane(String directory) {
            return directories.lane(new Routing(
                    WorkDirectory.of(directory), QueueName.DEFAULT, Priority.MEDIUM, DirectoryAccess.EXCLUSIVE));
        }

        private int by(Runnable work) {
            int before = asked;
            work.run();
            return asked - before;
        }
    }
}
