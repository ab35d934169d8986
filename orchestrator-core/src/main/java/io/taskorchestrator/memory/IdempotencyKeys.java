package io.taskorchestrator.memory;

import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of the last 24 hours, oldest first, with what they made.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class IdempotencyKeys {

    private static final long KEPT_MICROS = Micros.of(Duration.ofHours(24));
    private static final int BYTES = 300;
    private static final int BYTES_PER_TASK = 60;

    private final Map<Key, Use> uses = new LinkedHashMap<>();
    private long bytes;

    private record Key(Caller caller, String value) {}

    /**
     * What a key was used for.
     *
     * @param requestHash the request
     * @param ids the tasks that it made
     * @param usedAt when, in microseconds
     */
    record Use(String requestHash, List<TaskId> ids, long usedAt) {}

    /** What this key was used for in the last 24 hours; null if it was not. */
    @Nullable Use find(Caller caller, IdempotencyKey key, Instant now) {
        Use use = uses.get(new Key(caller, key.value()));
        return use == null || Micros.of(now) >= use.usedAt + KEPT_MICROS ? null : use;
    }

    void add(Caller caller, IdempotencyKey key, List<TaskId> ids, Instant now) {
        Key full = new Key(caller, key.value());
        remove(full);
        uses.put(full, new Use(key.requestHash(), ids, Micros.of(now)));
        bytes += bytes(full, ids);
    }

    /** Estimated heap in bytes. */
    long bytes() {
        return bytes;
    }

    /** Drops the oldest key if its time is over; returns whether it was. */
    boolean dropDue(Instant now) {
        OptionalLong due = nextDue();
        if (due.isEmpty() || due.getAsLong() > Micros.of(now)) {
            return false;
        }
        Iterator<Key> keys = uses.keySet().iterator();
        remove(keys.next());
        return true;
    }

    /** When the oldest key's time is over; empty if there is none. */
    OptionalLong nextDue() {
        Iterator<Use> oldest = uses.values().iterator();
        return oldest.hasNext() ? OptionalLong.of(oldest.next().usedAt() + KEPT_MICROS) : OptionalLong.empty();
    }

    private void remove(Key key) {
        Use use = uses.remove(key);
        if (use != null) {
            bytes -= bytes(key, use.ids());
        }
    }

    private static long bytes(Key key, List<TaskId> ids) {
        return BYTES + 2L * key.value().length() + (long) BYTES_PER_TASK * ids.size();
    }
}
