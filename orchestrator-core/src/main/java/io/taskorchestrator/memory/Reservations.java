package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.DirectoryAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
 * directory is passed over: it reserves nothing, and until the claim is done nothing that conflicts with it does. Else those below
 * could reserve in turns, and never leave it a gap.
 *
 * <p>Waiting is counted from {@code queued_at}, so that nothing has to be written when a task is passed over. There are
 * few reservations at a time – each stands for a conflict of different accesses or of nested directories – so they are
 * kept as a list.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class Reservations {

    private static final long UNASKED_MICROS = Micros.of(Duration.ofSeconds(60));

    private final long agingMicros;
    private final Comparator<TaskEntry> order;
    private final Gate gate;
    private final List<Reservation> reservations = new ArrayList<>();
    private final List<Lane> passedOver = new ArrayList<>();

    Reservations(long agingMicros, Comparator<TaskEntry> order, Gate gate) {
        this.agingMicros = agingMicros;
        this.order = order;
        this.gate = gate;
    }

    /** Who keeps the directories. */
    interface Gate {

        void hold(Directory directory, DirectoryAccess access);

        void release(Directory directory, DirectoryAccess access);

        /** {@code change} more of the tasks in and below {@code directory} are, or are not, to reserve anything. */
        void promise(Directory directory, int change);
    }

    private static final class Reservation {

        private final TaskEntry entry;
        private final Lane lane;
        private long askedAt;

        private Reservation(TaskEntry entry, Lane lane, long askedAt) {
            this.entry = entry;
            this.lane = lane;
            this.askedAt = askedAt;
        }

        private boolean conflictsWith(Lane other) {
            return lane.conflictsWith(other);
        }

        /** Whether the live leases let the reserved task start. */
        private boolean isFree() {
            return lane.directory.isFreeForReserved(lane.access);
        }

        private boolean isFor(Claim.Scope scope) {
            return lane.queue.equals(scope.queue()) && scope.directories().includes(lane.directory.path);
        }
    }

    /** The first reserved task that a claim with this scope can take now; null if there is none. */
    @Nullable TaskEntry firstFree(Claim.Scope scope, Instant now) {
        if (reservations.isEmpty()) {
            return null;
        }
        TaskEntry first = null;
        for (Reservation reservation : reservations) {
            if (reservation.isFor(scope)) {
                reservation.askedAt = Micros.of(now);
                if (reservation.isFree() && (first == null || order.compare(reservation.entry, first) < 0)) {
                    first = reservation.entry;
                }
            }
        }
        return first;
    }

    /** Tells {@code action} of the lane of each reserved task that can start now. */
    void forEachFree(Consumer<Lane> action) {
        for (Reservation reservation : reservations) {
            if (reservation.isFree()) {
                action.accept(reservation.lane);
            }
        }
    }

    /**
     * Reserves the directory of {@code entry}, which found it busy, or passes over it where that conflicts with what was reserved or
     * passed over before; returns false, having done nothing, if it has not waited long enough.
     */
    boolean reserve(TaskEntry entry, Instant now) {
        Lane lane = entry.lane;
        long waited = Micros.of(now) - Micros.of(entry.task().state().schedule().queuedAt());
        if (lane == null || waited <= agingMicros) {
            return false;
        }
        gate.promise(lane.directory, 1);
        if (reservations.stream().anyMatch(earlier -> earlier.conflictsWith(lane))
                || passedOver.stream().anyMatch(lane::conflictsWith)) {
            passedOver.add(lane);
        } else {
            reservations.add(new Reservation(entry, lane, Micros.of(now)));
            gate.hold(lane.directory, lane.access);
        }
        return true;
    }

    /** The claim has looked at all that it passes over. */
    void endLook() {
        passedOver.forEach(lane -> gate.promise(lane.directory, -1));
        passedOver.clear();
    }

    /** The task leaves its line: its reservation ends, if it has one. */
    void end(TaskEntry entry) {
        if (!reservations.isEmpty()) {
            removeIf(reservation -> reservation.entry == entry);
        }
    }

    /** Ends the reservations for which nobody has asked for too long. */
    void endUnasked(Instant now) {
        if (!reservations.isEmpty()) {
            removeIf(reservation -> isUnasked(reservation, Micros.of(now)));
        }
    }

    /** When the next reservation ends if nobody asks; empty if there is none. */
    OptionalLong nextEnd() {
        return reservations.stream()
                .mapToLong(reservation -> reservation.askedAt + UNASKED_MICROS)
                .min();
    }

    /** The reserved task that keeps {@code entry} from starting; null if there is none. */
    @Nullable TaskEntry blockerOf(TaskEntry entry) {
        Lane lane = entry.lane;
        for (Reservation reservation : reservations) {
            if (lane != null && reservation.entry != entry && reservation.conflictsWith(lane)) {
                return reservation.entry;
            }
        }
        return null;
    }

    private static boolean isUnasked(Reservation reservation, long now) {
        return now - reservation.askedAt >= UNASKED_MICROS;
    }

    private void removeIf(Predicate<Reservation> condition) {
        List<Reservation> ended = new ArrayList<>();
        Iterator<Reservation> each = reservations.iterator();
        while (each.hasNext()) {
            Reservation reservation = each.next();
            if (condition.test(reservation)) {
                each.remove();
                ended.add(reservation);
            }
        }
        ended.forEach(reservation -> {
            gate.promise(reservation.lane.directory, -1);
            gate.release(reservation.lane.directory, reservation.lane.access);
        });
    }
}
