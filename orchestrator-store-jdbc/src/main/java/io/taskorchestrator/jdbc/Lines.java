package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.DirectoryScope;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ready tasks in their order: the smallest {@code queued_at − level × aging} first, ties by number. Each priority is an
 * index range of its own, so nothing is re-keyed when the aging changes: the heads of the ranges are compared here.
 */
final class Lines {

    private static final String HEAD = """
            SELECT * FROM (
                SELECT number, directory, priority, queued_at FROM task
                WHERE queue_state = 1 AND queue = ? AND %s access = ? AND priority = %d AND queued_at >= ?%s
                ORDER BY queued_at, number LIMIT 1) AS head%2$d""";
    /** The condition on tasks in line that belongs to one directory. */
    static final String IN_DIRECTORY = "directory = ? AND";

    /** The one that belongs to all: always true, it tells PostgreSQL which index to use. */
    static final String ANYWHERE = "queue <> '' AND";

    private static final String HEADS_IN = heads(IN_DIRECTORY, "");
    private static final String HEADS_ANYWHERE = heads(ANYWHERE, "");
    private static final String HAS_RESTRICTED =
            "SELECT 1 FROM task WHERE queue_state = 1 AND queue = ? AND access > 0 LIMIT 1";
    private static final String HAS_RESTRICTED_IN =
            "SELECT 1 FROM task WHERE queue_state = 1 AND queue = ? AND directory = ? AND access > 0 LIMIT 1";

    private static final int PRIORITIES = 3;
    private static final List<DirectoryAccess> RESTRICTED = List.of(DirectoryAccess.SHARED, DirectoryAccess.EXCLUSIVE);

    private final Session session;
    private final TxState state;
    private final long agingMicros;
    private final Set<Long> leftOut = new TreeSet<>();

    Lines(Session session, TxState state, long agingMicros) {
        this.session = session;
        this.state = state;
        this.agingMicros = agingMicros;
    }

    /** Passes over this task from now on. */
    void leaveOut(long number) {
        leftOut.add(number);
    }

    boolean isLeftOut(long number) {
        return leftOut.contains(number);
    }

    private static String heads(String where, String but) {
        return HEAD.formatted(where, 0, but) + "\nUNION ALL\n" + HEAD.formatted(where, 1, but) + "\nUNION ALL\n"
                + HEAD.formatted(where, 2, but);
    }

    /** Reads the heads by {@code all}, or by what it becomes where tasks are left out. */
    private List<Head> heads(String all, String where, List<@Nullable Object> values) throws SQLException {
        String sql = all;
        if (!leftOut.isEmpty()) {
            String but =
                    leftOut.stream().map(String::valueOf).collect(Collectors.joining(",", " AND number NOT IN (", ")"));
            sql = heads(where, but);
        }
        return session.list(sql, Head::read, values.toArray());
    }

    /**
     * A task that may be next.
     *
     * @param number the task's number
     * @param spot where it stands
     * @param key its place in the order: the smallest goes first
     */
    record Candidate(long number, Spot spot, long key) {

        boolean precedes(@Nullable Candidate other) {
            return other == null || key < other.key || (key == other.key && number < other.number);
        }

        /** Whether {@code row}, the task as it is now, is still in line and stands there. */
        boolean isStill(@Nullable TaskRow row) {
            return row != null
                    && row.queueState() == QueueState.READY
                    && Spot.of(row.task()).equals(spot);
        }
    }

    Candidate candidate(long number, Spot spot) {
        return new Candidate(number, spot, spot.key(agingMicros));
    }

    /** The line of which a claim with this scope has found {@code first}. */
    static Line line(Claim.Scope scope, Candidate first) {
        Spot spot = first.spot();
        return new Line(spot.queue(), isWholeQueue(scope) ? "" : spot.directory(), spot.access(), spot.priority());
    }

    private static boolean isWholeQueue(Claim.Scope scope) {
        return scope.directories().recursive()
                && scope.directories().directory().path().equals(Paths.ROOT);
    }

    static boolean includes(DirectoryScope scope, String directory) {
        String from = scope.directory().path();
        return scope.recursive() ? Paths.contains(from, directory) : from.equals(directory);
    }

