package io.taskorchestrator.task;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How often a task was tried, and by whom.
 *
 * @param number how often it was handed out; also the number of the current or last attempt, which never repeats
 * @param worker who holds it or last held it
 * @param startedAt when the current or last attempt began
 * @param lastEnd how the last attempt that ended did so; what repeats are recognised by
 * @param retries how often it came back
 * @param keptResults the attempts whose results are in the history, oldest first; at most the last 5
 */
public record Attempts(
        int number,
        Optional<WorkerId> worker,
        Optional<Instant> startedAt,
        Optional<AttemptEnd> lastEnd,
        Retries retries,
        List<Integer> keptResults) {

    /** Never tried. */
    public static final Attempts NONE =
            new Attempts(0, Optional.empty(), Optional.empty(), Optional.empty(), Retries.NONE, List.of());

    /** These attempts and a new one, begun by {@code newWorker} at {@code now}. */
    public Attempts started(WorkerId newWorker, Instant now) {
        return new Attempts(number + 1, Optional.of(newWorker), Optional.of(now), lastEnd, retries, keptResults);
    }

    /** These attempts, the current one ended by {@code cause}. */
    public Attempts ended(AttemptEnd.Cause cause) {
        return new Attempts(
                number, worker, startedAt, Optional.of(new AttemptEnd(number, cause)), retries, keptResults);
    }

    /** These attempts with other retries. */
    public Attempts with(Retries newRetries) {
        return new Attempts(number, worker, startedAt, lastEnd, newRetries, keptResults);
    }

    /** These attempts with other kept results. */
    public Attempts withKeptResults(List<Integer> newKeptResults) {
        return new Attempts(number, worker, startedAt, lastEnd, retries, List.copyOf(newKeptResults));
    }

    /** Whether {@code attempt} was the last to end, by {@code cause}. */
    public boolean ended(int attempt, AttemptEnd.Cause cause) {
        return lastEnd.isPresent()
                && lastEnd.get().attempt() == attempt
                && lastEnd.get().cause() == cause;
    }
}
