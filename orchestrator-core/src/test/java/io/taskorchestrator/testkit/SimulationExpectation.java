package io.taskorchestrator.testkit;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskStatus;
import java.util.Map;
import java.util.Optional;

/**
 * What should come of a command, worked out from the contract alone, with no line of the lifecycle's own code.
 */
enum SimulationExpectation {
    /** The task changes. */
    CHANGED,
    /** Fine, but there was nothing to do. */
    UNCHANGED,
    /** A conflict. */
    REFUSED;

    private static final Map<Verb, AttemptEnd.Cause> CAUSES = Map.of(
            Verb.COMPLETE, AttemptEnd.Cause.COMPLETE,
            Verb.FAIL, AttemptEnd.Cause.FAIL,
            Verb.RELEASE, AttemptEnd.Cause.RELEASE);

    /** What should come of {@code command} on the task {@code before}. */
    static SimulationExpectation of(Task before, TaskCommand command) {
        return switch (command.verb()) {
            case CANCEL -> ofCancel(before, (Cancel) command);
            case RETRY -> ofRetry(before, (Retry) command);
            case UPDATE -> {
                boolean current = ((Update) command).ifVersion().orElse(before.version()) == before.version();
                yield when(before.status() == TaskStatus.WAITING && current, CHANGED);
            }
            case DELETE -> ofDelete(before, (Delete) command);
            case HEARTBEAT, COMPLETE, FAIL, RELEASE -> ofWorker(before, command);
            case CLAIM, EXPIRE -> throw new IllegalArgumentException("Nobody sends " + command);
        };
    }

    private static SimulationExpectation when(boolean allowed, SimulationExpectation then) {
        return allowed ? then : REFUSED;
    }

    private static boolean isHeld(Task task) {
        return task.state().lease().isPresent();
    }

    private static SimulationExpectation ofCancel(Task before, Cancel cancel) {
        return switch (before.status()) {
            case WAITING, WORKING -> CHANGED;
            case CANCELLED -> cancel.force() && isHeld(before) ? CHANGED : UNCHANGED;
            case COMPLETED, FAILED -> REFUSED;
        };
    }

    private static SimulationExpectation ofRetry(Task before, Retry retry) {
        return switch (before.status()) {
            case WAITING -> UNCHANGED;
            case FAILED -> {
                int used = before.state().attempts().retries().count();
                yield when(retry.force() || used < before.spec().limits().maxRetries(), CHANGED);
            }
            case CANCELLED -> when(!isHeld(before), CHANGED);
            case WORKING, COMPLETED -> REFUSED;
        };
    }

    private static SimulationExpectation ofDelete(Task before, Delete delete) {
        if (delete.ifVersion().orElse(before.version()) != before.version()) {
            return REFUSED;
        }
        if (!isHeld(before)) {
            return CHANGED;
        }
        if (before.state().outcome().deleteRequested()) {
            return UNCHANGED;
        }
        return when(delete.force(), CHANGED);
    }

    private static SimulationExpectation ofWorker(Task before, TaskCommand command) {
        if (isRepeat(before, command)) {
            return UNCHANGED;
        }
        if (isHeld(before) && isHolder(before, command)) {
            if (before.status() == TaskStatus.WORKING) {
                return CHANGED;
            }
            return command.verb() == Verb.HEARTBEAT ? UNCHANGED : when(command.verb() == Verb.RELEASE, CHANGED);
        }
        return when(isWelcomeLate(before, command), CHANGED);
    }

    private static boolean isRepeat(Task before, TaskCommand command) {
        Optional<AttemptEnd> end = before.state().attempts().lastEnd();
        return command.holder().token().isPresent()
                && end.isPresent()
                && end.get().attempt() == command.holder().token().get().attempt()
                && end.get().cause() == CAUSES.get(command.verb());
    }

    /** Whether the command shows the token of the current attempt, or needs none. */
    static boolean isHolder(Task before, TaskCommand command) {
        Attempts attempts = before.state().attempts();
        if (command.holder().token().isPresent()) {
            return command.holder().token().get().attempt() == attempts.number();
        }
        return before.state().lease().filter(Lease::fenced).isEmpty()
                && (command.holder().worker().isEmpty()
                        || command.holder().worker().equals(attempts.worker()));
    }

    /** A success that comes after the lease has ended, but before somebody else has begun. */
    private static boolean isWelcomeLate(Task before, TaskCommand command) {
        Attempts attempts = before.state().attempts();
        return command instanceof Complete complete
                && !complete.result().isFailure()
                && !isHeld(before)
                && (before.status() == TaskStatus.WAITING || before.status() == TaskStatus.FAILED)
                && command.holder().token().isPresent()
                && command.holder().token().get().attempt() == attempts.number()
                && attempts.lastEnd().equals(Optional.of(new AttemptEnd(attempts.number(), AttemptEnd.Cause.EXPIRE)));
    }
}
