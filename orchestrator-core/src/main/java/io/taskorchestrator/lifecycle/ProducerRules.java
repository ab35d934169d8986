package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Retries;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What anybody but a worker may do: cancel, retry, update, delete. */
final class ProducerRules {

    private ProducerRules() {}

    static Decision cancel(Task task, Cancel cancel, Instant now) {
        if (task.status() == TaskStatus.CANCELLED) {
            return cancel.force() && task.state().lease().isPresent()
                    ? AttemptRules.confirm(task, AttemptEnd.Cause.CANCEL, now)
                    : new Decision.Unchanged(task);
        }
        TaskEvent event = Lifecycle.event(task, EventType.CANCELLED);
        if (cancel.reason().isPresent()) {
            event = event.with(Events.REASON, cancel.reason().get());
        }
        TaskState state = cancelled(task, cancel.reason(), now);
        if (cancel.force() && state.lease().isPresent()) {
            event = event.with(Events.FORCED, "true");
            state = state.with(state.attempts().ended(AttemptEnd.Cause.CANCEL)).withoutLease();
        }
        return Lifecycle.changed(task, state, event);
    }

    static Decision retry(Task task, Retry retry, Instant now) {
        TaskState state = task.state();
        Retries retries = state.attempts().retries().withoutReleases();
        if (task.status() == TaskStatus.WAITING) {
            return new Decision.Unchanged(task);
        }
        if (task.status() == TaskStatus.CANCELLED) {
            if (state.lease().isPresent()) {
                return refuseHeld(task);
            }
        } else {
            if (!retry.force() && !AttemptRules.hasRetries(task)) {
                return Lifecycle.refuse(task, RefusalReason.RETRIES_EXHAUSTED, "Maximum retry count exceeded");
            }
            retries = retries.counted(now);
        }
        Attempts attempts = state.attempts().with(retries);
        TaskState after = new TaskState(
                TaskStatus.WAITING,
                state.schedule().queued(now, Optional.empty()),
                state.outcome().result().isPresent() ? LateResults.remember(attempts, attempts.number()) : attempts,
                Optional.empty(),
                state.report(),
                Outcome.NONE);
        // The result leaves the task here, so it goes into the history: no result is ever thrown away.
        TaskEvent event =
                Lifecycle.event(task, EventType.RETRIED).with(state.outcome().result());
        return Lifecycle.changed(task, after, event);
    }

    static Decision update(Task task, Update update, Instant now) {
        Optional<Decision> refused = checkVersion(task, update.ifVersion());
        if (refused.isPresent()) {
            return refused.get();
        }
        if (update.patch().fields().isEmpty()) {
            return new Decision.Unchanged(task);
        }
        TaskState state = task.state().with(update.patch().apply(task.state().schedule(), now));
        Task after = new Task(task.id(), update.patch().apply(task.spec()), state, task.version() + 1);
        TaskEvent event = Lifecycle.event(task, EventType.UPDATED)
                .with(Events.FIELDS, String.join(", ", update.patch().fields()));
        return Decision.Changed.of(after, event);
    }

    static Decision delete(Task task, Delete delete, Instant now) {
        Optional<Decision> refused = checkVersion(task, delete.ifVersion());
        if (refused.isPresent()) {
            return refused.get();
        }
        if (task.state().lease().isEmpty()) {
            return Lifecycle.changed(task, task.state(), Lifecycle.event(task, EventType.DELETED));
        }
        if (task.state().outcome().deleteRequested()) {
            return new Decision.Unchanged(task);
        }
        if (!delete.force()) {
            return refuseHeld(task);
        }
        boolean isCancelled = task.status() == TaskStatus.CANCELLED;
        TaskState state = isCancelled ? task.state() : cancelled(task, Optional.empty(), now);
        TaskEvent requested = Lifecycle.event(task, EventType.DELETE_REQUESTED);
        return new Decision.Changed(
                task.changed(state.with(state.schedule().updated(now))
                        .with(state.outcome().withDeleteRequested())),
                isCancelled ? List.of(requested) : List.of(Lifecycle.event(task, EventType.CANCELLED), requested));
    }

    /** Cancelled at {@code now}; a lease stays until its worker has confirmed. */
    private static TaskState cancelled(Task task, Optional<String> reason, Instant now) {
        TaskState state = task.state();
        Attempts attempts = state.attempts();
        return new TaskState(
                TaskStatus.CANCELLED,
                state.schedule().updated(now),
                attempts.with(attempts.retries().withoutReleases()),
                state.lease(),
                state.report(),
                Outcome.cancelled(reason, now));
    }

    private static Decision refuseHeld(Task task) {
        return Lifecycle.refuse(task, RefusalReason.LEASE_LIVE, "A worker still holds this task");
    }

    private static Optional<Decision> checkVersion(Task task, Optional<Long> wanted) {
        if (wanted.isEmpty() || wanted.get() == task.version()) {
            return Optional.empty();
        }
        return Optional.of(Lifecycle.refuse(
                task,
                RefusalReason.VERSION_MISMATCH,
                "The task is at version %d, not %d".formatted(task.version(), wanted.get())));
    }
}
