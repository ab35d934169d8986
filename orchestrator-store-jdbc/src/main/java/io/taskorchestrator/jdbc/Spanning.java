package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.jdbc.Lines.Head;
import io.taskorchestrator.jdbc.Lines.Search;
import io.taskorchestrator.jdbc.SeenLines.Seen;
import io.taskorchestrator.task.DirectoryAccess;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first tasks in a directory and everything below it.
 *
 * <p>Two ways lead there. One walks along the lines of the whole queue until a task lies in the scope and is free: good
 * where most tasks are. The other goes over the directories of the scope that have ready tasks, jumping from one to the next
 * in the index, and compares their heads: good where the scope is small or the first tasks in line are all kept out by the same
 * few directories. Which is shorter is not known before, so they take turns with a budget that grows fourfold: a pick costs at
 * most a small multiple of the shorter way. At worst – a scope with many directories of which the first free task stands far
 * behind – that is ten index seeks for each of its directories.
 *
 * <p>What was seen of a line is seen again without asking by the next claim of the transaction ({@link SeenLines}).
 */
final class Spanning {

    /** How far to walk along each of the lines at first. */
    private static final int FIRST_BUDGET = 16;

    private static final int GROWTH = 4;

    /** What visiting a directory costs, in steps along each of the lines. */
    private static final int STEPS_PER_DIRECTORY = 3;

    private static final String SLICE = """
            SELECT number, directory, priority, queued_at FROM ready
            WHERE queue = ? AND queue <> '' AND access = ? AND priority = ?
                AND (queued_at, number) > (?, ?)
            ORDER BY queued_at, number LIMIT ?""";
    private static final String NEXT_DIRECTORY = """
            SELECT directory FROM ready WHERE queue = ? AND directory > ? AND directory < ?
            ORDER BY directory LIMIT 1""";

    private final Session session;
    private final Lines lines;
    private final Search search;
    private final SeenLines seenLines;
    private final List<Walk> walks = new ArrayList<>();

    private @Nullable String directory;

    Spanning(Session session, Lines lines, Search search) {
        this.session = session;
        this.lines = lines;
        this.search = search;
        this.seenLines = lines.seen();
        this.directory = search.directory();
        for (DirectoryAccess access : search.accesses()) {
            for (int priority : lines.priorities()) {
                walks.add(new Walk(new Line(search.queue(), "", Codes.of(access), priority)));
            }
        }
    }

    /** Shows the first tasks to who searches. */
    void find() throws SQLException {
        int budget = FIRST_BUDGET;
        while (!walk(budget) && !visit(budget / STEPS_PER_DIRECTORY)) {
            budget *= GROWTH;
        }
    }

    /** The walk along one line. */
    private final class Walk {

        private final Line line;
        private final Seen seen;
        private int shown;
        private int stepsLeft;

        private Walk(Line line) {
            this.line = line;
            this.seen = seenLines.of(line);
        }

        /** Shows what was seen before, and asks for what comes then unless that is enough; returns whether it has asked. */
        private boolean askForSlice(int budget) throws SQLException {
            showSeen();
            if (isDone()) {
                return false;
            }
            Candidate last = shown == 0 ? null : seen.candidates().get(shown - 1);
            long queuedAt = last == null ? lines.starts().of(line) : last.spot().queuedAt();
            long number = last == null ? 0 : last.number();
            stepsLeft = budget;
            session.ask(
                    SLICE,
                    row -> step(Head.read(row)),
                    line.queue(),
                    line.access(),
                    line.priority(),
                    queuedAt,
                    number,
                    budget);
            return true;
        }

        private boolean step(Head head) {
            stepsLeft--;
            if (seen.candidates().isEmpty()) {
                lines.starts().begins(line, head.queuedAt());
            }
            seen.candidates().add(lines.candidate(line.queue(), line.access(), head));
            showSeen();
            return seenLines.isKept() || isAhead();
        }

        private void showSeen() {
            while (shown < seen.candidates().size() && isAhead()) {
                Candidate candidate = seen.candidates().get(shown++);
                if (!seenLines.hasLeft(candidate.number())
                        && !lines.isLeftOut(candidate.number())
                        && Paths.contains(search.directory(), candidate.spot().directory())) {
                    search.firsts().see(candidate);
                }
            }
        }

        /** The slice was read; a short one was the last, unless reading it was stopped. */
        private void endSlice() {
            if (stepsLeft > 0 && (seenLines.isKept() || isAhead())) {
                seen.endsHere();
            }
            stepsLeft = 0;
        }

        /** Whether what comes next may still be the first. */
        private boolean isAhead() {
            return shown == 0 || search.firsts().isAheadOfOpen(seen.candidates().get(shown - 1));
        }

        private boolean isDone() {
            return !isAhead() || (seen.isWhole() && shown == seen.candidates().size());
        }
    }

    /** Goes on along the lines, all of them in one journey at most; returns whether the first tasks were seen. */
    private boolean walk(int budget) throws SQLException {
        boolean asked = false;
        for (Walk walk : walks) {
            asked |= walk.askForSlice(budget);
        }
        if (asked) {
            session.flush();
            walks.forEach(Walk::endSlice);
        }
        walks.removeIf(Walk::isDone);
        return walks.isEmpty();
    }

    /** Goes on over the directories; returns whether all were visited. */
    private boolean visit(int most) throws SQLException {
        for (int i = 0; i < most && directory != null; i++) {
            String here = directory;
            directory = null;
            lines.askForHeads(search, here);
            session.ask(
                    NEXT_DIRECTORY,
                    row -> {
                        directory = row.text();
                        return false;
                    },
                    search.queue(),
                    here.equals(search.directory()) ? Paths.belowFrom(here) : here,
                    Paths.belowEnd(search.directory()));
            session.flush();
        }
        return directory == null;
    }
}
