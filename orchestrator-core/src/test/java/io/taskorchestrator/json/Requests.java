package io.taskorchestrator.json;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskPatch;
import io.taskorchestrator.task.TaskSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random requests about one task. */
final class Requests {

    static final TaskId TASK = TaskId.of(new UUID(1, 2));

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private Requests() {}

    static Arbitrary<Claim> claims() {
        Arbitrary<DirectoryScope> scopes = Combinators.combine(Values.directories(), Arbitraries.of(true, false))
                .as(DirectoryScope::new);
        return Combinators.combine(
                        Values.workers(),
                        Combinators.combine(Values.queues(), scopes).as(Claim.Scope::new),
                        Arbitraries.integers().between(1, TaskLimits.CLAIM_LIMIT),
                        Values.seconds(SHORTEST, TaskLimits.LONGEST_LEASE).optional(),
                        Values.uuids().optional(),
                        Values.seconds(Duration.ZERO, TaskLimits.LONGEST_WAIT))
                .as(Claim::new);
    }

    static Arbitrary<Heartbeat> heartbeats() {
        return Combinators.combine(
                        holders(),
                        Values.seconds(SHORTEST, TaskLimits.LONGEST_LEASE).optional(),
                        Values.progress(Arbitraries.just(Instant.EPOCH)).optional(),
                        Values.objects().optional())
                .as((holder, lease, progress, checkpoint) -> new Heartbeat(TASK, holder, lease, progress, checkpoint));
    }

    static Arbitrary<Completion> completions() {
        return Combinators.combine(holders(), Values.text(0, 20).optional(), Values.results(), claims().optional())
                .as((holder, prompt, result, next) -> new Completion(new Complete(TASK, holder, prompt, result), next));
    }

    static Arbitrary<Fail> fails() {
        return Combinators.combine(
                        holders(),
                        Values.text(0, 20),
                        Arbitraries.of(true, false),
                        Values.results().optional())
                .as((holder, message, retryable, result) -> new Fail(TASK, holder, message, retryable, result));
    }

    static Arbitrary<Release> releases() {
        return Combinators.combine(holders(), Values.seconds(Duration.ZERO, TaskLimits.LONGEST_DELAY))
                .as((holder, delay) -> new Release(TASK, holder, delay, false));
    }

    static Arbitrary<Cancel> cancels() {
        return Combinators.combine(Values.text(0, 20).optional(), Arbitraries.of(true, false))
                .as((reason, force) -> new Cancel(TASK, reason, force));
    }

    static Arbitrary<Retry> retries() {
        return Arbitraries.of(true, false).map(force -> new Retry(TASK, force));
    }

    static Arbitrary<TaskPatch> patches() {
        Arbitrary<Change<String>> prompts = Arbitraries.oneOf(
                Arbitraries.just(Change.keep()), Values.text(1, 20).map(Change::to));
        Arbitrary<TaskPatch.ContentPatch> contents = Combinators.combine(
                        prompts, changes(Values.tags()), changes(Values.objects()))
                .as(TaskPatch.ContentPatch::new);
        Arbitrary<TaskPatch.RoutingPatch> routings = Combinators.combine(
                        changes(Values.queues()),
                        changes(Arbitraries.of(Priority.values())),
                        changes(Arbitraries.of(DirectoryAccess.values())))
                .as(TaskPatch.RoutingPatch::new);
        Arbitrary<TaskPatch.LimitsPatch> limits = Combinators.combine(
                        changes(Arbitraries.integers().between(0, 100)),
                        changes(Values.seconds(SHORTEST, TaskLimits.LONGEST_TIMEOUT)),
                        changes(Values.policies()))
                .as(TaskPatch.LimitsPatch::new);
        return Combinators.combine(contents, routings, limits, changes(Values.instants()))
                .as((content, routing, limit, runAt) ->
                        new TaskPatch(content, routing, limit, runAt, TaskSettings.STANDARD));
    }

    private static <T> Arbitrary<Change<T>> changes(Arbitrary<T> values) {
        return Arbitraries.oneOf(
                Arbitraries.just(Change.<T>keep()), Arbitraries.just(Change.<T>reset()), values.map(Change::to));
    }

    private static Arbitrary<Holder> holders() {
        return Combinators.combine(Values.tokens().optional(), Values.workers().optional())
                .as(Holder::new);
    }
}
