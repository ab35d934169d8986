package io.taskorchestrator.http;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.json.Completion;
import io.taskorchestrator.json.CompletionAnswer;
import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.CompletionOutcome;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What a worker asks. */
final class WorkerCalls {

    /** Checks single values by the limits of the type that they will become part of. */
    private static final Claim ANY = Claim.by("any");

    private final Replies replies;
    private final Envelope envelope;

    WorkerCalls(Replies replies, Envelope envelope) {
        this.replies = replies;
        this.envelope = envelope;
    }

    CompletableFuture<Reply> next(Exchange exchange) {
        Claim claim = claim(exchange.query());
        exchange.waiting(claim.maxWait());
        AsyncOrchestrator orchestrator = exchange.orchestrator();
        return claimed(exchange, orchestrator, claim).thenApply(tasks -> {
            byte[] body = tasks.isEmpty() ? envelope.ofNothing() : envelope.of(TaskJson.CLAIMED, tasks.get(0));
            return replies.claimed(body, tasks, orchestrator);
        });
    }

    private static Claim claim(Query query) {
        Optional<WorkDirectory> directory = query.require("work_path", WorkDirectory::of);
        Optional<WorkerId> worker = query.require("worker_id", WorkerId::of);
        QueueName queue = query.read("queue", QueueName::of).orElse(QueueName.DEFAULT);
        boolean recursive = query.flag("recursive");
        Optional<Duration> lease =
                query.seconds("lease_seconds", value -> ANY.lease(value).lease().orElse(value));
        Duration wait = query.seconds(
                        "wait_seconds", value -> ANY.waiting(value).maxWait())
                .orElse(Duration.ZERO);
        Optional<UUID> claimId = query.read("claim_id", text -> TaskId.parseUuid("claim_id", text));
        return query.end(() -> {
            DirectoryScope directories = new DirectoryScope(directory.orElseThrow(), recursive);
            return new Claim(worker.orElseThrow(), new Claim.Scope(queue, directories), 1, lease, claimId, wait);
        });
    }

    CompletableFuture<Reply> claim(Exchange exchange) {
        exchange.noQuery();
        Claim claim = exchange.body(RequestJson.CLAIM);
        exchange.waiting(claim.maxWait());
        AsyncOrchestrator orchestrator = exchange.orchestrator();
        return claimed(exchange, orchestrator, claim)
                .thenApply(tasks -> replies.claimed(envelope.of(TaskJson.CLAIMED_TASKS, tasks), tasks, orchestrator));
    }

    private static CompletableFuture<List<ClaimedTask>> claimed(
            Exchange exchange, AsyncOrchestrator orchestrator, Claim claim) {
        CompletableFuture<List<ClaimedTask>> tasks = orchestrator.claim(claim);
        if (claim.maxWait().isZero()) {
            // Nothing to cut short; and what it claims can only be given back if this future tells of it.
            return tasks;
        }
        return exchange.parked(tasks, waiting -> waiting.complete(List.of()));
    }

    CompletableFuture<Reply> heartbeat(Exchange exchange) {
        TaskId id = exchange.taskId();
        exchange.noQuery();
        Heartbeat heartbeat = exchange.body(RequestJson.heartbeat(id));
        exchange.heldBy(heartbeat.holder());
        return exchange.orchestrator()
                .heartbeat(heartbeat)
                .thenApply(reply -> replies.of(TaskJson.HEARTBEAT_REPLY, reply));
    }

    CompletableFuture<Reply> complete(Exchange exchange) {
        TaskId id = exchange.taskId();
        Include include = exchange.include();
        Completion completion = exchange.body(RequestJson.complete(id));
        exchange.heldBy(completion.complete().holder());
        completion.next().ifPresent(next -> exchange.waiting(next.maxWait()));
        AsyncOrchestrator orchestrator = exchange.orchestrator();
        CompletableFuture<Task> done = orchestrator.complete(completion.complete());
        if (completion.next().isEmpty()) {
            return done.thenApply(task -> replies.action(200, task, include));
        }
        // Not completeAndClaim: the wait for the next task must end by itself when the client or the server goes.
        return done.thenCompose(task -> claimed(
                        exchange, orchestrator, completion.next().get().limit(1))
                .thenApply(tasks -> replies.claimed(
                                envelope.of(out -> TaskJson.writeWithNext(
                                        task,
                                        include.prompt(),
                                        include.parts(),
                                        tasks.stream().findFirst(),
                                        out)),
                                tasks,
                                orchestrator)
                        .with("ETag", Replies.etag(task))));
    }

    CompletableFuture<Reply> completeAll(Exchange exchange) {
        Include include = exchange.include();
        List<Complete> completions = exchange.body(RequestJson.COMPLETIONS);
        exchange.heldBy(completions.stream().map(Complete::holder).toList());
        return exchange.orchestrator().completeAll(completions).thenApply(outcomes -> {
            exchange.refused(
                    outcomes.stream().filter(CompletionOutcome::isRefused).count(), outcomes.size());
            return replies.of(
                    TaskJson.outcomes(include.action()),
                    outcomes.stream().map(WorkerCalls::answer).toList());
        });
    }

    private static CompletionAnswer answer(CompletionOutcome outcome) {
        return outcome instanceof CompletionOutcome.Refused refused
                ? CompletionAnswer.refused(
                        refused.taskId(),
                        Failures.refusal(refused.refusal())
                                .orElseThrow(refused::refusal)
                                .error())
                : CompletionAnswer.done(outcome.orElseThrow());
    }

    CompletableFuture<Reply> fail(Exchange exchange) {
        TaskId id = exchange.taskId();
        Include include = exchange.include();
        Fail fail = exchange.body(RequestJson.fail(id));
        exchange.heldBy(fail.holder());
        return exchange.orchestrator().fail(fail).thenApply(task -> replies.action(200, task, include));
    }

    CompletableFuture<Reply> release(Exchange exchange) {
        TaskId id = exchange.taskId();
        Include include = exchange.include();
        Release release = exchange.body(RequestJson.release(id));
        exchange.heldBy(release.holder());
        return exchange.orchestrator().release(release).thenApply(task -> replies.action(200, task, include));
    }
}
