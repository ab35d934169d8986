package io.taskorchestrator.testkit;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Completed;
import io.taskorchestrator.task.CompletionOutcome;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.WaitReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Hands the calls of a worker on to an orchestrator, tells a test when they have been answered, and fails them as the test
 * wishes: before they are carried out, or after, when only the answer is lost.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class WatchedCalls implements AsyncOrchestrator {

    private final AsyncOrchestrator verbs;
    private final Map<Verb, Semaphore> answered = new EnumMap<>(Verb.class);
    private final Map<Verb, Integer> asked = new EnumMap<>(Verb.class);
    private final Map<Verb, Integer> lost = new EnumMap<>(Verb.class);
    private final Map<Verb, Integer> unheard = new EnumMap<>(Verb.class);
    private final Map<Verb, Integer> swallowed = new EnumMap<>(Verb.class);

    WatchedCalls(AsyncOrchestrator verbs) {
        this.verbs = verbs;
        for (Verb verb : Verb.values()) {
            answered.put(verb, new Semaphore(0));
        }
    }

    /** The next {@code count} calls of {@code verb} are not carried out. */
    synchronized void loseCalls(Verb verb, int count) {
        lost.put(verb, count);
    }

    /** The next {@code count} calls of {@code verb} are carried out, but their answers are lost. */
    synchronized void loseAnswers(Verb verb, int count) {
        unheard.put(verb, count);
    }

    /** The next {@code count} calls of {@code verb} are not carried out, and nobody says so: they end only by being cancelled. */
    synchronized void swallowCalls(Verb verb, int count) {
        swallowed.put(verb, count);
    }

    /** How many calls of {@code verb} were made. */
    synchronized int asked(Verb verb) {
        return asked.getOrDefault(verb, 0);
    }

    /** Waits until one more call of {@code verb} was answered or cancelled. */
    void awaitAnswer(Verb verb) throws InterruptedException {
        if (!isAnswered(verb, Duration.ofMinutes(1))) {
            throw new AssertionError("No call was answered: " + verb);
        }
    }

    /** Whether one more call of {@code verb} is answered within {@code patience}. */
    boolean isAnswered(Verb verb, Duration patience) throws InterruptedException {
        return answered.get(verb).tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> CompletableFuture<T> watched(Verb verb, Supplier<CompletableFuture<T>> call) {
        boolean isLost;
        boolean isUnheard;
        boolean isSwallowed;
        synchronized (this) {
            asked.merge(verb, 1, Integer::sum);
            isLost = takeOne(lost, verb);
            isUnheard = !isLost && takeOne(unheard, verb);
            isSwallowed = !isLost && !isUnheard && takeOne(swallowed, verb);
        }
        CompletableFuture<T> seen = new CompletableFuture<>();
        CompletableFuture<T> real;
        if (isLost) {
            real = CompletableFuture.failedFuture(fault());
        } else {
            real = isSwallowed ? new CompletableFuture<>() : call.get();
        }
        real.whenComplete((value, error) -> {
            if (isUnheard && error == null) {
                seen.completeExceptionally(fault());
            } else if (error == null) {
                seen.complete(value);
            } else {
                seen.completeExceptionally(error instanceof CompletionException ? error.getCause() : error);
            }
            answered.get(verb).release();
        });
        seen.whenComplete((value, error) -> {
            if (seen.isCancelled()) {
                real.cancel(true);
            }
        });
        return seen;
    }

    private static boolean takeOne(Map<Verb, Integer> faults, Verb verb) {
        int left = faults.getOrDefault(verb, 0);
        faults.put(verb, Math.max(0, left - 1));
        return left > 0;
    }

    private static StoreUnavailableException fault() {
        return new StoreUnavailableException("A fault on the way");
    }

    /** An orchestrator whose calls are watched. */
    record Watched(Orchestrator orchestrator, WatchedCalls async) implements Orchestrator {

        static Watched of(Orchestrator orchestrator) {
            return new Watched(orchestrator, new WatchedCalls(orchestrator.async()));
        }

        @Override
        public Orchestrator as(String caller) {
            return Watched.of(orchestrator.as(caller));
        }

        @Override
        public void close() {
            orchestrator.close();
        }
    }

    @Override
    public CompletableFuture<Created> create(List<NewTask> tasks, Optional<String> idempotencyKey) {
        return verbs.create(tasks, idempotencyKey);
    }

    @Override
    public CompletableFuture<List<ClaimedTask>> claim(Claim claim) {
        return watched(Verb.CLAIM, () -> verbs.claim(claim));
    }

    @Override
    public CompletableFuture<HeartbeatReply> heartbeat(Heartbeat heartbeat) {
        return watched(Verb.HEARTBEAT, () -> verbs.heartbeat(heartbeat));
    }

    @Override
    public CompletableFuture<Task> complete(Complete complete) {
        return watched(Verb.COMPLETE, () -> verbs.complete(complete));
    }

    @Override
    public CompletableFuture<List<CompletionOutcome>> completeAll(List<Complete> completions) {
        return watched(Verb.COMPLETE, () -> verbs.completeAll(completions));
    }

    @Override
    public CompletableFuture<Completed> completeAndClaim(Complete complete, Claim next) {
        return watched(Verb.COMPLETE, () -> verbs.completeAndClaim(complete, next));
    }

    @Override
    public CompletableFuture<Task> fail(Fail fail) {
        return watched(Verb.FAIL, () -> verbs.fail(fail));
    }

    @Override
    public CompletableFuture<Task> release(Release release) {
        return watched(Verb.RELEASE, () -> verbs.release(release));
    }

    @Override
    public CompletableFuture<Task> cancel(Cancel cancel) {
        return verbs.cancel(cancel);
    }

    @Override
    public CompletableFuture<Task> retry(Retry retry) {
        return verbs.retry(retry);
    }

    @Override
    public CompletableFuture<Task> update(Update update) {
        return verbs.update(update);
    }

    @Override
    public CompletableFuture<Deleted> delete(Delete delete) {
        return verbs.delete(delete);
    }

    @Override
    public CompletableFuture<Optional<Task>> find(TaskId id, Set<TaskPart> parts) {
        return verbs.find(id, parts);
    }

    @Override
    public CompletableFuture<Task> await(TaskId id, Duration wait) {
        return verbs.await(id, wait);
    }

    @Override
    public CompletableFuture<Page> list(TaskQuery query) {
        return verbs.list(query);
    }

    @Override
    public CompletableFuture<List<HistoryEntry>> history(TaskId id, int after, int limit) {
        return verbs.history(id, after, limit);
    }

    @Override
    public CompletableFuture<WaitReason> explain(TaskId id) {
        return verbs.explain(id);
    }

    @Override
    public CompletableFuture<Statistics> statistics(Duration window) {
        return verbs.statistics(window);
    }
}
