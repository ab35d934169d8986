package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.jdbc.Lines.Candidate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a transaction has seen of the lines of whole queues, from their beginnings, so that each of its claims goes on where the one
 * before it stopped. Whether what was seen can start is another question, asked anew each time.
 *
 * <p>It is right while no task comes into line within the transaction. Tasks that others bring into line meanwhile are not seen by
 * the transaction, as if they came after it.
 *
 * <p>Thread model: the thread of the transaction.
 */
final class SeenLines {

    private final boolean kept;
    private final Map<Line, Seen> lines = new HashMap<>();
    private final Set<Long> left = new HashSet<>();

    /**
     * Has seen nothing yet.
     *
     * @param kept whether another claim may go on with it, so that it is good to know what lies behind the task that is taken
     */
    SeenLines(boolean kept) {
        this.kept = kept;
    }

    boolean isKept() {
        return kept;
    }

    /** The first tasks of a line in their order, and whether there are no others. */
    static final class Seen {

        private final List<Candidate> candidates = new ArrayList<>();
        private boolean whole;

        List<Candidate> candidates() {
            return candidates;
        }

        boolean isWhole() {
            return whole;
        }

        void endsHere() {
            whole = true;
        }
    }

    Seen of(Line line) {
        return lines.computeIfAbsent(line, any -> new Seen());
    }

    /** The task has left its line, or somebody else is at work on it. */
    void left(long number) {
        left.add(number);
    }

    boolean hasLeft(long number) {
        return left.contains(number);
    }

    /** A task has come into line. */
    void forget() {
        lines.clear();
        left.clear();
    }
}
