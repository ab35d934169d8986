package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.jdbc.Lines.Head;
import io.taskorchestrator.jdbc.Lines.Search;
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
 */
final class Spanning {

    /** How far to walk along each of the lines at first. */
    private static final int FIRST_BUDGET = 16;

    private static final int GROWTH = 4;

    /** What visiting a directory costs, in steps along each of the lines. */
    private static final int STEPS_PER_DIRECTORY = 3;

    private static final String SLICE = """
            SELECT number, directory, priority, queued_at FROM task
            WHERE queue_state = 1 AND queue = ? AND queue <> '' AND access = ? AND priority = ?
                AND (queued_at, number) > (?, ?)
            ORDER BY queued_at, number LIMIT ?""";
    private static final String NEXT_DIRECTORY = """
            SELECT directory FROM task WHERE queue_state = 1 AND queue = ? AND directory > ? AND directory < ?
            ORDER BY directory LIMIT 1""";

    private final Session session;
    private final Lines lines;
    private final Search search;
    private final List<Walk> walks = new ArrayList<>();

    private @Nullable String directory;

    Spanning(Session session, Lines lines, Search search) {
        this.session = session;
        this.lines = lines;
        this.search = search;
        this.directory = search.directory();
        for (DirectoryAccess access : search.accesses()) {
            for (int priority = 0; priority < Lines.PRIORITIES; priority++) {
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
        private int stepsLeft;
        private @Nullable Candidate last;

        private Walk(Line line) {
            this.line = line;
        }

        private void askForSlice(int budget) throws SQLException {
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
        }

        private boolean step(Head head) {
            stepsLeft--;
            if (last == null) {
                lines.starts().begins(line, head.queuedAt());
            }
            last = lines.candidate(line.queue(), line.access(), head);
            if (isAhead() && !lines.isLeftOut(head.number()) && Paths.contains(search.directory(), head.directory())) {
                search.firsts().see(last);
            }
            return isAhead();
        }

        /** Whether what comes next may still be the first. */
        private boolean isAhead() {
            return last == null || search.firsts().isAheadOfOpen(last);
        }

        private boolean isDone() {
            return stepsLeft > 0 || !isAhead();
        }
    }

    /** Goes on along the lines, all of them in one journey; returns whether the first tasks were seen. */
    private boolean walk(int budget) throws SQLException {
        for (Walk walk : walks) {
            walk.askForSlice(budget);
        }
        session.flush();
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
