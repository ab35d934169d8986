package io.taskorchestrator;

import io.taskorchestrator.engine.Answers;
import io.taskorchestrator.engine.Awaits;
import io.taskorchestrator.engine.ParkedClaims;
import io.taskorchestrator.engine.Ticker;
import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.CompletionOutcome;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WaitReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The verbs of one caller, carried out on a store in this JVM. Input is checked here; the rules are elsewhere. */
final class EmbeddedCalls implements AsyncOrchestrator {

    private final Caller caller;
    private final TaskSettings settings;
    private final TaskStore store;
    private final ParkedClaims parkedClaims;
    private final Awaits awaits;
    private final Ticker ticker;

    EmbeddedCalls(
            Caller caller,
            TaskSettings settings,
            TaskStore store,
            ParkedClaims parkedClaims,
            Awaits awaits,
            Ticker ticker) {
        this.caller = caller;
        this.settings = settings;
        this.store = store;
        this.parkedClaims = parkedClaims;
        this.awaits = awaits;
        this.ticker = ticker;
    }

    EmbeddedCalls as(Caller newCaller) {
        return new EmbeddedCalls(newCaller, settings, store, parkedClaims, awaits, ticker);
    }

    @Override
    public CompletableFuture<Created> create(List<NewTask> tasks, Optional<String> idempotencyKey) {
        return checked(() -> {
            Optional<IdempotencyKey> key = idempotencyKey.map(
                    value -> new IdempotencyKey(value, HexFormat.of().formatHex(RequestJson.requestHash(tasks))));
            CreateBatch batch = new CreateBatch(RequestJson.each(tasks, this::draft), key);
            return Answers.map(store.create(new Call<>(caller, batch)), created -> {
                created.tasks().forEach(this::expect);
                return created;
            });
        });
    }

    private CreateBatch.Draft draft(NewTask task) {
        requireWellFormed("metadata", task.content().metadata());
        return new CreateBatch.Draft(task.spec(settings), task.start());
    }

    @Override
    public CompletableFuture<List<ClaimedTask>> claim(Claim claim) {
        return parkedClaims.claim(new Call<>(caller, claim));
    }

    @Override
    public CompletableFuture<HeartbeatReply> heartbeat(Heartbeat heartbeat) {
        return checked(() -> {
            heartbeat.checkpoint().ifPresent(json -> requireWellFormed("checkpoint", json));
            return apply(heartbeat, decided -> reply(heartbeat.task(), decided));
        });
    }

    private static HeartbeatReply reply(TaskId id, Decided decided) {
        Task task = Refusals.taskOf(id, decided.decision());
        Lease lease = task.state().lease().orElseThrow();
        return new HeartbeatReply(
                lease.expiresAt(),
                Duration.between(decided.at(), lease.expiresAt()),
                task.status() == TaskStatus.CANCELLED,
                task.state().outcome().reason());
    }

    @Override
    public CompletableFuture<Task> complete(Complete complete) {
        return checked(() -> task(wellFormed(complete)));
    }

    @Override
    public CompletableFuture<List<CompletionOutcome>> completeAll(List<Complete> completions) {
        return checked(() -> {
            TaskLimits.requireCompletions(completions.size());
            List<Call<TaskCommand>> calls =
                    RequestJson.each("completions", completions, complete -> new Call<>(caller, wellFormed(complete)));
            return Answers.map(store.apply(calls), decided -> outcomes(calls, decided));
        });
    }

