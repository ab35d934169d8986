package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Many threads at once. */
abstract class ConcurrencyContract extends StoreScene {

    private static final int THREADS = 32;
    private static final UUID ID = UUID.fromString("550e8400-e29b-41d4-a716-446655440000");
    private static final String[] TREE = {"/a", "/a/b", "/a/b/c", "/a/d", "/e", "/e/f"};

    ConcurrencyContract(StoreOpener opener) {
        super(opener);
    }

    @Test
    void everyTaskIsHandedOutExactlyOnce() {
        Set<TaskId> created = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            createMany(1_000).forEach(task -> created.add(task.id()));
        }
        List<TaskId> claimed = Threads.runAll(THREADS, this::claimUntilNothingIsLeft).stream()
                .flatMap(Collection::stream)
                .toList();
        assertThat(claimed).hasSize(10_000).doesNotHaveDuplicates().allMatch(created::contains);
    }

    @Test
    void exclusiveDirectoriesNeverOverlap() {
        int tasks = 600;
        createAll(treeTasks(tasks));
        Running running = new Running();
        AtomicInteger done = new AtomicInteger();
        Threads.runAll(8, thread -> {
            Claim claim = Claim.by("worker-" + thread).limit(1 + thread % 3);
            while (done.get() < tasks && !Thread.currentThread().isInterrupted()) {
                List<ClaimedTask> claimed = claim(claim);
                claimed.forEach(running::begin);
                for (ClaimedTask task : claimed) {
                    running.end(task);
                    complete(task);
                    done.incrementAndGet();
                }
            }
            return thread;
        });
        assertThat(running.conflicts).isEmpty();
        assertThat(done).hasValue(tasks);
    }

    @RepeatedTest(5)
    void oneTaskAndManyClaimsWithTheSameIdMakeOneLease() {
        TaskId id = create().id();
        Claim claim = anything().id(ID);
        List<List<ClaimedTask>> answers = Threads.runAll(THREADS, thread -> claim(claim));
        assertThat(answers).allSatisfy(answer -> assertThat(answer).hasSize(1));
        assertThat(answers.stream().map(answer -> answer.get(0).token()).distinct())
                .hasSize(1);
        assertThat(find(id).state().attempts().number()).isEqualTo(1);
    }

    @RepeatedTest(5)
    void manyClaimsWithTheSameIdGetTheSameTasks() {
        createMany(100);
        Claim claim = anything().id(ID).limit(3);
        List<Set<TaskId>> answers = Threads.runAll(THREADS, thread -> Set.copyOf(claimIds(claim)));
        assertThat(Set.copyOf(answers)).hasSize(1);
        assertThat(answers.get(0)).hasSize(3);
    }

    @Test
    void manyClaimsForOneTaskMakeOneLease() {
        create();
        List<List<ClaimedTask>> answers = Threads.runAll(THREADS, thread -> claim(Claim.by("worker-" + thread)));
        assertThat(answers).filteredOn(answer -> !answer.isEmpty()).hasSize(1);
    }

    @Test
    void ofManyCompletionsWithOneTokenOneChangesTheTask() {
        TaskId id = create().id();
        Complete complete = Complete.of(id, claimOne().token(), TaskResult.SUCCESS);
        List<Decision> decisions = Threads.runAll(THREADS, thread -> apply(complete));
        assertThat(decisions).filteredOn(Decision.Changed.class::isInstance).hasSize(1);
        assertThat(decisions).filteredOn(Decision.Unchanged.class::isInstance).hasSize(THREADS - 1);
        assertThat(historyTypes(id)).containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
    }

    @Test
    void completionThatMeetsTheExpiryIsNotLost() {
        createMany(100);
        List<ClaimedTask> claimed = claim(anything().limit(100));
        clock.advance(LEASE);
        Threads.runAll(4, thread -> {
            for (int i = thread / 2; i < claimed.size(); i += 2) {
                if (thread % 2 == 0) {
                    complete(claimed.get(i));
                } else {
                    await(store().tick(1));
                }
            }
            return thread;
        });
        assertThat(claimed)
                .allSatisfy(task -> assertThat(find(task.id()).status()).isEqualTo(TaskStatus.COMPLETED));
    }

    @Test
    void tasksCreatedByManyThreadsHaveDifferentIds() {
        List<List<TaskId>> created = Threads.runAll(8, thread -> {
            List<TaskId> ids = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                ids.add(create().id());
            }
            return ids;
        });
        assertThat(created).allSatisfy(ids -> assertThat(ids).isSorted());
        assertThat(created.stream().flatMap(Collection::stream)).hasSize(400).doesNotHaveDuplicates();
    }

    @Test
    void numbersAddUpAfterManyThreads() {
        createMany(400);
        Threads.runAll(8, thread -> {
            for (int i = 0; i < 50; i++) {
                complete(claimOne(Claim.by("worker-" + thread)));
            }
            return thread;
        });
        Task extra = create();
        assertThat(store().explain(extra.id())
                        .orElseThrow()
                        .place()
                        .orElseThrow()
                        .number())
                .isEqualTo(1);
        assertThat(store().statistics(Duration.ofHours(1)).count(TaskStatus.COMPLETED))
                .isEqualTo(400);
    }

    private List<TaskId> claimUntilNothingIsLeft(int thread) {
        Claim claim = Claim.by("worker-" + thread).limit(1 + thread);
        List<TaskId> all = new ArrayList<>();
        List<TaskId> claimed = claimIds(claim);
        while (!claimed.isEmpty()) {
            all.addAll(claimed);
            claimed = claimIds(claim);
        }
        return all;
    }

    private static List<NewTask.Builder> treeTasks(int count) {
        Random random = new Random(1);
        List<NewTask.Builder> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DirectoryAccess access = random.nextBoolean() ? DirectoryAccess.EXCLUSIVE : DirectoryAccess.SHARED;
            tasks.add(in(TREE[random.nextInt(TREE.length)]).directoryAccess(access));
        }
        return tasks;
    }

    /** What runs, from after its claim was answered until before its end is sent: less than what is held. */
    private static final class Running {

        private final List<ClaimedTask> tasks = new ArrayList<>();
        private final List<String> conflicts = new ArrayList<>();

        private synchronized void begin(ClaimedTask begun) {
            for (ClaimedTask other : tasks) {
                if (conflict(begun.task().spec(), other.task().spec())) {
                    conflicts.add("%s beside %s"
                            .formatted(begun.task().spec(), other.task().spec()));
                }
            }
            tasks.add(begun);
        }

        private synchronized void end(ClaimedTask ended) {
            tasks.remove(ended);
        }

        private static boolean conflict(TaskSpec one, TaskSpec other) {
            return one.access().conflictsWith(other.access()) && one.directory().overlaps(other.directory());
        }
    }
}
