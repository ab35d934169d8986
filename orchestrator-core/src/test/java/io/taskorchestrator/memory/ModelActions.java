package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.memory.ReferenceModel.Row;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random things to do with a store. */
final class ModelActions {

    private static final String[] DIRECTORIES = {"/a/b", "/", "/a", "/a", "/a/b/c", "/a/bc", "/d"};
    private static final QueueName OTHER_QUEUE = QueueName.of("other");

    private ModelActions() {}

    /** Something to do. */
    interface Action {
        void run(StoreAndModel both);
    }

    /** Creates tasks, equal ones, at once. */
    record Create(NewTask task, int count) implements Action {
        @Override
        public void run(StoreAndModel both) {
            CreateBatch.Draft draft = new CreateBatch.Draft(task.spec(TaskSettings.STANDARD), task.start());
            both.create(Collections.nCopies(count, draft));
        }
    }

    /** Claims tasks. */
    record ClaimTasks(Claim claim) implements Action {
        @Override
        public void run(StoreAndModel both) {
            both.claim(claim);
        }
    }

    /**
     * A worker's command.
     *
     * @param back how many attempts ago its token was granted; -1 for no token, -2 for one that was never granted
     * @param way which variant of the verb
     */
    record Work(Verb verb, int index, int back, int way) implements Action {
        @Override
        public void run(StoreAndModel both) {
            Optional<TaskId> chosen = both.choose(
                    index,
                    row -> (verb == Verb.COMPLETE && way == 0)
                            ? row.task.status() == TaskStatus.WAITING
                                    && row.task.state().attempts().number() > 0
                            : row.isHeld());
            if (chosen.isEmpty()) {
                return;
            }
            TaskId id = chosen.get();
            int current = both.model.row(id).map(ModelActions::attempt).orElse(1);
            if (back == -2) {
                both.applyForged(command(id, Holder.of(forged(both.token(id, current)))));
            } else {
                Optional<LeaseToken> shown = back < 0 ? Optional.empty() : both.token(id, Math.max(1, current - back));
                Holder holder = shown.map(Holder::of).orElse(Holder.UNKNOWN);
                both.apply(command(id, holder));
            }
        }

        /** A token that differs from a genuine one in its last bit, or one for an attempt that never was. */
        private static LeaseToken forged(Optional<LeaseToken> genuine) {
            return genuine.map(token -> new LeaseToken(token.attempt(), token.codeHigh(), token.codeLow() ^ 1))
                    .orElseGet(() -> new LeaseToken(1, 0, 0));
        }

        private TaskCommand command(TaskId id, Holder holder) {
            Optional<Duration> lease = way < 3 ? Optional.empty() : Optional.of(Duration.ofSeconds(way * 20L));
            TaskResult result = new TaskResult(
                    way % 4 == 3 ? "failed" : "success", Optional.of("r" + way), Optional.empty(), Optional.empty());
            return switch (verb) {
                case HEARTBEAT -> new Heartbeat(id, holder, lease, Optional.empty(), Optional.empty());
                case COMPLETE -> new Complete(id, holder, Optional.empty(), result);
                case FAIL -> new Fail(id, holder, "no", way % 3 != 0, Optional.of(result));
                default -> new Release(id, holder, Duration.ofSeconds(way % 2 * 30L), way == 5);
            };
        }
    }

    /**
     * A producer's command.
     *
     * @param way which variant of the verb
     */
    record Manage(Verb verb, int index, int way) implements Action {
        @Override
        public void run(StoreAndModel both) {
            both.choose(index, this::isLikely).ifPresent(id -> both.apply(command(id, both.clock.instant())));
        }

        private boolean isLikely(Row row) {
            return switch (verb) {
                case UPDATE -> row.task.status() == TaskStatus.WAITING;
                case RETRY -> row.task.status() == TaskStatus.FAILED || row.task.status() == TaskStatus.CANCELLED;
                default -> row.isHeld() == (way % 2 == 0);
            };
        }

        private TaskCommand command(TaskId id, Instant now) {
            Optional<Long> version = way == 7 ? Optional.of(2L) : Optional.empty();
            return switch (verb) {
                case CANCEL -> new Cancel(id, Optional.empty(), way % 3 == 0);
                case RETRY -> new Retry(id, way % 3 == 0);
                case UPDATE -> new Update(id, patch(now), version);
                default -> new Delete(id, way % 3 == 0, version);
            };
        }

        private TaskPatch patch(Instant now) {
            Change<QueueName> queue = way == 0 ? Change.to(OTHER_QUEUE) : Change.keep();
            Change<Priority> priority = way <= 3 ? Change.to(Priority.values()[way % 3]) : Change.keep();
            Change<DirectoryAccess> access =
                    way > 2 && way < 7 ? Change.to(DirectoryAccess.values()[way % 3]) : Change.keep();
            TaskPatch patch = TaskPatch.NOTHING.with(new TaskPatch.RoutingPatch(queue, priority, access));
            return switch (way) {
                case 5 -> patch.withRunAt(Change.to(now.plusSeconds(40)));
                case 6 -> patch.withRunAt(Change.reset());
                default -> patch;
            };
        }
    }

    /** Lets time pass. */
    record Pass(int seconds) implements Action {
        @Override
        public void run(StoreAndModel both) {
            both.pass(Duration.ofSeconds(seconds));
        }
    }

    /** Lists tasks. */
    record ListTasks(TaskQuery query, String text) implements Action {
        @Override
        public void run(StoreAndModel both) {
            both.list(query);
        }

        @Override
        public String toString() {
            return "ListTasks[" + text + "]";
        }
    }

