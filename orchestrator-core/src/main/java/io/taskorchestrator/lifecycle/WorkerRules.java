package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a worker may do: claim, heartbeat, complete, fail, release. */
final class WorkerRules {

    private WorkerRules() {}

    static Decision claim(Task task, Claim claim, Instant now) {
        TaskState state = task.state();
        if (!state.schedule().isDue(now)) {
            return Lifecycle.refuse(task, RefusalReason.WRONG_STATUS, "The task is not due before its run_at");
        }
        Attempts attempts = state.attempts().started(claim.worker(), now);
        Instant deadline = now.plus(task.spec().timeout());
        Duration length = claim.lease().orElse(task.spec().timeout());
        Lease lease =
                new Lease(claim.claimId(), claim.isFenced(), length, deadline, deadline).renewed(now.plus(length));
        TaskState after = new TaskState(
                TaskStatus.WORKING,
                state.schedule().updated(now),
                attempts,
                Optional.of(lease),
                state.report().forNewAttempt(),
                Outcome.NONE);
        TaskEvent event = TaskEvent.of(
                EventType.CLAIMED,
                attempts.number(),
                Events.WORKER_ID,
                claim.worker().value());
        return Lifecycle.changed(task, after, event);
    }

    static Decision heartbeat(Task task, Heartbeat heartbeat, Instant now) {
        Optional<Refusal> refusal = checkHolder(task, heartbeat.holder(), Verb.HEARTBEAT);
        if (refusal.isPresent()) {
            return Decision.Refused.of(refusal.get());
        }
        if (task.status() == TaskStatus.CANCELLED) {
            return new Decision.Unchanged(task);
        }
        TaskState state = task.state();
        Lease lease = state.lease().orElseThrow();
        Lease renewed = lease.renewed(now.plus(heartbeat.lease().orElse(lease.length())));
        TaskState after = state.with(renewed)
                .with(state.report()
                        .updated(heartbeat.progress().map(progress -> progress.at(now)), heartbeat.checkpoint()));
        return new Decision.Changed(task.touched(after), List.of());
    }

    static Decision complete(Task task, Complete complete, Instant now) {
        if (task.status() != TaskStatus.WORKING) {
            return completeLate(task, complete, now);
        }
        Optional<Refusal> refusal = checkHolder(task, complete.holder(), Verb.COMPLETE);
        if (refusal.isPresent()) {
            return LateResults.keptWith(refusal.get(), task, complete, now);
        }
        Optional<Refusal> otherPrompt = checkPrompt(task, complete.originalPrompt());
        if (otherPrompt.isPresent()) {
            return Decision.Refused.of(otherPrompt.get());
        }
        TaskResult result = complete.result();
        if (result.isFailure()) {
            String message = result.output()
                    .filter(text -> !text.isBlank())
                    .orElse("The worker reported the status " + result.status());
            return AttemptRules.fail(
                    task, new AttemptRules.Failure(AttemptEnd.Cause.COMPLETE, message, true, Optional.of(result)), now);
        }
        return completed(task, result, now, Lifecycle.event(task, EventType.COMPLETED));
    }

    /** The work was done though the lease had ended: good as long as nobody else has begun. */
    private static Decision completeLate(Task task, Complete complete, Instant now) {
        Attempts attempts = task.state().attempts();
        boolean stillCurrent = complete.holder().token().isPresent()
                && complete.holder().token().get().attempt() == attempts.number()
                && attempts.ended(attempts.number(), AttemptEnd.Cause.EXPIRE);
        if (!stillCurrent || complete.result().isFailure()) {
            return LateResults.keptWith(Refusal.status(task, Verb.COMPLETE), task, complete, now);
        }
        Optional<Refusal> otherPrompt = checkPrompt(task, complete.originalPrompt());
        if (otherPrompt.isPresent()) {
            return Decision.Refused.of(otherPrompt.get());
        }
        TaskEvent event = Lifecycle.event(task, EventType.COMPLETED).with(Events.LATE, "true");
        return completed(task, complete.result(), now, event);
    }

