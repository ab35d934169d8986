package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.LineStarts.Line;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.DirectoryScope;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ready tasks in their order: the smallest {@code queued_at − level × aging} first, ties by number. Each priority is an
 * index range of its own, so nothing is re-keyed when the aging changes: the heads of the ranges are compared here.
 */
final class Lines {

    private static final String HEAD = """
            SELECT * FROM (
                SELECT number, directory, priority, queued_at FROM ready
                WHERE queue = ? AND %s access = ? AND priority = %d AND queued_at >= ?%s
                ORDER BY queued_at, number LIMIT 1) AS head%2$d""";
    /** The condition on tasks in line that belongs to one directory. */
    static final String IN_DIRECTORY = "directory = ? AND";

    /** The one that belongs to all: always true, it tells PostgreSQL which index to use. */
    static final String ANYWHERE = "queue <> '' AND";

    /** The statements by the priorities that they look at. */
    private static final Map<List<Integer>, String> HEADS_IN = statements(IN_DIRECTORY);

    private static final Map<List<Integer>, String> HEADS_ANYWHERE = statements(ANYWHERE);
    private static final String HAS_RESTRICTED = "SELECT 1 FROM ready WHERE queue = ? AND access > 0 LIMIT 1";
    private static final String HAS_RESTRICTED_IN =
            "SELECT 1 FROM ready WHERE queue = ? AND directory = ? AND access > 0 LIMIT 1";

    private static final List<DirectoryAccess> UNRESTRICTED = List.of(DirectoryAccess.UNRESTRICTED);
    private static final List<DirectoryAccess> ALL =
            List.of(DirectoryAccess.UNRESTRICTED, DirectoryAccess.SHARED, DirectoryAccess.EXCLUSIVE);

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

    private static Map<List<Integer>, String> statements(String where) {
        Map<List<Integer>, String> statements = new HashMap<>();
        for (int some = 1; some < 1 << Codes.PRIORITIES.size(); some++) {
            int bits = some;
            List<Integer> priorities = Codes.PRIORITIES.stream()
                    .filter(priority -> (bits & 1 << priority) != 0)
                    .toList();
            statements.put(priorities, statement(where, priorities, ""));
        }
        return Map.copyOf(statements);
    }

    private static String statement(String where, List<Integer> priorities, String but) {
        return priorities.stream()
                .map(priority -> HEAD.formatted(where, priority, but))
                .collect(Collectors.joining("\nUNION ALL\n"));
    }

    /**
     * A task that may be next.
     *
     * @param number the task's number
     * @param spot where it stands
     * @param key its place in the order: the smallest goes first
     */
    record Candidate(long number, Spot spot, long key) {

        static final Comparator<Candidate> ORDER =
                Comparator.comparingLong(Candidate::key).thenComparingLong(Candidate::number);

        boolean precedes(@Nullable Candidate other) {
            return other == null || ORDER.compare(this, other) < 0;
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

    /** The first tasks in this scope. */
    Firsts first(Claim.Scope scope, Holds holds) throws SQLException {
        return look(scope, ALL, new Firsts(holds::isClosed), !holds.isEmpty());
    }

    /** The first unrestricted task in this scope, which nothing keeps from starting; null if there is none. */
    @Nullable Candidate firstUnrestricted(Claim.Scope scope) throws SQLException {
        return look(scope, UNRESTRICTED, new Firsts((directory, access) -> false), false)
                .open();
    }

    private Firsts look(Claim.Scope scope, List<DirectoryAccess> accesses, Firsts firsts, boolean anythingHeld)
            throws SQLException {
        String directory = scope.directories().directory().path();
        Search search = new Search(scope.queue().value(), directory, accesses, firsts);
        if (!scope.directories().recursive()) {
            askForHeads(search, directory);
            session.flush();
        } else if (isWholeQueue(scope) && !anythingHeld) {
            askForHeads(search, "");
            session.flush();
        } else {
            new Spanning(session, this, search).find();
        }
        return firsts;
    }

    /** Whether shared or exclusive tasks are ready. Most queues have none, and then one look is cheaper than three. */
    boolean hasRestricted(Claim.Scope scope) throws SQLException {
        return switch (state.restricted(scope)) {
            case NONE -> false;
            case SOME -> true;
            case UNKNOWN -> {
                String queue = scope.queue().value();
                yield scope.directories().recursive()
                        ? session.exists(HAS_RESTRICTED, queue)
                        : session.exists(
                                HAS_RESTRICTED_IN,
                                queue,
                                scope.directories().directory().path());
            }
        };
    }

    /**
     * What is looked for.
     *
     * @param queue in which queue
     * @param directory in which directory, or in and below which
     * @param accesses tasks with which access
     * @param firsts what gets to see them
     */
    record Search(String queue, String directory, List<DirectoryAccess> accesses, Firsts firsts) {}

    /** Asks for the first tasks of one directory, or of the whole queue if {@code directory} is empty. */
    void askForHeads(Search search, String directory) throws SQLException {
        if (state.priorities().isEmpty()) {
            return;
        }
        String sql = directory.isEmpty() ? heads(HEADS_ANYWHERE, ANYWHERE) : heads(HEADS_IN, IN_DIRECTORY);
        for (DirectoryAccess access : search.accesses()) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int priority : state.priorities()) {
                Line line = new Line(search.queue(), directory, Codes.of(access), priority);
                values.add(search.queue());
                if (!directory.isEmpty()) {
                    values.add(directory);
                }
                values.add(line.access());
                values.add(state.starts().of(line));
            }
            session.ask(sql, row -> see(search, directory, access, Head.read(row)), values.toArray());
        }
    }

    private boolean see(Search search, String directory, DirectoryAccess access, Head head) {
        int code = Codes.of(access);
        if (leftOut.isEmpty()) {
            state.starts().begins(new Line(search.queue(), directory, code, head.priority()), head.queuedAt());
        }
        search.firsts().see(candidate(search.queue(), code, head));
        return true;
    }

    /** One of {@code statements}, or what it becomes where tasks are left out. */
    private String heads(Map<List<Integer>, String> statements, String where) {
        return leftOut.isEmpty()
                ? Objects.requireNonNull(statements.get(state.priorities()))
                : statement(
                        where,
                        state.priorities(),
                        leftOut.stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(",", " AND number NOT IN (", ")")));
    }

    List<Integer> priorities() {
        return state.priorities();
    }

    LineStarts starts() {
        return state.starts();
    }

    SeenLines seen() {
        return state.seenLines();
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
}
