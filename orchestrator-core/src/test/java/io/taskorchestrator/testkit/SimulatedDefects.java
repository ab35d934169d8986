package io.taskorchestrator.testkit;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Stores with planted defects, to show that the simulation finds each. Whoever writes invariants of his own can prove
 * them on these.
 *
 * <p>Thread model: for one thread.
 */
public final class SimulatedDefects {

    private SimulatedDefects() {}

    /** {@code store}, but a claim that finds nothing gets, now and then, what the one before got. */
    public static TaskStore handsOutTwice(TaskStore store) {
        return new HandsOutTwice(store);
    }

    /** {@code store}, but results are gone from their tasks after five minutes. */
    public static TaskStore forgetsResults(TaskStore store, InstantSource clock) {
        return new ForgetsResults(store, clock);
    }

    /** {@code store}, but tasks that are created exclusive run beside any other. */
    public static TaskStore ignoresDirectories(TaskStore store) {
        return new IgnoresDirectories(store);
    }

    /** {@code store}, but every second task is gone after ten minutes. */
    public static TaskStore losesTasks(TaskStore store, InstantSource clock) {
        return new LosesTasks(store, clock);
    }

    /** {@code store}, but at times a completed task is counted twice. */
    public static TaskStore countsTwice(TaskStore store) {
        return new CountsTwice(store);
    }

    /** {@code store}, but idempotency keys are ignored. */
    public static TaskStore forgetsKeys(TaskStore store) {
        return new ForgetsKeys(store);
    }

    /** Whoever finds nothing gets what the last one got. */
    private static final class HandsOutTwice extends SimulatedDefect {

        private List<List<ClaimedTask>> last = List.of();

        HandsOutTwice(TaskStore store) {
            super(store);
        }

        @Override
        public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
            return super.claim(claims).thenApply(lists -> {
                boolean empty = lists.get(0).isEmpty();
                List<List<ClaimedTask>> given = empty && !last.isEmpty() ? last : lists;
                last = empty ? List.of() : lists;
                return given;
            });
        }
    }

    /** Results fade after five minutes. */
    private static final class ForgetsResults extends SimulatedDefect {

        private final InstantSource clock;

        ForgetsResults(TaskStore store, InstantSource clock) {
            super(store);
            this.clock = clock;
        }

        @Override
        Task seen(Task task) {
            Outcome outcome = task.state().outcome();
            Instant old = clock.instant().minus(Duration.ofMinutes(5));
            if (outcome.result().isEmpty()
                    || outcome.completedAt().filter(old::isAfter).isEmpty()) {
                return task;
            }
            Outcome faded = new Outcome(
                    Optional.empty(),
                    outcome.errorMessage(),
                    outcome.reason(),
                    outcome.completedAt(),
                    outcome.cancelledAt(),
                    outcome.deleteRequested());
            return task.touched(task.state().with(faded));
        }
    }

    /** What is to be exclusive runs beside anything, without telling. */
    private static final class IgnoresDirectories extends SimulatedDefect {

        private final Set<JsonText> exclusive = new HashSet<>();

        IgnoresDirectories(TaskStore store) {
            super(store);
        }

        @Override
        public CompletionStage<Created> create(Call<CreateBatch> batch) {
            List<CreateBatch.Draft> drafts = new ArrayList<>();
            for (CreateBatch.Draft draft : batch.command().tasks()) {
                if (draft.spec().access() == DirectoryAccess.EXCLUSIVE) {
                    exclusive.add(draft.spec().metadata());
                    drafts.add(new CreateBatch.Draft(with(draft.spec(), DirectoryAccess.UNRESTRICTED), draft.start()));
                } else {
                    drafts.add(draft);
                }
            }
            return super.create(new Call<>(
                    batch.caller(), new CreateBatch(drafts, batch.command().key())));
        }

        @Override
        Task seen(Task task) {
            return exclusive.contains(task.spec().metadata())
                    ? new Task(task.id(), with(task.spec(), DirectoryAccess.EXCLUSIVE), task.state(), task.version())
                    : task;
        }

        private static TaskSpec with(TaskSpec spec, DirectoryAccess access) {
            Routing routing = spec.routing();
            return new TaskSpec(
                    spec.content(),
                    new Routing(routing.directory(), routing.queue(), routing.priority(), access),
                    spec.limits());
        }
    }

    /** Every second task is nowhere after ten minutes. */
    private static final class LosesTasks extends SimulatedDefect {

        private final InstantSource clock;

        LosesTasks(TaskStore store, InstantSource clock) {
            super(store);
            this.clock = clock;
        }

        private boolean isLost(Task task) {
            Instant old = clock.instant().minus(Duration.ofMinutes(10));
            return task.id().hashCode() % 2 == 0
                    && task.state().schedule().createdAt().isBefore(old);
        }

        @Override
        public Optional<Task> find(TaskId id, Set<TaskPart> parts) {
            return super.find(id, parts).filter(task -> !isLost(task));
        }

        @Override
        public Page list(TaskQuery query) {
            Page page = super.list(query);
            List<Task> left =
                    page.tasks().stream().filter(task -> !isLost(task)).toList();
            return new Page(left, left.size(), page.totalCapped(), page.nextCursor());
        }
    }

    /** One completed task is counted once too often. */
    private static final class CountsTwice extends SimulatedDefect {

        CountsTwice(TaskStore store) {
            super(store);
        }

        @Override
        public Statistics statistics(Duration window) {
            Statistics right = super.statistics(window);
            Map<TaskStatus, Long> counts = new EnumMap<>(right.byStatus());
            counts.computeIfPresent(TaskStatus.COMPLETED, (status, count) -> count == 3 ? 4 : count);
            return new Statistics(
                    counts,
                    right.byPriority(),
                    right.window(),
                    right.averageProcessingMillis(),
                    right.tasksPerHour(),
                    right.series());
        }
    }

    /** A key is taken for decoration. */
    private static final class ForgetsKeys extends SimulatedDefect {

        ForgetsKeys(TaskStore store) {
            super(store);
        }

        @Override
        public CompletionStage<Created> create(Call<CreateBatch> batch) {
            CreateBatch keyless = new CreateBatch(batch.command().tasks(), Optional.empty());
            return super.create(new Call<>(batch.caller(), keyless));
        }
    }
}
