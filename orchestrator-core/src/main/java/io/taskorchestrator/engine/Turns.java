package io.taskorchestrator.engine;

import io.taskorchestrator.lifecycle.Claim;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Scopes whose first claims are to be tried, that claim first which arrived first. Which one a scope's first claim is may change
 * meanwhile: claims leave from anywhere and come at the end, so the number under which a scope stands here is that of its
 * first claim or a lower one.
 *
 * <p>Thread model: guarded by the parking lot.
 */
final class Turns {

    private record Turn(Claim.Scope scope, long number) {}

    private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparingLong(Turn::number));
    private final ParkingLot lot;

    Turns(ParkingLot lot) {
        this.lot = lot;
    }

    /** Adds a scope whose first claim has at least this number. */
    void add(Claim.Scope scope, long number) {
        turns.add(new Turn(scope, number));
    }

    /** Takes out a scope whose claim is the first of all; returns that claim, or null if none is left. */
    @Nullable Parked next() {
        while (true) {
            Turn turn = turns.poll();
            if (turn == null) {
                return null;
            }
            Parked head = lot.first(turn.scope());
            if (head != null && head.number == turn.number()) {
                return head;
            }
            if (head != null) {
                add(turn.scope(), head.number);
            }
        }
    }
}
