package io.taskorchestrator.json;

import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.AttemptLimits;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Report;
import io.taskorchestrator.task.Retries;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Schedule;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskContent;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random tasks: any values of the types, whether or not the lifecycle would ever bring them together. */
final class Tasks {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private Tasks() {}

    static Arbitrary<Task> tasks() {
        return Combinators.combine(
                        Values.taskIds(), specs(), states(), Arbitraries.longs().greaterOrEqual(1))
                .as(Task::new);
    }

    static Arbitrary<NewTask> newTasks() {
        Arbitrary<Start> starts = Arbitraries.oneOf(
                Arbitraries.just(Start.NOW),
                Values.instants().map(Start::at),
                Values.seconds(Duration.ZERO, TaskLimits.LONGEST_DELAY).map(Start::after));
        Arbitrary<NewTask.Overrides> overrides = Combinators.combine(
                        Arbitraries.integers().between(0, 100).optional(),
                        Values.seconds(SHORTEST, TaskLimits.LONGEST_TIMEOUT).optional(),
                        Values.policies().optional(),
                        Arbitraries.of(DirectoryAccess.values()).optional())
                .as(NewTask.Overrides::new);
        return Combinators.combine(
                        contents(),
                        Values.directories(),
                        Values.queues(),
                        Arbitraries.of(Priority.values()),
                        overrides,
                        starts)
                .as(NewTask::new);
    }

    /** What is left of a task in its JSON form: all but what only the store needs. */
    static Task carried(Task task) {
        TaskState state = task.state();
        Attempts attempts = state.attempts();
        Outcome outcome = state.outcome();
        Retries retries =
                new Retries(attempts.retries().count(), 0, attempts.retries().lastAt());
        TaskState carried = new TaskState(
                state.status(),
                state.schedule(),
                new Attempts(
                        attempts.number(),
                        attempts.worker(),
                        attempts.startedAt(),
                        Optional.empty(),
                        retries,
                        List.of()),
                state.lease().map(lease -> carried(task, lease)),
                state.report(),
                new Outcome(
                        outcome.result(),
                        outcome.errorMessage(),
                        outcome.reason(),
                        outcome.completedAt(),
                        outcome.cancelledAt(),
                        false));
        return new Task(task.id(), task.spec(), carried, task.version());
    }

    private static Lease carried(Task task, Lease lease) {
        Duration timeout = task.spec().timeout();
        Instant deadline = task.state()
                .attempts()
                .startedAt()
                .map(start -> start.plus(timeout))
                .orElse(lease.expiresAt());
        return new Lease(Optional.empty(), true, timeout, lease.expiresAt(), deadline);
    }

    private static Arbitrary<TaskContent> contents() {
        return Combinators.combine(Values.text(1, 50), Values.tags(), Values.objects())
                .as(TaskContent::new);
    }

    private static Arbitrary<TaskSpec> specs() {
        Arbitrary<Routing> routings = Combinators.combine(
                        Values.directories(),
                        Values.queues(),
                        Arbitraries.of(Priority.values()),
                        Arbitraries.of(DirectoryAccess.values()))
                .as(Routing::new);
        Arbitrary<AttemptLimits> limits = Combinators.combine(
                        Arbitraries.integers().between(0, 100),
                        Values.seconds(SHORTEST, TaskLimits.LONGEST_TIMEOUT),
                        Values.policies())
                .as(AttemptLimits::new);
        return Combinators.combine(contents(), routings, limits).as(TaskSpec::new);
    }

    private static Arbitrary<TaskState> states() {
        Arbitrary<Instant> instants = Values.instants();
        Arbitrary<Schedule> schedules = Combinators.combine(instants, instants, instants.optional(), instants)
                .as(Schedule::new);
        Arbitrary<Lease> leases = Combinators.combine(
                        Values.uuids().optional(),
                        Arbitraries.of(true, false),
                        Values.seconds(SHORTEST, TaskLimits.LONGEST_LEASE),
                        instants,
                        instants)
                .as(Lease::new);
        Arbitrary<Report> reports = Combinators.combine(
                        Values.progress(instants).optional(), Values.objects().optional())
                .as(Report::new);
        return Combinators.combine(
                        Arbitraries.of(TaskStatus.values()),
                        schedules,
                        attempts(),
                        leases.optional(),
                        reports,
                        outcomes())
                .as(TaskState::new);
    }

    private static Arbitrary<Attempts> attempts() {
        Arbitrary<Integer> counts = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<AttemptEnd> ends = Combinators.combine(counts, Arbitraries.of(AttemptEnd.Cause.values()))
                .as(AttemptEnd::new);
        Arbitrary<Retries> retries = Combinators.combine(
                        counts, counts, Values.instants().optional())
                .as(Retries::new);
        return Combinators.combine(
                        counts,
                        Values.workers().optional(),
                        Values.instants().optional(),
                        ends.optional(),
                        retries,
                        counts.list().ofMaxSize(5))
                .as(Attempts::new);
    }

    private static Arbitrary<Outcome> outcomes() {
        return Combinators.combine(
                        Values.results().optional(),
                        Values.text(0, 20).optional(),
                        Values.text(0, 20).optional(),
                        Values.instants().optional(),
                        Values.instants().optional(),
                        Arbitraries.of(true, false))
                .as(Outcome::new);
    }
}
