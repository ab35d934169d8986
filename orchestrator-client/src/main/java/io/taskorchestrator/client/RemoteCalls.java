package io.taskorchestrator.client;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.CompletionOutcome;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.WaitReason;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The verbs of one caller, asked of a server. What the embedded orchestrator checks before it asks its store is checked here. */
final class RemoteCalls implements AsyncOrchestrator {

    private final Line line;
    private final Callers callers;

    RemoteCalls(Line line, Callers callers) {
        this.line = line;
        this.callers = callers;
    }

    @Override
    public CompletableFuture<Created> create(List<NewTask> tasks, Optional<String> idempotencyKey) {
        return checked(() -> {
            String key =
                    callers.key(idempotencyKey.orElseGet(() -> line.dice().id().toString()));
            List<NewTask> wellFormed = RequestJson.each(tasks, RemoteCalls::wellFormed);
            TaskLimits.requireBatch(wellFormed.size());
            boolean single = wellFormed.size() == 1;
            return line.ask(Plain.of(Requests.create(wellFormed, key), answer -> {
                List<Task> created = single
                        ? List.of(Plain.data(answer, TaskJson.TASK))
                        : Plain.data(answer, TaskJson.tasks(TaskJson.TASK));
                // With a key made here nobody else can have created them; a replay is one of our own tries.
                return new Created(created, idempotencyKey.isPresent() && isReplayed(answer));
            }));
        });
    }

    private static boolean isReplayed(HttpResponse<?> answer) {
        return answer.headers().firstValue("Idempotency-Replayed").isPresent();
    }

    private static NewTask wellFormed(NewTask task) {
        requireWellFormed("metadata", Optional.of(task.content().metadata()));
        return task;
    }

    @Override
    public CompletableFuture<List<ClaimedTask>> claim(Claim claim) {
        return line.ask(new ClaimQuestion(line, identified(claim)));
    }

    /** The claim with an id, so that it can be repeated. */
    private Claim identified(Claim claim) {
        UUID id = claim.claimId()
                .map(callers::claimId)
                .orElseGet(() -> line.dice().id());
        return claim.id(id);
    }

    @Override
    public CompletableFuture<HeartbeatReply> heartbeat(Heartbeat heartbeat) {
        return checked(() -> {
            requireWellFormed("checkpoint", heartbeat.checkpoint());
            byte[] json = RequestJson.heartbeat(heartbeat.task()).bytes(heartbeat);
            return line.ask(Plain.of(Requests.heartbeat(heartbeat.task(), json), TaskJson.HEARTBEAT_REPLY));
        });
    }

    @Override
    public CompletableFuture<Task> complete(Complete complete) {
        return checked(() -> {
            requireWellFormed(Optional.of(complete.result()));
            return line.ask(FinishQuestion.of(line, complete, Optional.empty()));
        });
    }

    @Override
    public CompletableFuture<List<CompletionOutcome>> completeAll(List<Complete> completions) {
        return checked(() -> {
            TaskLimits.requireCompletions(completions.size());
            List<Complete> wellFormed = RequestJson.each("completions", completions, complete -> {
                requireWellFormed(Optional.of(complete.result()));
                return complete;
            });
            return line.ask(CompleteAllQuestion.of(line, wellFormed));
        });
    }

    @Override
    public CompletableFuture<Completed> completeAndClaim(Complete complete, Claim next) {
        return checked(() -> {
            requireWellFormed(Optional.of(complete.result()));
            return line.ask(new CompleteAndClaimQuestion(line, complete, identified(next)));
        });
    }

    @Override
    public CompletableFuture<Task> fail(Fail fail) {
        return checked(() -> {
            requireWellFormed(fail.result());
            return line.ask(FinishQuestion.of(line, fail));
        });
    }

    @Override
    public CompletableFuture<Task> release(Release release) {
        return line.ask(FinishQuestion.of(line, release));
    }

    @Override
    public CompletableFuture<Task> cancel(Cancel cancel) {
        return line.ask(ChangeQuestion.of(line, cancel));
    }

    @Override
    public CompletableFuture<Task> retry(Retry retry) {
        return line.ask(ChangeQuestion.of(line, retry));
    }

    @Override
    public CompletableFuture<Task> update(Update update) {
        return checked(() -> {
            requireWellFormed("metadata", update.patch().content().metadata().value());
            return line.ask(ChangeQuestion.of(line, update));
        });
    }

    @Override
    public CompletableFuture<Deleted> delete(Delete delete) {
        return line.ask(new DeleteQuestion(line, delete));
    }

    @Override
    public CompletableFuture<Optional<Task>> find(TaskId id, Set<TaskPart> parts) {
        return line.ask(new FindQuestion(id));
    }

    @Override
    public CompletableFuture<Task> await(TaskId id, Duration wait) {
        return checked(() -> {
            Duration allowed = TaskLimits.requireBetween("wait_seconds", wait, Duration.ZERO, TaskLimits.LONGEST_WAIT);
            return line.ask(new AwaitQuestion(line, id, allowed));
        });
    }

    @Override
    public CompletableFuture<Page> list(TaskQuery query) {
        return line.ask(Plain.of(Requests.list(query), TaskJson.page(query, EnumSet.allOf(TaskPart.class))));
    }

    @Override
    public CompletableFuture<List<HistoryEntry>> history(TaskId id, int after, int limit) {
        return checked(() -> {
            TaskLimits.requireBetween("after", after, 0, Integer.MAX_VALUE);
            TaskLimits.requireBetween("limit", limit, 1, Orchestrator.HISTORY_LIMIT);
            return line.ask(Plain.of(Requests.history(id, after, limit), TaskJson.HISTORY));
        });
    }

    @Override
    public CompletableFuture<WaitReason> explain(TaskId id) {
        return line.ask(Plain.of(Requests.explain(id), TaskJson.WAIT_REASON));
    }

    @Override
    public CompletableFuture<Statistics> statistics(Duration window) {
        return checked(() -> {
            long hours =
                    Statistics.requireWindow(window).plusHours(1).minusNanos(1).toHours();
            return line.ask(Plain.of(Requests.statistics(hours), TaskJson.STATISTICS));
        });
    }

    private static void requireWellFormed(Optional<TaskResult> result) {
        requireWellFormed("result.details", result.flatMap(TaskResult::details));
    }

    /** What is not looked into is sent as it is, so it had better be one JSON object and nothing else. */
    private static void requireWellFormed(String field, Optional<JsonText> json) {
        json.ifPresent(text -> RequestJson.requireWellFormed(field, text));
    }

    /** What is wrong with the input fails the future, as everything else does. */
    private static <T> CompletableFuture<T> checked(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (TaskException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
