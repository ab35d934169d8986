package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.Holds.Reservation;
import io.taskorchestrator.jdbc.Lines.Candidate;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.DirectoryAccess;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Directories that are promised to a task which found them busy, so that it does not starve: a stream of shared tasks
 * could otherwise keep an exclusive one out for ever, and work below a directory one that wants the whole of it.
 *
 * <p>A task reserves its directory when a claim would take it but for a busy directory, and it has waited for longer than
 * {@code aging}. From then on the directory counts as held: what runs there ends, nothing that conflicts begins. The
 * reservation ends when the task starts or leaves its line, or when no claim that could take it was made for 60 seconds.
 * A reservation never conflicts with an earlier one, so two tasks cannot block each other.
 *
 * <p>A claim looks at one task after the other that stands before the one it takes. It leaves out those in or below a
 * directory that is reserved, which have their turn when that task has started. A task that conflicts with a reservation below its own
 * directory is passed over: it reserves nothing, and neither does what stands behind it and conflicts with it. Else those below
 * could reserve in turns, and never leave it a gap.
 */
final class Reservations {

    static final long UNASKED_MICROS = Micros.of(Duration.ofSeconds(60));

    /** It is written down so rarely that somebody has asked: each claim asks for all reservations of its scope. */
    private static final long NOTED_MICROS = Micros.of(Duration.ofSeconds(1));

    private static final String INSERT = """
            INSERT INTO reservation (number, task, queue, directory, access, priority, queued_at, asked_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String ASKED = "UPDATE reservation SET asked_at = ? WHERE task = ?";
    private static final String DELETE = "DELETE FROM reservation WHERE task = ?";

    private Reservations() {}

    /** The first reserved task that a claim with this scope can take now; null if there is none. */
    static @Nullable Candidate firstFree(Tx tx, Claim.Scope scope, Lines lines, Instant now) throws SQLException {
        Candidate first = null;
        for (Reservation reservation : List.copyOf(tx.holds().reservations())) {
            if (isFor(reservation, scope) && !lines.isLeftOut(reservation.task())) {
                ask(tx, reservation, Micros.of(now));
                Candidate candidate = lines.candidate(reservation.task(), reservation.spot());
                if (tx.holds().isFree(reservation) && candidate.precedes(first)) {
                    first = candidate;
                }
            }
        }
        return first;
    }

    private static boolean isFor(Reservation reservation, Claim.Scope scope) {
        return reservation.spot().queue().equals(scope.queue().value())
                && Lines.includes(scope.directories(), reservation.spot().directory());
    }

    private static void ask(Tx tx, Reservation reservation, long now) throws SQLException {
        if (Math.abs(now - reservation.askedAt()) >= NOTED_MICROS) {
            tx.session().update(ASKED, now, reservation.task());
            tx.holds().replace(reservation, reservation.asked(now));
        }
    }

    /**
     * Reserves the directories of tasks that found them busy, looking at them in their order up to one that has not waited long
     * enough; returns whether there was one to reserve for.
     */
    static boolean reserve(Tx tx, List<Candidate> busy, long agingMicros, Instant now) throws SQLException {
        List<Spot> before = new ArrayList<>();
        tx.holds().reservations().forEach(reservation -> before.add(reservation.spot()));
        boolean reserved = false;
        for (Candidate candidate : busy) {
            Spot spot = candidate.spot();
            if (before.stream().anyMatch(other -> Paths.contains(other.directory(), spot.directory()))) {
                continue;
            }
            if (Micros.of(now) - spot.queuedAt() <= agingMicros) {
                break;
            }
            if (before.stream().noneMatch(other -> conflict(other, spot)) && isStill(tx, candidate)) {
                add(tx, candidate, now);
                reserved = true;
            }
            before.add(spot);
        }
        return reserved;
    }

    /** If not, somebody else is at work on it, and may take it out of line. */
    private static boolean isStill(Tx tx, Candidate candidate) throws SQLException {
        return candidate.isStill(tx.state().tasks().byNumber(tx.session(), candidate.number()));
    }

    private static void add(Tx tx, Candidate candidate, Instant now) throws SQLException {
        long number = 1;
        for (Reservation earlier : tx.holds().reservations()) {
            number = Math.max(number, earlier.number() + 1);
        }
        Spot spot = candidate.spot();
        Reservation reservation = new Reservation(number, candidate.number(), spot, Micros.of(now));
        tx.session()
                .updateInOrder(
                        INSERT,
                        number,
                        candidate.number(),
                        spot.queue(),
                        spot.directory(),
                        spot.access(),
                        spot.priority(),
                        spot.queuedAt(),
                        reservation.askedAt());
        tx.holds().add(reservation);
    }

    static boolean conflict(Spot one, Spot other) {
        DirectoryAccess access = one.directoryAccess();
        return access.conflictsWith(other.directoryAccess()) && Paths.overlap(one.directory(), other.directory());
    }

    /** The task leaves its line: its reservation ends, if it has one. */
    static void end(Tx tx, long task) throws SQLException {
        Reservation ended = tx.holds().removeReservation(task);
        if (ended != null) {
            tx.state().changesReservations();
            tx.session().updateInOrder(DELETE, task);
            tx.freed(ended.spot().directory());
        }
    }

    /** Ends the reservations for which nobody has asked for too long. */
    static void endUnasked(Tx tx, Instant now) throws SQLException {
        if (tx.holds().reservations().isEmpty()) {
            return;
        }
        List<Long> unasked = new ArrayList<>();
        for (Reservation reservation : tx.holds().reservations()) {
            if (Micros.of(now) - reservation.askedAt() >= UNASKED_MICROS) {
                unasked.add(reservation.task());
            }
        }
        for (long task : unasked) {
            end(tx, task);
        }
    }
}