    private static Decision completed(Task task, TaskResult result, Instant now, TaskEvent event) {
        TaskState state = task.state();
        Attempts attempts = state.attempts();
        TaskState after = new TaskState(
                TaskStatus.COMPLETED,
                state.schedule().updated(now),
                attempts.with(attempts.retries().withoutReleases()).ended(AttemptEnd.Cause.COMPLETE),
                Optional.empty(),
                state.report(),
                Outcome.completed(result, now));
        return Lifecycle.changed(task, after, event);
    }

    static Decision fail(Task task, Fail fail, Instant now) {
        Optional<Refusal> refusal = checkHolder(task, fail.holder(), Verb.FAIL);
        if (refusal.isPresent()) {
            return LateResults.keptWith(refusal.get(), task, fail, now);
        }
        String message = fail.errorMessage().isEmpty() ? "The worker gave no reason" : fail.errorMessage();
        return AttemptRules.fail(
                task, new AttemptRules.Failure(AttemptEnd.Cause.FAIL, message, fail.retryable(), fail.result()), now);
    }

    static Decision release(Task task, Release release, Instant now) {
        Optional<Refusal> refusal = checkHolder(task, release.holder(), Verb.RELEASE);
        if (refusal.isPresent()) {
            return Decision.Refused.of(refusal.get());
        }
        return task.status() == TaskStatus.CANCELLED
                ? AttemptRules.confirm(task, AttemptEnd.Cause.RELEASE, now)
                : AttemptRules.release(task, release, now);
    }

    /** A worker ends a cancelled task by complete or fail: refused, but his word that he stopped, and his result, count. */
    static Decision endCancelled(Task task, TaskCommand command, Holder holder, Instant now) {
        Refusal refusal = Refusal.status(task, command.verb());
        if (checkHolder(task, holder, command.verb()).isPresent()) {
            return LateResults.keptWith(refusal, task, command, now);
        }
        Optional<TaskResult> result = command instanceof Complete complete
                ? Optional.of(complete.result())
                : command instanceof Fail fail ? fail.result() : Optional.empty();
        List<TaskEvent> events = new ArrayList<>();
        Task kept = task;
        Optional<Decision.Changed> late =
                LateResults.keep(task, task.state().attempts().number(), result, now);
        if (late.isPresent()) {
            events.addAll(late.get().events());
            kept = late.get().task();
        }
        Decision.Changed confirmed = AttemptRules.confirm(kept, AttemptEnd.Cause.CANCEL, now);
        events.addAll(confirmed.events());
        return new Decision.Refused(refusal, Optional.of(new Decision.Changed(confirmed.task(), events)));
    }

    /** Why {@code holder} may not act as the task's worker; empty if he may. */
    private static Optional<Refusal> checkHolder(Task task, Holder holder, Verb verb) {
        Attempts attempts = task.state().attempts();
        if (holder.token().isPresent() && holder.token().get().attempt() != attempts.number()) {
            return Optional.of(Refusal.staleLease(task));
        }
        Optional<Lease> lease = task.state().lease();
        if (lease.isEmpty()) {
            return Optional.of(Refusal.status(task, verb));
        }
        if (holder.token().isPresent()) {
            return Optional.empty();
        }
        if (lease.get().fenced()) {
            return Optional.of(
                    Refusal.of(task, RefusalReason.TOKEN_REQUIRED, "This lease can only be used with its lease_token"));
        }
        if (holder.worker().isPresent() && !holder.worker().equals(attempts.worker())) {
            return Optional.of(Refusal.of(task, RefusalReason.OTHER_WORKER, "Task already acquired by another worker"));
        }
        return Optional.empty();
    }

    private static Optional<Refusal> checkPrompt(Task task, Optional<String> originalPrompt) {
        if (originalPrompt.isEmpty() || originalPrompt.get().equals(task.spec().prompt())) {
            return Optional.empty();
        }
        return Optional.of(
                Refusal.of(task, RefusalReason.PROMPT_MISMATCH, "original_prompt is not the prompt of this task"));
    }
}