    private List<CompletionOutcome> outcomes(List<Call<TaskCommand>> calls, List<Decided> decided) {
        List<CompletionOutcome> outcomes = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            TaskCommand command = calls.get(i).command();
            try {
                outcomes.add(new CompletionOutcome.Done(task(command, decided.get(i))));
            } catch (TaskException refusal) {
                outcomes.add(new CompletionOutcome.Refused(command.task(), refusal));
            }
        }
        return List.copyOf(outcomes);
    }

    private static Complete wellFormed(Complete complete) {
        complete.result().details().ifPresent(json -> requireWellFormed("result.details", json));
        return complete;
    }

    @Override
    public CompletableFuture<Completed> completeAndClaim(Complete complete, Claim next) {
        CompletableFuture<Completed> answer = new CompletableFuture<>();
        complete(complete)
                .thenAccept(task -> parkedClaims.claim(
                        new Call<>(caller, next.limit(1)),
                        claimed -> new Completed(task, claimed.stream().findFirst()),
                        answer))
                .whenComplete((done, error) -> {
                    if (error != null) {
                        answer.completeExceptionally(error);
                    }
                });
        return answer;
    }

    @Override
    public CompletableFuture<Task> fail(Fail fail) {
        return checked(() -> {
            fail.result()
                    .flatMap(result -> result.details())
                    .ifPresent(json -> requireWellFormed("result.details", json));
            return task(fail);
        });
    }

    @Override
    public CompletableFuture<Task> release(Release release) {
        return task(release);
    }

    @Override
    public CompletableFuture<Task> cancel(Cancel cancel) {
        return task(cancel);
    }

    @Override
    public CompletableFuture<Task> retry(Retry retry) {
        return task(retry);
    }

    @Override
    public CompletableFuture<Task> update(Update update) {
        return checked(() -> {
            update.patch().content().metadata().value().ifPresent(json -> requireWellFormed("metadata", json));
            return task(new Update(update.task(), update.patch().withDefaults(settings), update.ifVersion()));
        });
    }

    @Override
    public CompletableFuture<Deleted> delete(Delete delete) {
        return apply(delete, decided -> {
            Task task = Refusals.taskOf(delete.task(), decided.decision());
            boolean gone = decided.decision() instanceof Decision.Changed changed && changed.isRemoval();
            return new Deleted(task.id(), gone, !gone);
        });
    }

    @Override
    public CompletableFuture<Optional<Task>> find(TaskId id, Set<TaskPart> parts) {
        return checked(() -> CompletableFuture.completedFuture(store.find(id, parts)));
    }

    @Override
    public CompletableFuture<Task> await(TaskId id, Duration wait) {
        return checked(() -> {
            TaskLimits.requireBetween("wait_seconds", wait, Duration.ZERO, TaskLimits.LONGEST_WAIT);
            return awaits.await(id, wait);
        });
    }

    @Override
    public CompletableFuture<Page> list(TaskQuery query) {
        return checked(() -> CompletableFuture.completedFuture(store.list(query)));
    }

    @Override
    public CompletableFuture<List<HistoryEntry>> history(TaskId id, int after, int limit) {
        return checked(() -> {
            TaskLimits.requireBetween("after", after, 0, Integer.MAX_VALUE);
            TaskLimits.requireBetween("limit", limit, 1, Orchestrator.HISTORY_LIMIT);
            List<HistoryEntry> entries = store.history(id, after, limit);
            if (entries.isEmpty() && store.find(id, Set.of()).isEmpty()) {
                throw new TaskNotFoundException(id);
            }
            return CompletableFuture.completedFuture(entries);
        });
    }

    @Override
    public CompletableFuture<WaitReason> explain(TaskId id) {
        return checked(() ->
                CompletableFuture.completedFuture(store.explain(id).orElseThrow(() -> new TaskNotFoundException(id))));
    }

    @Override
    public CompletableFuture<Statistics> statistics(Duration window) {
        return checked(() -> CompletableFuture.completedFuture(store.statistics(Statistics.requireWindow(window))));
    }

    private CompletableFuture<Task> task(TaskCommand command) {
        return apply(command, decided -> task(command, decided));
    }

    private Task task(TaskCommand command, Decided decided) {
        return expect(Refusals.taskOf(command.task(), decided.decision()));
    }

    private <T> CompletableFuture<T> apply(TaskCommand command, Function<Decided, T> answer) {
        return Answers.map(store.apply(List.of(new Call<>(caller, command))), decided -> answer.apply(decided.get(0)));
    }

    /**
     * Tells the ticker of a task that will be due: perhaps sooner than it looks again by itself. Leases last at least as long as
     * it pauses.
     */
    private Task expect(Task task) {
        if (task.status() == TaskStatus.WAITING) {
            task.state().schedule().runAt().ifPresent(ticker::nudge);
        }
        return task;
    }

    private static void requireWellFormed(String field, JsonText json) {
        if (!json.equals(JsonText.EMPTY)) {
            RequestJson.requireWellFormed(field, json);
        }
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
