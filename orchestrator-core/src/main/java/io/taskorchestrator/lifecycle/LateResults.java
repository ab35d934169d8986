package io.taskorchestrator.lifecycle;

import io.taskorchestrator.task.AttemptEnd;
import io.taskorchestrator.task.Attempts;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskEvent;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Results that come too late to count: the call is refused, but the result goes into the history – once per attempt, the
 * last few attempts only – since somebody paid for it.
 */
final class LateResults {

    private LateResults() {}

    /**
     * The refusal, recording the result that the refused command carried, unless it is known already. That the attempt was
     * once granted follows from its token, which the store has verified.
     */
    static Decision.Refused keptWith(Refusal refusal, Task task, Command command, Instant now) {
        if (command instanceof Complete complete) {
            return kept(refusal, task, complete.holder(), Optional.of(complete.result()), now);
        }
        if (command instanceof Fail fail) {
            return kept(refusal, task, fail.holder(), fail.result(), now);
        }
        return Decision.Refused.of(refusal);
    }

    private static Decision.Refused kept(
            Refusal refusal, Task task, Holder holder, Optional<TaskResult> result, Instant now) {
        Optional<Decision.Changed> recorded = holder.token().isEmpty()
                ? Optional.empty()
                : keep(task, holder.token().get().attempt(), result, now);
        return new Decision.Refused(refusal, recorded);
    }

    /** The task with {@code result} kept; empty if there is none, or it is known already. */
    static Optional<Decision.Changed> keep(Task task, int attempt, Optional<TaskResult> result, Instant now) {
        Attempts attempts = task.state().attempts();
        if (result.isEmpty() || attempts.ended(attempt, AttemptEnd.Cause.COMPLETE)) {
            return Optional.empty();
        }
        List<Integer> kept = attempts.keptResults();
        boolean tooOld = kept.size() == HistoryEntry.KEPT_RESULTS && attempt < kept.get(0);
        if (kept.contains(attempt) || tooOld) {
            return Optional.empty();
        }
        TaskState state = task.state();
        TaskState after = state.with(state.schedule().updated(now)).with(remember(attempts, attempt));
        return Optional.of(
                Lifecycle.changed(task, after, new TaskEvent(EventType.LATE_RESULT, attempt, Map.of(), result)));
    }

    /** The attempts, remembering that the result of {@code attempt} is in the history. */
    static Attempts remember(Attempts attempts, int attempt) {
        SortedSet<Integer> kept = new TreeSet<>(attempts.keptResults());
        kept.add(attempt);
        if (kept.size() > HistoryEntry.KEPT_RESULTS) {
            kept.remove(kept.first());
        }
        return attempts.withKeptResults(List.copyOf(kept));
    }
}
