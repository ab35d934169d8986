package io.taskorchestrator.jdbc;

import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Retries;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.WorkerId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a task's row that change while it lives, in parts that change together: an update writes the parts that
 * differ, since each value that is sent, and each list of them, costs something.
 */
enum StateColumns {
    QUEUED("queued_at = ?, run_at = ?") {
        @Override
        boolean differ(TaskState before, TaskState after) {
            return !before.schedule().queuedAt().equals(after.schedule().queuedAt())
                    || !before.schedule().runAt().equals(after.schedule().runAt());
        }

        @Override
        void values(TaskState state, Consumer<@Nullable Object> to) {
            to.accept(Micros.of(state.schedule().queuedAt()));
            to.accept(state.schedule().runAt().map(Micros::of).orElse(null));
        }
    },

    STARTED("attempt = ?, worker = ?, started_at = ?") {
        @Override
        boolean differ(TaskState before, TaskState after) {
            return before.attempts().number() != after.attempts().number()
                    || !before.attempts().worker().equals(after.attempts().worker())
                    || !before.attempts().startedAt().equals(after.attempts().startedAt());
        }

        @Override
        void values(TaskState state, Consumer<@Nullable Object> to) {
            Attempts attempts = state.attempts();
            to.accept(attempts.number());
            to.accept(attempts.worker().map(WorkerId::value).orElse(null));
            to.accept(attempts.startedAt().map(Micros::of).orElse(null));
        }
    },

    ENDED("last_end_attempt = ?, last_end_cause = ?") {
        @Override
        boolean differ(TaskState before, TaskState after) {
            return !before.attempts().lastEnd().equals(after.attempts().lastEnd());
        }

        @Override
        void values(TaskState state, Consumer<@Nullable Object> to) {
            to.accept(state.attempts().lastEnd().map(AttemptEnd::attempt).orElse(null));
            to.accept(
                    state.attempts().lastEnd().map(end -> Codes.of(end.cause())).orElse(null));
        }
    },

    RETRIED("retry_count = ?, releases_in_a_row = ?, last_retry_at = ?, kept_results = ?") {
        @Override
        boolean differ(TaskState before, TaskState after) {
            return !before.attempts().retries().equals(after.attempts().retries())
                    || !before.attempts().keptResults().equals(after.attempts().keptResults());
        }

        @Override
        void values(TaskState state, Consumer<@Nullable Object> to) {
            Retries retries = state.attempts().retries();
            to.accept(retries.count());
            to.accept(retries.releasesInARow());
            to.accept(retries.lastAt().map(Micros::of).orElse(null));
            to.accept(TaskReading.text(state.attempts().keptResults()));
        }
    },

    OUTCOME("""
            completed_at = ?, cancelled_at = ?, delete_requested = ?, error_message = ?, reason = ?, result_status = ?,
                result_duration = ?, result_details = ?, result_output = ?""") {
        @Override
        boolean differ(TaskState before, TaskState after) {
            return !before.outcome().equals(after.outcome());
        }

        @Override
        void values(TaskState state, Consumer<@Nullable Object> to) {
            Outcome outcome = state.outcome();
            to.accept(outcome.completedAt().map(Micros::of).orElse(null));
            to.accept(outcome.cancelledAt().map(Micros::of).orElse(null));
            to.accept(outcome.deleteRequested() ? 1 : 0);
            to.accept(outcome.errorMessage().orElse(null));
            to.accept(outcome.reason().orElse(null));
            Optional<TaskResult> result = outcome.result();
            to.accept(result.map(TaskResult::status).orElse(null));
            to.accept(result.flatMap(TaskResult::duration).map(Micros::of).orElse(null));
            to.accept(result.flatMap(TaskResult::details).map(JsonText::text).orElse(null));
            to.accept(result.flatMap(TaskResult::output).orElse(null));
        }
    };

    private static final StateColumns[] PARTS = values();
    /** The statement for each set of parts, of which each is one bit. */
    private static final List<String> UPDATES =
            IntStream.range(0, 1 << PARTS.length).mapToObj(StateColumns::update).toList();

    private final String columns;

    StateColumns(String columns) {
        this.columns = columns;
    }

    abstract boolean differ(TaskState before, TaskState after);

    abstract void values(TaskState state, Consumer<@Nullable Object> to);

    private static String update(int parts) {
        StringBuilder sql = new StringBuilder(
                "UPDATE task SET status = ?, queue_state = ?, updated_at = ?, version = ?, history_size = ?, last_entry = ?");
        for (StateColumns part : PARTS) {
            if (isIn(parts, part)) {
                sql.append(", ").append(part.columns);
            }
        }
        return sql.append(" WHERE number = ?").toString();
    }

    /**
     * Whether the task was claimed and nothing has changed but what its lease tells as well: then the row is left as it is ({@code
     * task_now}).
     */
    static boolean areAllInLease(TaskRow before, TaskRow after) {
        if (before.queueState() != QueueState.READY || after.queueState() != QueueState.HELD) {
            return false;
        }
        for (StateColumns part : PARTS) {
            if (part != STARTED
                    && part.differ(before.task().state(), after.task().state())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIn(int parts, StateColumns part) {
        return (parts & 1 << part.ordinal()) != 0;
    }

    /** Brings the state in the row of {@code before} to that of {@code after}. */
    static void update(Session session, TaskRow before, TaskRow after) throws SQLException {
        TaskState state = after.task().state();
        List<@Nullable Object> values = new ArrayList<>();
        values.add(Codes.of(state.status()));
        values.add(after.queueState().code());
        values.add(Micros.of(state.schedule().updatedAt()));
        values.add(after.task().version());
        values.add(after.history().seq());
        values.add(after.history().position());
        int parts = 0;
        for (StateColumns part : PARTS) {
            // of a task that is held only the lease may tell it until now
            boolean mayLag = part == STARTED && before.queueState() == QueueState.HELD;
            if (mayLag || part.differ(before.task().state(), state)) {
                parts |= 1 << part.ordinal();
                part.values(state, values::add);
            }
        }
        values.add(after.number());
        session.update(UPDATES.get(parts), values.toArray());
    }
}