    /** Asks for the statistics of so many hours. */
    record Count(int hours) implements Action {
        @Override
        public void run(StoreAndModel both) {
            both.statistics(hours);
        }
    }

    /** Asks of each task why it is not running. */
    record Explain() implements Action {
        @Override
        public void run(StoreAndModel both) {
            both.explain();
        }
    }

    private static int attempt(Row row) {
        Task task = row.task;
        return Math.max(1, task.state().attempts().number());
    }

    static Arbitrary<Action> all() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        9,
                        Combinators.combine(newTasks(), Arbitraries.of(1, 1, 1, 2, 3))
                                .as(Create::new)),
                Tuple.of(12, claims().map(ClaimTasks::new)),
                Tuple.of(7, work()),
                Tuple.of(5, manage()),
                Tuple.of(
                        9,
                        Arbitraries.of(1, 9, 20, 30, 40, 50, 59, 60, 61, 90, 121, 240, 900)
                                .map(Pass::new)),
                Tuple.of(2, queries()),
                Tuple.of(1, Arbitraries.of(1, 2, 24).map(Count::new)),
                Tuple.of(3, Arbitraries.create(Explain::new)));
    }

    private static Arbitrary<NewTask> newTasks() {
        Arbitrary<Start> starts = Arbitraries.of(
                Start.NOW,
                Start.NOW,
                Start.NOW,
                Start.after(Duration.ofSeconds(20)),
                Start.after(Duration.ofSeconds(90)));
        Arbitrary<Integer> retries = Arbitraries.of(1, 0, 3);
        return Combinators.combine(
                        Arbitraries.of(DIRECTORIES),
                        queueNames(),
                        Arbitraries.of(Priority.MEDIUM, Priority.LOW, Priority.HIGH),
                        Arbitraries.frequency(
                                Tuple.of(1, DirectoryAccess.UNRESTRICTED),
                                Tuple.of(2, DirectoryAccess.SHARED),
                                Tuple.of(3, DirectoryAccess.EXCLUSIVE)),
                        starts,
                        retries)
                .as((directory, queue, priority, access, start, maxRetries) -> {
                    NewTask task = NewTask.builder(directory, "do it")
                            .queue(queue)
                            .priority(priority)
                            .directoryAccess(access)
                            .maxRetries(maxRetries)
                            .retry(maxRetries == 3 ? RetryPolicy.AUTOMATIC : RetryPolicy.MANUAL)
                            .timeout(Duration.ofMinutes(10))
                            .build();
                    return new NewTask(task.content(), task.directory(), queue, priority, task.overrides(), start);
                });
    }

    private static Arbitrary<Claim> claims() {
        Arbitrary<Optional<Integer>> leases =
                Arbitraries.of(List.of(Optional.empty(), Optional.of(45), Optional.of(250), Optional.of(400)));
        return Combinators.combine(
                        Arbitraries.of("", "/", "/", "/a", "/a", "/a/b", "/d"),
                        Arbitraries.of(false, false, false, true),
                        queueNames(),
                        Arbitraries.of(1, 1, 2, 5),
                        leases,
                        Arbitraries.of(0, 0, 0, 0, 0, 1, 2))
                .as((directory, exactly, queue, limit, lease, claimId) -> {
                    Claim claim = Claim.by("worker-" + limit).from(queue).limit(limit);
                    claim = directory.isEmpty() ? claim : exactly ? claim.in(directory) : claim.below(directory);
                    claim = lease.isPresent() ? claim.lease(Duration.ofSeconds(lease.get())) : claim;
                    return claimId == 0 ? claim : claim.id(new UUID(7, claimId));
                });
    }

    private static Arbitrary<QueueName> queueNames() {
        return Arbitraries.frequency(Tuple.of(6, QueueName.DEFAULT), Tuple.of(1, OTHER_QUEUE));
    }

    private static Arbitrary<Action> work() {
        return Combinators.combine(
                        Arbitraries.of(Verb.COMPLETE, Verb.FAIL, Verb.RELEASE, Verb.HEARTBEAT, Verb.HEARTBEAT),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.of(0, 0, 0, 0, 1, -1, -2),
                        Arbitraries.integers().between(0, 7))
                .as(Work::new);
    }

    private static Arbitrary<Action> manage() {
        return Combinators.combine(
                        Arbitraries.of(Verb.CANCEL, Verb.RETRY, Verb.UPDATE, Verb.DELETE),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.integers().between(0, 7))
                .as(Manage::new);
    }

    private static Arbitrary<Action> queries() {
        return Combinators.combine(
                        Arbitraries.of(TaskStatus.values()).injectNull(0.5),
                        Arbitraries.of(Priority.values()).injectNull(0.6),
                        queueNames().injectNull(0.7),
                        Arbitraries.of(TaskQuery.Order.values()),
                        Arbitraries.of(1, 2, 3, 50),
                        Arbitraries.of(0, 0, 1, 4))
                .as(ModelActions::listTasks);
    }

    private static Action listTasks(
            TaskStatus status, Priority priority, QueueName queue, TaskQuery.Order order, int limit, int offset) {
        TaskQuery.Builder query = TaskQuery.builder().order(order).limit(limit).offset(offset);
        Optional.ofNullable(status).ifPresent(query::status);
        Optional.ofNullable(priority).ifPresent(query::priority);
        Optional.ofNullable(queue).ifPresent(query::queue);
        String text = "%s %s %s %s limit %d offset %d".formatted(status, priority, queue, order, limit, offset);
        return new ListTasks(query.build(), text);
    }
}
