package io.taskorchestrator.store;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.WaitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Where tasks are kept.
 *
 * <p>Writes answer with a stage that completes once what they did is as durable as the store promises, so that one flush
 * can serve many callers. A stage that fails with a {@link io.taskorchestrator.task.StoreUnavailableException} leaves
 * open whether the write happened; all writes are safe to repeat (creates with an idempotency key, claims with a claim
 * id, commands by their lease token).
 *
 * <p>The store owns the time: no call carries a "now". All instants are in whole microseconds.
 *
 * <p>Thread model: safe for use by many threads. Stages complete, and listeners are called, outside every lock of the
 * store, on a caller's thread or on one of the store's own.
 */
public interface TaskStore extends AutoCloseable {

    /**
     * Creates tasks: all of the batch or, if the stage fails, none.
     *
     * <p>A key that was used before by the same caller replays: with the same request hash the answer is the tasks as
     * they are now; with another the stage fails with a {@link io.taskorchestrator.task.ConflictException}. Keys are
     * kept for 24 hours, whatever happens to the tasks; a store that is short of room for them may forget the oldest sooner, but
     * none within ten minutes. If a task of a replayed batch is gone, the stage fails with a {@link
     * io.taskorchestrator.task.TaskNotFoundException}.
     */
    CompletionStage<Created> create(Call<CreateBatch> batch);

    /**
     * Hands out tasks. The answer has one list for each claim, in order; a list is empty if nothing was ready. A claim
     * whose id has live leases gets those again. How long a claim is willing to wait does not matter here.
     */
    CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims);

    /** Carries out commands, each for itself. The answer has one decision for each, in order. */
    CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands);

    /** The task with this id, with at least the wanted parts; empty if there is none. */
    Optional<Task> find(TaskId id, Set<TaskPart> parts);

    /**
     * A page of tasks. It looks at no more than 10,000 of them, beside those that the offset passes over, so it may be
     * short though there is more.
     *
     * @throws io.taskorchestrator.task.InvalidInputException naming {@code cursor} if it is not one of this store's
     */
    Page list(TaskQuery query);

    /**
     * The history of a task, oldest first: at most {@code limit} entries with a {@code seq} above {@code after}; empty if
     * there is no such task.
     */
    List<HistoryEntry> history(TaskId id, int after, int limit);

    /** Why the task is not running; empty if there is no such task. */
    Optional<WaitReason> explain(TaskId id);

    /** The numbers now, with a window of {@code window} rounded up to whole hours. Never scans tasks. */
    Statistics statistics(Duration window);

    /**
     * Does what is due, in small steps and at most {@code limit} of them: expires leases, makes delayed tasks ready,
     * removes what its retention has ended for. The answer is when something will be due next, by the clock of this process
     * wherever the store's time comes from; in the past if the limit was reached; empty if nothing is scheduled.
     */
    CompletionStage<Optional<Instant>> tick(int limit);

    /** Tells {@code listener} from now on what happens in this store through this process. */
    Registration listen(StoreListener listener);

    /** Closes the store: later writes fail with {@link io.taskorchestrator.task.StoreUnavailableException}. */
    @Override
    void close();
}