    /** The first task in this scope that no hold keeps from starting; null if there is none. */
    @Nullable Candidate firstOpen(Claim.Scope scope, Holds holds) throws SQLException {
        Candidate first = firstUnrestricted(scope);
        for (DirectoryAccess access : RESTRICTED) {
            Predicate<String> isFree = holds.isEmpty() ? any -> true : directory -> !holds.isClosed(directory, access);
            Candidate candidate = first(scope, access, isFree, !holds.isEmpty());
            first = candidate != null && candidate.precedes(first) ? candidate : first;
        }
        return first;
    }

    /** The first unrestricted task in this scope, which nothing keeps from starting; null if there is none. */
    @Nullable Candidate firstUnrestricted(Claim.Scope scope) throws SQLException {
        return first(scope, DirectoryAccess.UNRESTRICTED, any -> true, false);
    }

    /** The shared or exclusive task that would be first if no directory were busy; null if there is none. */
    @Nullable Candidate firstOfRestricted(Claim.Scope scope) throws SQLException {
        Candidate first = null;
        for (DirectoryAccess access : RESTRICTED) {
            Candidate candidate = first(scope, access, any -> true, false);
            first = candidate != null && candidate.precedes(first) ? candidate : first;
        }
        return first;
    }

    /** Whether shared or exclusive tasks are ready. Most queues have none, and then one look is cheaper than six. */
    boolean hasRestricted(Claim.Scope scope) throws SQLException {
        if (!state.mayHaveRestricted()) {
            return false;
        }
        String queue = scope.queue().value();
        return scope.directories().recursive()
                ? session.exists(HAS_RESTRICTED, queue)
                : session.exists(
                        HAS_RESTRICTED_IN,
                        queue,
                        scope.directories().directory().path());
    }

    private @Nullable Candidate first(
            Claim.Scope scope, DirectoryAccess access, Predicate<String> isFree, boolean anythingHeld)
            throws SQLException {
        String directory = scope.directories().directory().path();
        String queue = scope.queue().value();
        if (!scope.directories().recursive()) {
            return isFree.test(directory) ? headIn(queue, directory, access) : null;
        }
        if (isWholeQueue(scope) && !anythingHeld) {
            return headAnywhere(queue, access);
        }
        return new Spanning(session, this, new Spanning.Search(queue, directory, access, isFree)).first();
    }

    /** The first task of one directory. */
    @Nullable Candidate headIn(String queue, String directory, DirectoryAccess access) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (int priority = 0; priority < PRIORITIES; priority++) {
            Line line = new Line(queue, directory, Codes.of(access), priority);
            values.addAll(
                    List.of(queue, directory, line.access(), state.starts().of(line)));
        }
        return best(queue, directory, Codes.of(access), heads(HEADS_IN, IN_DIRECTORY, values));
    }

    /** Where the line of a whole queue begins, in microseconds. */
    long start(String queue, DirectoryAccess access, int priority) {
        return state.starts().of(new Line(queue, "", Codes.of(access), priority));
    }

    private @Nullable Candidate headAnywhere(String queue, DirectoryAccess access) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (int priority = 0; priority < PRIORITIES; priority++) {
            Line line = new Line(queue, "", Codes.of(access), priority);
            values.addAll(List.of(queue, line.access(), state.starts().of(line)));
        }
        return best(queue, "", Codes.of(access), heads(HEADS_ANYWHERE, ANYWHERE, values));
    }

    /** What is selected of a task in line. */
    record Head(long number, String directory, int priority, long queuedAt) {

        static Head read(Columns row) throws SQLException {
            return new Head(row.longNumber(), row.text(), row.number(), row.longNumber());
        }
    }

    Candidate candidate(String queue, int access, Head head) {
        return candidate(head.number(), new Spot(queue, head.directory(), access, head.priority(), head.queuedAt()));
    }

    private @Nullable Candidate best(String queue, String directory, int access, List<Head> heads) {
        Candidate first = null;
        for (Head head : heads) {
            if (leftOut.isEmpty()) {
                state.starts().begins(new Line(queue, directory, access, head.priority()), head.queuedAt());
            }
            Candidate candidate = candidate(queue, access, head);
            first = candidate.precedes(first) ? candidate : first;
        }
        return first;
    }
}
