package io.taskorchestrator.testkit;

import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What a simulated world knows of one task: what it saw last, and what it was promised. */
final class SimulatedTask {

    /** Not in line. */
    static final int NOT_READY = Integer.MAX_VALUE;

    final TaskId id;

    /** The task and its history as they were after the last step. */
    Task seen;

    List<HistoryEntry> history = List.of();

    /** The step in which it came to stand in line as it is now. */
    int readySince = NOT_READY;

    /** Whether somebody has asked to delete it. */
    boolean mayGo;

    /** The leases that were given on it, by attempt. */
    final TreeMap<Integer, Lent> leases = new TreeMap<>();

    /** The results that the store has confirmed, oldest first. */
    final List<String> results = new ArrayList<>();

    /** The attempts for which some result may have reached the store. */
    final Set<Integer> delivered = new HashSet<>();

    SimulatedTask(Task seen) {
        this.id = seen.id();
        this.seen = seen;
    }

    /** A lease as its holder knows it. */
    static final class Lent {
        final int attempt;
        final String worker;

        /** Until when it lasts for certain. */
        Instant until;

        /** Whether it may have been ended by something else than the clock. */
        boolean ended;

        Lent(int attempt, String worker, Instant until) {
            this.attempt = attempt;
            this.worker = worker;
            this.until = until;
        }

        boolean isLive(Instant latest) {
            return !ended && until.isAfter(latest);
        }
    }

    TaskStatus status() {
        return seen.status();
    }

    boolean isHeld() {
        return seen.state().lease().isPresent();
    }

    int attempt() {
        return seen.state().attempts().number();
    }

    boolean isReady(Instant now) {
        return readySince != NOT_READY && seen.state().schedule().isDue(now);
    }

    /** Its lease of this attempt may have ended. */
    void end(int attempt) {
        Lent lent = leases.get(attempt);
        if (lent != null) {
            lent.ended = true;
        }
    }

    @Override
    public String toString() {
        return "%s (%s, attempt %d, version %d)".formatted(id, status().text(), attempt(), seen.version());
    }
}
