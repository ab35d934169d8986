package io.taskorchestrator;

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
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.WaitReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The verbs, without blocking.
 *
 * <p>A call that is refused or fails completes its future with a {@link io.taskorchestrator.task.TaskException}, which
 * {@link CompletableFuture#get} wraps as usual: {@link io.taskorchestrator.task.InvalidInputException} for input that
 * breaks a limit, {@link io.taskorchestrator.task.TaskNotFoundException}, {@link
 * io.taskorchestrator.task.ConflictException} for what the task's state does not allow, {@link
 * io.taskorchestrator.task.StoreUnavailableException} when the store cannot take it now, and, where the tasks are on a
 * server, {@link io.taskorchestrator.task.AccessDeniedException} when that does not let the caller do it.
 *
 * <p>A future completes once what it says is as durable as the store promises.
 *
 * <p><b>Repeating</b> a call whose answer was lost is safe where the call itself says which one it is: creates by an
 * idempotency key, claims by a claim id, what a worker tells by its lease token. A delete finds nothing the second time.
 * Cancel, retry and update carry nothing of the kind: a repeat is a second wish. As long as nothing else has happened to
 * the task it makes no difference, but that an update of when it is handed out gives it a new place in line. Else a cancel
 * or a retry is carried out again, though somebody may have meant otherwise, and an update overwrites what came between,
 * unless it names a version. Without its key, id or token a call is a new one: it can make a second task, take further
 * ones, or end an attempt of somebody else's.
 *
 * <p>Thread model: safe for use by many threads. Dependents run on the calling thread where the answer is there at once,
 * and else on a thread of the orchestrator: they must not block.
 */
public interface AsyncOrchestrator {

    /**
     * Creates tasks: all of them, or none.
     *
     * @param tasks 1 to 1,000 tasks
     * @param idempotencyKey if given (1 to 200 code points), the same key with the same tasks makes them once in 24 hours
     *     and answers them again; with other tasks it is a conflict. A store in memory may forget a key after ten minutes,
     *     if keys take a quarter of its limit
     */
    CompletableFuture<Created> create(List<NewTask> tasks, Optional<String> idempotencyKey);

    /**
     * Asks for the next tasks. If there is none, the answer is empty, after as long as the claim wants to wait.
     * Cancelling the future ends the wait; tasks that it was just being given go back, with no attempt held against them.
     */
    CompletableFuture<List<ClaimedTask>> claim(Claim claim);

    /** Says that the worker is alive, and tells of its progress. */
    CompletableFuture<HeartbeatReply> heartbeat(Heartbeat heartbeat);

    /** Finishes a task. */
    CompletableFuture<Task> complete(Complete complete);

    /**
     * Finishes several tasks, each for itself: what one completion comes to – done, repeated, too late, refused – makes no difference
     * to the others, and is what it would have come to alone. They are carried out in their order, so the same task may be
     * there twice. The future fails, and nothing is changed, if any of them breaks a limit, named by its index ({@code
     * completions[3].result.details}); it also fails if the store cannot take them now, and can then be repeated.
     *
     * @param completions 1 to 100 completions
     * @return the outcome of each, in their order
     */
    CompletableFuture<List<CompletionOutcome>> completeAll(List<Complete> completions);

    /**
     * Finishes a task, and asks for the next one once the end is durable. If the completion is refused nothing is
     * claimed; if the claim fails, the future fails, and both can be repeated. Cancelling the future ends the wait for the next
     * task as that of {@link #claim}, not the completion.
     */
    CompletableFuture<Completed> completeAndClaim(Complete complete, Claim next);

    /** Says that an attempt has failed. */
    CompletableFuture<Task> fail(Fail fail);

    /** Hands a task back, or confirms its cancellation. */
    CompletableFuture<Task> release(Release release);

    /** Calls a task off. */
    CompletableFuture<Task> cancel(Cancel cancel);

    /** Sends a finished task back to waiting. */
    CompletableFuture<Task> retry(Retry retry);

    /** Changes a waiting task. */
    CompletableFuture<Task> update(Update update);

    /** Removes a task. */
    CompletableFuture<Deleted> delete(Delete delete);

    /** The task with this id, with at least the wanted parts; empty if there is none. */
    CompletableFuture<Optional<Task>> find(TaskId id, Set<TaskPart> parts);

    /** The task once it is finished, or as it is when {@code wait} (0 to 60 seconds) is over. */
    CompletableFuture<Task> await(TaskId id, Duration wait);

    /** A page of tasks. */
    CompletableFuture<Page> list(TaskQuery query);

    /**
     * The history of a task, oldest first.
     *
     * @param after only entries with a higher {@code seq}; 0 for all
     * @param limit at most so many; 1 to 1,000
     */
    CompletableFuture<List<HistoryEntry>> history(TaskId id, int after, int limit);

    /** Why a task is not running. */
    CompletableFuture<WaitReason> explain(TaskId id);

    /** The numbers now, with figures over the last {@code window}: 1 hour to 31 days, rounded up to whole hours. */
    CompletableFuture<Statistics> statistics(Duration window);
}
