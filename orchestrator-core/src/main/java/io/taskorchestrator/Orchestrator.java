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
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.Deleted;
import io.taskorchestrator.task.HeartbeatReply;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.WaitReason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * A place to post tasks, to work on them and to look at them: in this JVM ({@link EmbeddedOrchestrator}) or on a server.
 *
 * <p>The contract of each verb, and what makes it safe to repeat, is written in {@link AsyncOrchestrator}; here the same
 * verbs wait for their answer. They throw what a future there would fail with.
 *
 * <p>Thread model: safe for use by many threads. If the calling thread is interrupted while it waits, the call throws a
 * {@link java.util.concurrent.CancellationException}, the thread stays interrupted, and a claim that was waiting gets
 * nothing.
 */
public interface Orchestrator extends AutoCloseable {

    /** Most entries of one page of a history. */
    int HISTORY_LIMIT = 1_000;

    /** The same verbs, without blocking. */
    AsyncOrchestrator async();

    /**
     * The same orchestrator for a named caller: the name stands in the history, and idempotency keys and claim ids of
     * different callers never meet. Closing the view closes the orchestrator.
     *
     * @throws InvalidInputException naming {@code caller} if the name has not 1 to 100 code points
     */
    Orchestrator as(String caller);

    /**
     * Creates a task.
     *
     * @throws InvalidInputException if it breaks a limit
     * @throws StoreUnavailableException if the store cannot take it now; repeat with an idempotency key to make it once
     */
    default Task create(NewTask task) {
        return create(List.of(task), Optional.empty()).tasks().get(0);
    }

    /**
     * Creates a task once, however often it is called with the same key within 24 hours (a store in memory that is short of
     * room for keys: within ten minutes).
     *
     * @throws InvalidInputException if it breaks a limit
     * @throws ConflictException if the key was used for another task
     * @throws TaskNotFoundException if the key made a task that is gone
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Created create(NewTask task, String idempotencyKey) {
        return create(List.of(task), Optional.of(idempotencyKey));
    }

    /**
     * Creates tasks: all of them, or none.
     *
     * @throws InvalidInputException if one breaks a limit, named by its index
     * @throws ConflictException if the key was used for other tasks
     * @throws TaskNotFoundException if the key made tasks of which one is gone
     * @throws StoreUnavailableException if the store cannot take them now
     */
    default Created create(List<NewTask> tasks, Optional<String> idempotencyKey) {
        return Answer.of(async().create(tasks, idempotencyKey));
    }

    /**
     * Asks for the next tasks, and waits for one as long as the claim says; empty if there is none.
     *
     * @throws StoreUnavailableException if the store cannot tell now
     */
    default List<ClaimedTask> claim(Claim claim) {
        return Answer.of(async().claim(claim));
    }

    /**
     * Says that the worker is alive, and tells of its progress.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if the lease is lost
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default HeartbeatReply heartbeat(Heartbeat heartbeat) {
        return Answer.of(async().heartbeat(heartbeat));
    }

    /**
     * Finishes a task.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if the lease is lost; the result is then kept in the history
     * @throws InvalidInputException if the prompt that was sent along is not the task's
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Task complete(Complete complete) {
        return Answer.of(async().complete(complete));
    }

    /**
     * Finishes several tasks, each for itself: one that is refused hinders no other. The outcomes are in the order of the
     * completions, of which there may be 1 to 100.
     *
     * @throws InvalidInputException if any of them breaks a limit, named by its index; nothing is changed then
     * @throws StoreUnavailableException if the store cannot take them now
     */
    default List<CompletionOutcome> completeAll(List<Complete> completions) {
        return Answer.of(async().completeAll(completions));
    }

    /**
     * Finishes a task and asks for the next one.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if the lease is lost; then nothing is claimed
     * @throws InvalidInputException if the prompt that was sent along is not the task's
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Completed completeAndClaim(Complete complete, Claim next) {
        return Answer.of(async().completeAndClaim(complete, next));
    }

    /**
     * Says that an attempt has failed.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if the lease is lost
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Task fail(Fail fail) {
        return Answer.of(async().fail(fail));
    }

    /**
     * Hands a task back, or confirms its cancellation.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if the lease is lost
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Task release(Release release) {
        return Answer.of(async().release(release));
    }

    /**
     * Calls a task off.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if it is finished already
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Task cancel(Cancel cancel) {
        return Answer.of(async().cancel(cancel));
    }

    /**
     * Sends a failed or cancelled task back to waiting.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if its retries are used up, it is held, or it is working or completed
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Task retry(Retry retry) {
        return Answer.of(async().retry(retry));
    }

    /**
     * Changes a waiting task.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if it is not waiting, or has another version
     * @throws InvalidInputException if the change breaks a limit
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Task update(Update update) {
        return Answer.of(async().update(update));
    }

    /**
     * Removes a task, and its history with it.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws ConflictException if a worker holds it, or it has another version
     * @throws StoreUnavailableException if the store cannot take it now
     */
    default Deleted delete(Delete delete) {
        return Answer.of(async().delete(delete));
    }

    /**
     * The task with this id, with all its parts; empty if there is none.
     *
     * @throws StoreUnavailableException if the store cannot tell now
     */
    default Optional<Task> find(TaskId id) {
        return Answer.of(async().find(id, EnumSet.allOf(TaskPart.class)));
    }

    /**
     * The task once it is finished, or as it is when {@code wait} is over.
     *
     * @throws TaskNotFoundException if there is no such task, or no longer
     * @throws InvalidInputException naming {@code wait_seconds} if that is not 0 to 60 seconds
     * @throws StoreUnavailableException if the store cannot tell now
     */
    default Task await(TaskId id, Duration wait) {
        return Answer.of(async().await(id, wait));
    }

    /**
     * A page of tasks.
     *
     * @throws InvalidInputException naming {@code cursor} if that is not from an earlier page
     * @throws StoreUnavailableException if the store cannot tell now
     */
    default Page list(TaskQuery query) {
        return Answer.of(async().list(query));
    }

    /**
     * The first {@link #HISTORY_LIMIT} entries of a task's history, oldest first.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws StoreUnavailableException if the store cannot tell now
     */
    default List<HistoryEntry> history(TaskId id) {
        return history(id, 0, HISTORY_LIMIT);
    }

    /**
     * A part of a task's history, oldest first.
     *
     * @param after only entries with a higher {@code seq}; 0 for all
     * @param limit at most so many; 1 to {@link #HISTORY_LIMIT}
     * @throws TaskNotFoundException if there is no such task
     * @throws InvalidInputException naming {@code after} or {@code limit} if it is out of its range
     * @throws StoreUnavailableException if the store cannot tell now
     */
    default List<HistoryEntry> history(TaskId id, int after, int limit) {
        return Answer.of(async().history(id, after, limit));
    }

    /**
     * Why a task is not running.
     *
     * @throws TaskNotFoundException if there is no such task
     * @throws StoreUnavailableException if the store cannot tell now
     */
    default WaitReason explain(TaskId id) {
        return Answer.of(async().explain(id));
    }

    /**
     * The numbers now, with figures over the last {@code window}.
     *
     * @throws InvalidInputException naming {@code hours} if that is not 1 hour to 31 days
     * @throws StoreUnavailableException if the store cannot tell now
     */
    default Statistics statistics(Duration window) {
        return Answer.of(async().statistics(window));
    }

    @Override
    void close();
}
