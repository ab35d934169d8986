package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.task.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The live leases of claims with an id, so that a claim whose answer was lost can be repeated. Ids of different callers
 * and workers never meet.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class ClaimIds {

    private final Map<Key, List<TaskEntry>> live = new HashMap<>();
    private final Map<TaskEntry, Key> keys = new HashMap<>();

    private record Key(Caller caller, WorkerId worker, UUID claimId) {}

    /** The tasks that this claim was given before and that it still holds; empty if there are none. */
    List<TaskEntry> find(Caller caller, Claim claim) {
        if (claim.claimId().isEmpty() || live.isEmpty()) {
            return List.of();
        }
        return live.getOrDefault(new Key(caller, claim.worker(), claim.claimId().get()), List.of());
    }

    /** Remembers that {@code claim} was given {@code entry}. */
    void add(Caller caller, Claim claim, TaskEntry entry) {
        if (claim.claimId().isPresent()) {
            Key key = new Key(caller, claim.worker(), claim.claimId().get());
            live.computeIfAbsent(key, any -> new ArrayList<>(1)).add(entry);
            keys.put(entry, key);
        }
    }

    /** The lease of {@code entry} has ended. */
    void remove(TaskEntry entry) {
        Key key = keys.isEmpty() ? null : keys.remove(entry);
        if (key != null) {
            List<TaskEntry> entries = live.getOrDefault(key, new ArrayList<>());
            entries.remove(entry);
            if (entries.isEmpty()) {
                live.remove(key);
            }
        }
    }
}
