package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.jdbc.Lines.Head;
import io.taskorchestrator.task.DirectoryAccess;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first task that can start in a directory and everything below it.
 *
 * <p>Two ways lead there. One walks along the line of the whole queue until a task lies in the scope and is free: good
 * where most tasks are. The other goes over the directories of the scope that have ready tasks, jumping from one to the next
 * in the index, and compares their heads: good where the scope is small or the first tasks in line are all kept out by the same
 * few directories. Which is shorter is not known before, so they take turns with a budget that grows fourfold: a pick costs at
 * most a small multiple of the shorter way. At worst – a scope with many directories of which the first free task stands far
 * behind – that is one index seek for each of its directories.
 */
final class Spanning {

    private static final int FIRST_BUDGET = 64;
    private static final int GROWTH = 4;
    private static final int SEEKS_PER_DIRECTORY = 4;

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
    private final List<Walk> walks;

    private @Nullable String directory;
    private @Nullable Candidate bestOfDirectories;

    /**
     * What is looked for.
     *
     * @param queue in which queue
     * @param directory in and below which directory
     * @param access tasks with which access
     * @param isFree whether such a task can start in a directory
     */
    record Search(String queue, String directory, DirectoryAccess access, Predicate<String> isFree) {}

    Spanning(Session session, Lines lines, Search search) {
        this.session = session;
        this.lines = lines;
        this.search = search;
        this.directory = search.directory();
        this.walks = List.of(walk(lines, 0), walk(lines, 1), walk(lines, 2));
    }

    private Walk walk(Lines lines, int priority) {
        return new Walk(priority, lines.start(search.queue(), search.access(), priority));
    }

    /** The first task that can start; null if there is none. */
    @Nullable Candidate first() throws SQLException {
        for (int budget = FIRST_BUDGET; ; budget *= GROWTH) {
            if (walk(budget)) {
                return bestOfWalks();
            }
            if (visit(budget / SEEKS_PER_DIRECTORY)) {
                return bestOfDirectories;
            }
        }
    }

    /** The walk along the line of one priority. */
    private static final class Walk {

        private final int priority;
        private long queuedAt;
        private long number;
        private boolean done;
        private @Nullable Candidate found;

        private Walk(int priority, long start) {
            this.priority = priority;
            this.queuedAt = start;
        }
    }

    /** Goes on along the lines; returns whether the first task is known. */
    private boolean walk(int budget) throws SQLException {
        boolean done = true;
        for (Walk walk : walks) {
            if (!walk.done) {
                advance(walk, budget);
                done &= walk.done;
            }
        }
        return done;
    }

    private void advance(Walk walk, int budget) throws SQLException {
        Candidate best = bestOfWalks();
        int access = Codes.of(search.access());
        int[] looked = new int[1];
        session.each(
                SLICE,
                row -> {
                    Head head = Head.read(row);
                    looked[0]++;
                    walk.queuedAt = head.queuedAt();
                    walk.number = head.number();
                    Candidate candidate = lines.candidate(search.queue(), access, head);
                    if (!candidate.precedes(best)) {
                        walk.done = true;
                    } else if (!lines.isLeftOut(head.number())
                            && Paths.contains(search.directory(), head.directory())
                            && search.isFree().test(head.directory())) {
                        walk.found = candidate;
                        walk.done = true;
                    }
                    return !walk.done;
                },
                search.queue(),
                access,
                walk.priority,
                walk.queuedAt,
                walk.number,
                budget);
        walk.done |= looked[0] < budget;
    }

    private @Nullable Candidate bestOfWalks() {
        Candidate best = null;
        for (Walk walk : walks) {
            best = walk.found != null && walk.found.precedes(best) ? walk.found : best;
        }
        return best;
    }

    /** Goes on over the directories; returns whether all were visited. */
    private boolean visit(int most) throws SQLException {
        for (int i = 0; i < most && directory != null; i++) {
            String here = directory;
            if (search.isFree().test(here)) {
                Candidate head = lines.headIn(search.queue(), here, search.access());
                bestOfDirectories = head != null && head.precedes(bestOfDirectories) ? head : bestOfDirectories;
            }
            String from = here.equals(search.directory()) ? Paths.belowFrom(here) : here;
            directory = session.first(
                    NEXT_DIRECTORY, Columns::text, search.queue(), from, Paths.belowEnd(search.directory()));
        }
        return directory == null;
    }
}
