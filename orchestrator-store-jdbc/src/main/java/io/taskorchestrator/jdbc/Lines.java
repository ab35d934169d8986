package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.DirectoryScope;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ready tasks in their order: the smallest {@code queued_at − level × aging} first, ties by number. Each priority is an
 * index range of its own, so nothing is re-keyed when the aging changes: the heads of the ranges are compared here.
 */
final class Lines {

    private static final String HEAD = """
            SELECT * FROM (
                SELECT number, directory, priority, queued_at FROM task
                WHERE queue_state = 1 AND queue = ? AND %s access = ? AND priority = %d
                ORDER BY queued_at, number LIMIT 1)""";
    private static final String HEADS_IN = heads("directory = ? AND");
    private static final String HEADS_ANYWHERE = heads("");
    private static final String HAS_RESTRICTED =
            "SELECT 1 FROM task WHERE queue_state = 1 AND queue = ? AND access > 0 LIMIT 1";
    private static final String HAS_RESTRICTED_IN =
            "SELECT 1 FROM task WHERE queue_state = 1 AND queue = ? AND directory = ? AND access > 0 LIMIT 1";

    private static final List<DirectoryAccess> ALL = List.of(DirectoryAccess.values());
    private static final List<DirectoryAccess> RESTRICTED = List.of(DirectoryAccess.SHARED, DirectoryAccess.EXCLUSIVE);
    private static final List<DirectoryAccess> UNRESTRICTED = List.of(DirectoryAccess.UNRESTRICTED);

    private final Session session;
    private final WriterState state;
    private final long agingMicros;

    Lines(Session session, WriterState state, long agingMicros) {
        this.session = session;
        this.state = state;
        this.agingMicros = agingMicros;
    }

    private static String heads(String where) {
        return HEAD.formatted(where, 0) + "\nUNION ALL\n" + HEAD.formatted(where, 1) + "\nUNION ALL\n"
                + HEAD.formatted(where, 2);
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
    }

    Candidate candidate(long number, Spot spot) {
        return new Candidate(number, spot, spot.key(agingMicros));
    }

    static boolean includes(DirectoryScope scope, String directory) {
        String from = scope.directory().path();
        return scope.recursive() ? Paths.contains(from, directory) : from.equals(directory);
    }

    /** The first task in this scope that no hold keeps from starting; null if there is none. */
    @Nullable Candidate firstOpen(Claim.Scope scope, Holds holds) throws SQLException {
        Candidate first = null;
        for (DirectoryAccess access : hasRestricted(scope) ? ALL : UNRESTRICTED) {
            boolean anythingHeld = access != DirectoryAccess.UNRESTRICTED && !holds.isEmpty();
            Predicate<String> isFree = anythingHeld ? directory -> !holds.isClosed(directory, access) : any -> true;
            Candidate candidate = first(scope, access, isFree, anythingHeld);
            first = candidate != null && candidate.precedes(first) ? candidate : first;
        }
        return first;
    }

    /** The shared or exclusive task that would be first if no directory were busy; null if there is none. */
    @Nullable Candidate firstOfRestricted(Claim.Scope scope) throws SQLException {
        Candidate first = null;
        for (DirectoryAccess access : hasRestricted(scope) ? RESTRICTED : List.<DirectoryAccess>of()) {
            Candidate candidate = first(scope, access, any -> true, false);
            first = candidate != null && candidate.precedes(first) ? candidate : first;
        }
        return first;
    }

    /** Most queues have no such tasks, and then one look is cheaper than six. */
    private boolean hasRestricted(Claim.Scope scope) throws SQLException {
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
        if (directory.equals(Paths.ROOT) && !anythingHeld) {
            return headAnywhere(queue, access);
        }
        return new Spanning(session, this, new Spanning.Search(queue, directory, access, isFree)).first();
    }

    /** The first task of one directory. */
    @Nullable Candidate headIn(String queue, String directory, DirectoryAccess access) throws SQLException {
        int code = Codes.of(access);
        return best(
                queue,
                code,
                session.list(
                        HEADS_IN, Head::read, queue, directory, code, queue, directory, code, queue, directory, code));
    }

    private @Nullable Candidate headAnywhere(String queue, DirectoryAccess access) throws SQLException {
        int code = Codes.of(access);
        return best(queue, code, session.list(HEADS_ANYWHERE, Head::read, queue, code, queue, code, queue, code));
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

    private @Nullable Candidate best(String queue, int access, List<Head> heads) {
        Candidate first = null;
        for (Head head : heads) {
            Candidate candidate = candidate(queue, access, head);
            first = candidate.precedes(first) ? candidate : first;
        }
        return first;
    }
}
