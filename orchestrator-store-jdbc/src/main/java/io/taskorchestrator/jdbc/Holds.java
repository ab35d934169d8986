package io.taskorchestrator.jdbc;

import io.taskorchestrator.task.DirectoryAccess;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which directory: the live leases of shared and exclusive tasks, and the {@linkplain Reservation reservations}.
 * These are as many as workers, not as many as tasks, so they are kept in memory beside the tables: read when a store opens
 * and again after a transaction that failed, and kept in step by what writes them.
 *
 * <p>Each directory counts the holds on itself and those below it, so whether something may start is seen from its own
 * directory and the ones above it alone: it costs the depth of the directory.
 *
 * <p>Thread model: the writer's thread.
 */
final class Holds {

    private static final String LEASES = "SELECT directory, access FROM lease WHERE access > 0";
    private static final String RESERVATIONS = """
            SELECT r.number, r.task, r.queue, r.directory, r.access, r.priority, r.queued_at, r.asked_at
            FROM reservation r ORDER BY r.number""";
    private static final String FIRST_ASKED = "SELECT asked_at FROM reservation ORDER BY asked_at LIMIT 1";

    private final Map<String, Counts> directories = new HashMap<>();
    private final List<Reservation> reservations = new ArrayList<>();

    private static final class Counts {
        private int sharedHere;
        private int exclusiveHere;
        private int sharedBelow;
        private int exclusiveBelow;

        private boolean isUnused() {
            return sharedHere + exclusiveHere + sharedBelow + exclusiveBelow == 0;
        }
    }

    /**
     * A directory that is promised to a task.
     *
     * @param number its number: earlier ones have smaller numbers
     * @param task the task's number
     * @param spot where the task stands in line
     * @param askedAt when a claim last asked that could take the task, in microseconds
     */
    record Reservation(long number, long task, Spot spot, long askedAt) {

        Reservation asked(long at) {
            return new Reservation(number, task, spot, at);
        }
    }

    /** Reads the holds. */
    static Holds read(Session session) throws SQLException {
        Holds holds = new Holds();
        session.ask(LEASES, row -> {
            holds.hold(row.text(), Codes.access(row.number()), 1);
            return true;
        });
        session.ask(RESERVATIONS, row -> {
            holds.add(reservation(row));
            return true;
        });
        session.flush();
        return holds;
    }

    /** Since when nobody has asked for the reservation for which that is longest, in microseconds; null if there are none. */
    static @Nullable Long firstAsked(Session session) throws SQLException {
        return session.first(FIRST_ASKED, Columns::longNumber);
    }

    private static Reservation reservation(Columns row) throws SQLException {
        long number = row.longNumber();
        long task = row.longNumber();
        Spot spot = new Spot(row.text(), row.text(), row.number(), row.number(), row.longNumber());
        return new Reservation(number, task, spot, row.longNumber());
    }

    /** Adds {@code change} holds of {@code access} on {@code directory}. */
    void hold(String directory, DirectoryAccess access, int change) {
        if (access == DirectoryAccess.UNRESTRICTED) {
            return;
        }
        boolean exclusive = access == DirectoryAccess.EXCLUSIVE;
        Counts here = directories.computeIfAbsent(directory, any -> new Counts());
        here.sharedHere += exclusive ? 0 : change;
        here.exclusiveHere += exclusive ? change : 0;
        dropIfUnused(directory, here);
        forEachAbove(directory, (path, any) -> {
            Counts above = directories.computeIfAbsent(path, ignored -> new Counts());
            above.sharedBelow += exclusive ? 0 : change;
            above.exclusiveBelow += exclusive ? change : 0;
            dropIfUnused(path, above);
        });
    }

    private void dropIfUnused(String directory, Counts counts) {
        if (counts.isUnused()) {
            directories.remove(directory);
        }
    }

    List<Reservation> reservations() {
        return reservations;
    }

    void add(Reservation reservation) {
        reservations.add(reservation);
        hold(reservation.spot().directory(), reservation.spot().directoryAccess(), 1);
    }

    /** Ends the reservation of this task; null if it had none. */
    @Nullable Reservation removeReservation(long task) {
        for (Reservation reservation : reservations) {
            if (reservation.task() == task) {
                reservations.remove(reservation);
                hold(reservation.spot().directory(), reservation.spot().directoryAccess(), -1);
                return reservation;
            }
        }
        return null;
    }

    void replace(Reservation reservation, Reservation with) {
        reservations.set(reservations.indexOf(reservation), with);
    }

    boolean isEmpty() {
        return directories.isEmpty();
    }

    /** Whether nothing with {@code access} can start in {@code directory} now. */
    boolean isClosed(String directory, DirectoryAccess access) {
        return access != DirectoryAccess.UNRESTRICTED && !directories.isEmpty() && isClosed(directory, access, 0);
    }

    /** Whether the reserved task can start, leaving its own reservation out of account. */
    boolean isFree(Reservation reservation) {
        DirectoryAccess access = reservation.spot().directoryAccess();
        return !isClosed(reservation.spot().directory(), access, access == DirectoryAccess.EXCLUSIVE ? 1 : 0);
    }

    private boolean isClosed(String directory, DirectoryAccess access, int own) {
        Counts here = directories.get(directory);
        if (here != null && (closes(here, access, own) || isBusyBelow(here, access))) {
            return true;
        }
        boolean[] closed = new boolean[1];
        forEachAbove(directory, (path, counts) -> closed[0] |= counts != null && closes(counts, access, 0));
        return closed[0];
    }

    private static boolean closes(Counts counts, DirectoryAccess access, int own) {
        return switch (access) {
            case UNRESTRICTED -> false;
            case SHARED -> counts.exclusiveHere > 0;
            case EXCLUSIVE -> counts.sharedHere + counts.exclusiveHere - own > 0;
        };
    }

    private static boolean isBusyBelow(Counts counts, DirectoryAccess access) {
        return switch (access) {
            case UNRESTRICTED -> false;
            case SHARED -> counts.exclusiveBelow > 0;
            case EXCLUSIVE -> counts.sharedBelow + counts.exclusiveBelow > 0;
        };
    }

    private void forEachAbove(String directory, BiConsumer<String, @Nullable Counts> action) {
        for (String above : Paths.above(directory)) {
            action.accept(above, directories.get(above));
        }
    }
}
