package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Schedule;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.time.Instant;
import java.util.Set;

/**
 * The rules: what comes of a command, as a pure function of the task, the command and the time. The same arguments
 * always give the same decision.
 *
 * <p>Each decision goes the same way. A repeat of the call that ended an attempt is recognised by the attempt's number.
 * Then {@link Transitions} says whether the verb is possible in the task's status at all. Then the verb's own rule
 * decides: {@link WorkerRules} for what workers do, {@link ProducerRules} for what everybody else does, {@link
 * AttemptRules} for how an attempt ends. Whatever they decide must lie in the table.
 *
 * <p>Callers must have verified a {@linkplain io.taskorchestrator.task.LeaseToken token} before: only its attempt number
 * is looked at here.
 */
public final class Lifecycle {

    private Lifecycle() {}

    /** A new task, created at {@code now}. */
    public static Decision.Changed create(TaskId id, TaskSpec spec, Start start, Instant now) {
        Schedule schedule = Schedule.created(now, start.resolve(now));
        return new Decision.Changed(new Task(id, spec, TaskState.waiting(schedule), 1), Events.CREATED);
    }

    /** What comes of {@code command} on {@code task} at {@code now}. */
    public static Decision decide(Task task, Command command, Instant now) {
        if (isRepeat(task, command)) {
            return new Decision.Unchanged(task);
        }
        Set<Transitions.Target> targets = Transitions.targets(task.status(), command.verb());
        Decision decision = targets.isEmpty() ? refuse(task, command, now) : decideAllowed(task, command, now);
        requireInTable(task, command, decision, targets);
        return decision;
    }

    /** The table says no; what a worker brings along is kept all the same. */
    private static Decision refuse(Task task, Command command, Instant now) {
        if (task.status() == TaskStatus.CANCELLED && command instanceof Complete complete) {
            return WorkerRules.endCancelled(task, complete, complete.holder(), now);
        }
        if (task.status() == TaskStatus.CANCELLED && command instanceof Fail fail) {
            return WorkerRules.endCancelled(task, fail, fail.holder(), now);
        }
        return LateResults.keptWith(Refusal.status(task, command.verb()), task, command, now);
    }

    private static Decision decideAllowed(Task task, Command command, Instant now) {
        return switch (command.verb()) {
            case CLAIM -> WorkerRules.claim(task, (Claim) command, now);
            case HEARTBEAT -> WorkerRules.heartbeat(task, (Heartbeat) command, now);
            case COMPLETE -> WorkerRules.complete(task, (Complete) command, now);
            case FAIL -> WorkerRules.fail(task, (Fail) command, now);
            case RELEASE -> WorkerRules.release(task, (Release) command, now);
            case EXPIRE -> AttemptRules.expire(task, now);
            case CANCEL -> ProducerRules.cancel(task, (Cancel) command, now);
            case RETRY -> ProducerRules.retry(task, (Retry) command, now);
            case UPDATE -> ProducerRules.update(task, (Update) command, now);
            case DELETE -> ProducerRules.delete(task, (Delete) command, now);
        };
    }

    /** Whether the same verb has ended the attempt whose token is shown. What else the call says is not compared. */
    private static boolean isRepeat(Task task, Command command) {
        if (command instanceof Complete complete) {
            return hasEnded(task, complete.holder(), AttemptEnd.Cause.COMPLETE);
        }
        if (command instanceof Fail fail) {
            return hasEnded(task, fail.holder(), AttemptEnd.Cause.FAIL);
        }
        return command instanceof Release release && hasEnded(task, release.holder(), AttemptEnd.Cause.RELEASE);
    }

    private static boolean hasEnded(Task task, Holder holder, AttemptEnd.Cause cause) {
        return holder.token().isPresent()
                && task.state().attempts().ended(holder.token().get().attempt(), cause);
    }

    private static void requireInTable(Task task, Command command, Decision decision, Set<Transitions.Target> targets) {
        if (decision instanceof Decision.Changed changed) {
            Transitions.Target target = changed.isRemoval()
                    ? Transitions.Target.GONE
                    : Transitions.Target.of(changed.task().status());
            if (!targets.contains(target)) {
                throw new IllegalStateException("%s on a %s task led to %s, which is not in the table"
                        .formatted(command.verb(), task.status(), target));
            }
        }
    }

    static Decision.Refused refuse(Task task, RefusalReason reason, String message) {
        return Decision.Refused.of(Refusal.of(task, reason, message));
    }

    static Decision.Changed changed(Task task, TaskState state, TaskEvent event) {
        return Decision.Changed.of(task.changed(state), event);
    }

    static TaskEvent event(Task task, EventType type) {
        return TaskEvent.of(type, task.state().attempts().number());
    }
}
