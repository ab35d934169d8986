package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Expire;
import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.memory.TaskEntry.Place;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.Micros;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a store does by itself: expires leases, makes delayed tasks ready, purges finished ones, forgets old keys.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class Upkeep {

    private final TaskTable table;
    private final ReadyQueue queue;
    private final IdempotencyKeys keys;

    Upkeep(TaskTable table, ReadyQueue queue, IdempotencyKeys keys) {
        this.table = table;
        this.queue = queue;
        this.keys = keys;
    }

    /** Does what is due, at most {@code limit} things; returns how many. */
    int step(int limit, Instant now) {
        int done = 0;
        while (done < limit && (ring(now) || purge(table.finished().due(now)) || keys.dropDue(now))) {
            done++;
        }
        keepBudget();
        queue.reservations().endUnasked(now);
        return done + queue.directories().prune(limit - done);
    }

    /** Removes finished tasks until the budget holds. */
    void keepBudget() {
        while (purge(table.finished().overBudget())) {
            // purge does it
        }
    }

    private boolean ring(Instant now) {
        TaskEntry entry = table.timers().due(now);
        if (entry == null) {
            return false;
        }
        if (entry.place == Place.DELAYED) {
            table.settle(entry, now);
            return true;
        }
        Decision decision = Lifecycle.decide(entry.task(), new Expire(entry.id), now);
        if (decision instanceof Decision.Changed changed) {
            table.change(entry, changed, Caller.SYSTEM.name(), now);
        } else {
            table.setAgain(entry);
        }
        return true;
    }

    private boolean purge(@Nullable TaskEntry entry) {
        if (entry == null) {
            return false;
        }
        table.remove(entry);
        return true;
    }

    /** When something will be due next; empty if nothing is scheduled. */
    Optional<Instant> nextDue() {
        OptionalLong next = Stream.of(
                        table.timers().nextDue(),
                        table.finished().nextDue(),
                        keys.nextDue(),
                        queue.reservations().nextEnd())
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min();
        return next.isPresent() ? Optional.of(Micros.instant(next.getAsLong())) : Optional.empty();
    }
}
