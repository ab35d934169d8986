package io.taskorchestrator.engine;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The claims that wait: by scope in the order of arrival, by deadline, and by claim id.
 *
 * <p>Thread model: guarded by its user, but for {@link #isAnyWaiting}, which anybody may ask.
 */
final class ParkingLot {

    private final Map<Claim.Scope, TreeMap<Long, Parked>> byScope = new HashMap<>();
    private final TreeSet<Parked> byDeadline = new TreeSet<>(
            Comparator.comparing((Parked parked) -> parked.deadline).thenComparing(parked -> parked.number));
    private final Map<Key, Parked> byClaimId = new HashMap<>();
    private long arrivals;

    private volatile boolean anyWaiting;

    private record Key(Caller caller, WorkerId worker, UUID claimId) {

        private static Optional<Key> of(Call<Claim> call) {
            Claim claim = call.command();
            return claim.claimId().map(id -> new Key(call.caller(), claim.worker(), id));
        }
    }

    /** Adds a claim at the end; returns the one with the same claim id that it replaces. */
    Optional<Parked> add(Parked parked) {
        parked.number = arrivals++;
        byScope.computeIfAbsent(parked.scope(), any -> new TreeMap<>()).put(parked.number, parked);
        byDeadline.add(parked);
        anyWaiting = true;
        Optional<Parked> replaced = Key.of(parked.call).map(key -> byClaimId.put(key, parked));
        replaced.ifPresent(this::remove);
        return replaced;
    }

    /** Takes out the claim that {@code call} repeats, if it waits. */
    Optional<Parked> takeRepeated(Call<Claim> call) {
        Optional<Parked> repeated = Key.of(call).flatMap(key -> Optional.ofNullable(byClaimId.get(key)));
        repeated.ifPresent(this::remove);
        return repeated;
    }

    void remove(Parked parked) {
        TreeMap<Long, Parked> line = byScope.get(parked.scope());
        if (line == null || line.remove(parked.number) == null) {
            return;
        }
        if (line.isEmpty()) {
            byScope.remove(parked.scope());
        }
        byDeadline.remove(parked);
        anyWaiting = !byDeadline.isEmpty();
        Key.of(parked.call).ifPresent(key -> byClaimId.remove(key, parked));
    }

    private Set<Claim.Scope> scopes(QueueName queue, DirectoryScope directories) {
        if (byScope.isEmpty()) {
            return Set.of();
        }
        Set<Claim.Scope> scopes = new HashSet<>();
        WorkDirectory directory = directories.directory();
        scopes.add(new Claim.Scope(queue, DirectoryScope.exactly(directory)));
        for (Optional<WorkDirectory> at = Optional.of(directory);
                at.isPresent();
                at = at.get().parent()) {
            scopes.add(new Claim.Scope(queue, DirectoryScope.below(at.get())));
        }
        scopes.retainAll(byScope.keySet());
        if (directories.recursive()) {
            byScope.keySet().stream()
                    .filter(scope -> scope.queue().equals(queue))
                    .filter(scope -> directories.includes(scope.directories().directory()))
                    .forEach(scopes::add);
        }
        return scopes;
    }

    /** The scopes of waiting claims that could take a task of {@code queue} in {@code directories}, in turn. */
    Turns turns(QueueName queue, DirectoryScope directories) {
        return turns(scopes(queue, directories));
    }

    /** The scopes of all waiting claims, in turn. */
    Turns turns() {
        return turns(byScope.keySet());
    }

    /** These scopes in turn, but for those without a waiting claim. */
    Turns turns(Set<Claim.Scope> scopes) {
        Turns turns = new Turns(this);
        for (Claim.Scope scope : scopes) {
            Parked first = first(scope);
            if (first != null) {
                turns.add(scope, first.number);
            }
        }
        return turns;
    }

    /** The claim of this scope that arrived first; null if there is none. */
    @Nullable Parked first(Claim.Scope scope) {
        TreeMap<Long, Parked> line = byScope.get(scope);
        return line == null ? null : line.firstEntry().getValue();
    }

    /** Takes out a claim whose deadline has come and that is not being tried; null if there is none. */
    @Nullable Parked takeOverdue(Instant now) {
        for (Parked parked : byDeadline) {
            if (parked.deadline.isAfter(now)) {
                return null;
            }
            if (!parked.attempting) {
                remove(parked);
                return parked;
            }
        }
        return null;
    }

    Optional<Instant> nextDeadline() {
        return byDeadline.isEmpty() ? Optional.empty() : Optional.of(byDeadline.first().deadline);
    }

    List<Parked> all() {
        return List.copyOf(byDeadline);
    }

    boolean isAnyWaiting() {
        return anyWaiting;
    }

    int size() {
        return byDeadline.size();
    }
}
