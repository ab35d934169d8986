package io.taskorchestrator.engine;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private final Map<Parked.Key, Parked> byKey = new HashMap<>();

    /** By key the claim that is being tried, and behind it those that will be when it is done. */
    private final Map<Parked.Key, Deque<Parked>> tried = new HashMap<>();

    private long arrivals;
    private boolean closed;

    private volatile boolean anyWaiting;

    /** Adds a claim at the end; returns the one with the same claim id that it replaces. */
    Optional<Parked> add(Parked parked) {
        parked.number = ++arrivals;
        byScope.computeIfAbsent(parked.scope(), any -> new TreeMap<>()).put(parked.number, parked);
        byDeadline.add(parked);
        anyWaiting = true;
        Optional<Parked> replaced = parked.key.map(key -> byKey.put(key, parked));
        replaced.ifPresent(this::remove);
        return replaced;
    }

    /**
     * Marks a claim as being tried. Returns false if it has to wait for another one with the same claim id, whose {@link #end}
     * names it.
     */
    boolean begin(Parked parked) {
        parked.attempting = true;
        if (parked.key.isEmpty()) {
            return true;
        }
        Deque<Parked> line = tried.computeIfAbsent(parked.key.get(), any -> new ArrayDeque<>(1));
        line.add(parked);
        return line.size() == 1;
    }

    /** A claim is no longer being tried; returns the one that waited for that, null if there is none. */
    @Nullable Parked end(Parked parked) {
        parked.attempting = false;
        if (parked.key.isEmpty()) {
            return null;
        }
        Deque<Parked> line = tried.get(parked.key.get());
        if (line == null) {
            return null;
        }
        line.remove(parked);
        if (line.isEmpty()) {
            tried.remove(parked.key.get());
        }
        return line.peek();
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
        parked.key.ifPresent(key -> byKey.remove(key, parked));
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

    /** When the next wait is over, but for claims that are being tried: those are looked at when that is done. */
    Optional<Instant> nextDeadline() {
        return byDeadline.stream()
                .filter(parked -> !parked.attempting)
                .map(parked -> parked.deadline)
                .findFirst();
    }

    /** From now on no claim waits; returns those that do. */
    List<Parked> close() {
        closed = true;
        return List.copyOf(byDeadline);
    }

    boolean isClosed() {
        return closed;
    }

    boolean isAnyWaiting() {
        return anyWaiting;
    }

    int size() {
        return byDeadline.size();
    }
}
