package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.TaskTable.Author;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskIdGenerator;
import io.taskorchestrator.task.TaskNotFoundException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Creates tasks. Its ids grow, also from one start of a store to the next.
 *
 * <p>Thread model: safe for use by many threads, each with a transaction of its own.
 */
final class Creating {

    private static final String NEWEST = "SELECT id FROM task_body ORDER BY task DESC LIMIT 1";
    private static final int TIME_SHIFT = 16;

    private final TaskIdGenerator ids;

    private Creating(TaskIdGenerator ids) {
        this.ids = ids;
    }

    static Creating after(Session session, RandomGenerator random) throws SQLException {
        TaskIdGenerator ids = new TaskIdGenerator(random);
        String newest = session.first(NEWEST, Columns::text);
        if (newest != null) {
            long millis = TaskReading.id(newest).value().getMostSignificantBits() >>> TIME_SHIFT;
            ids.next(Instant.ofEpochMilli(millis + 1));
        }
        return new Creating(ids);
    }

    Created create(Tx tx, Call<CreateBatch> call) throws SQLException {
        Instant now = tx.now();
        Caller caller = call.caller();
        CreateBatch batch = call.command();
        if (batch.key().isPresent()) {
            IdempotencyKeys.Use use = tx.state().use(caller, batch.key().get());
            if (use != null) {
                return replay(tx, use, batch.key().get());
            }
        }
        Author author = new Author(caller.name(), caller.name());
        List<Task> tasks = new ArrayList<>(batch.tasks().size());
        for (CreateBatch.Draft draft : batch.tasks()) {
            Decision.Changed created = Lifecycle.create(nextId(now), draft.spec(), draft.start(), now);
            tasks.add(TaskTable.add(tx, created, author, now).task());
        }
        if (batch.key().isPresent()) {
            List<TaskId> made = tasks.stream().map(Task::id).toList();
            tx.state().used(caller, batch.key().get(), made);
        }
        return new Created(tasks, false);
    }

    private TaskId nextId(Instant now) {
        synchronized (ids) {
            return ids.next(now);
        }
    }

    private static Created replay(Tx tx, IdempotencyKeys.Use use, IdempotencyKey key) throws SQLException {
        if (!use.requestHash().equals(key.requestHash())) {
            throw new ConflictException(
                    RefusalReason.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key was used for another request",
                    Map.of("idempotency_key", key.value()));
        }
        List<Task> tasks = new ArrayList<>(use.ids().size());
        for (TaskId id : use.ids()) {
            TaskRow row = tx.state().tasks().toShow(tx.session(), id);
            if (row == null) {
                throw new TaskNotFoundException(id);
            }
            tasks.add(row.task());
        }
        return new Created(tasks, true);
    }
}
