package io.taskorchestrator.memory;

import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.WorkDirectory;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A directory in which something waits or runs, or that has such a directory below it: its lanes, and who holds it.
 *
 * <p>A hold is a live lease of a shared or exclusive task, or a {@linkplain Reservations reservation}. Each directory
 * counts the holds on itself and those below it, so whether something may start here is seen from this directory and the
 * ones above it alone. Reservations are counted once more by themselves: what is at or below one is not to have another.
 */
final class Directory {

    final WorkDirectory path;
    final @Nullable Directory parent;

    /** How many directories have this one as their parent. */
    int children;

    /** How many live leases tasks of exactly this directory have, whatever their access. */
    int leases;

    /** Whether this directory waits to be looked at by {@link Directories#prune}. */
    boolean idle;

    private final Map<QueueName, Lane[]> lanes = new HashMap<>(2);
    private int sharedHere;
    private int exclusiveHere;
    private int sharedBelow;
    private int exclusiveBelow;
    private int promises;

    Directory(WorkDirectory path, @Nullable Directory parent) {
        this.path = path;
        this.parent = parent;
    }

    /** The lane of {@code queue} and {@code access}; null if there is none. */
    @Nullable Lane lane(QueueName queue, DirectoryAccess access) {
        Lane[] ofQueue = lanes.get(queue);
        return ofQueue == null ? null : ofQueue[access.ordinal()];
    }

    /** The lanes of {@code queue} by access; null if there are none. */
    @Nullable Lane @Nullable [] lanes(QueueName queue) {
        return lanes.get(queue);
    }

    void put(QueueName queue, Lane lane) {
        lanes.computeIfAbsent(queue, any -> new Lane[DirectoryAccess.values().length])[lane.access.ordinal()] = lane;
    }

    /** The lanes, by queue and access; an element of an array is null where there is no lane. */
    Collection<Lane[]> lanes() {
        return lanes.values();
    }

    boolean isUnused() {
        return lanes.isEmpty() && children == 0 && leases == 0 && sharedHere + exclusiveHere == 0;
    }

    /** Adds {@code change} holds of {@code access} here, and tells the directories above. */
    void hold(DirectoryAccess access, int change) {
        boolean exclusive = access == DirectoryAccess.EXCLUSIVE;
        sharedHere += exclusive ? 0 : change;
        exclusiveHere += exclusive ? change : 0;
        for (Directory above = parent; above != null; above = above.parent) {
            above.sharedBelow += exclusive ? 0 : change;
            above.exclusiveBelow += exclusive ? change : 0;
        }
    }

    /** Adds {@code change} promises of exactly this directory. */
    void promise(int change) {
        promises += change;
    }

    /** Whether this very directory is promised to a task. */
    boolean isPromised() {
        return promises > 0;
    }

    /** Whether a directory above is promised to a task. */
    boolean isPromisedFromAbove() {
        for (Directory above = parent; above != null; above = above.parent) {
            if (above.isPromised()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a hold on this very directory keeps {@code access} out of it and of everything below it. */
    boolean closes(DirectoryAccess access) {
        return closes(access, 0);
    }

    private boolean closes(DirectoryAccess access, int ownHolds) {
        return switch (access) {
            case UNRESTRICTED -> false;
            case SHARED -> exclusiveHere - ownHolds > 0;
            case EXCLUSIVE -> sharedHere + exclusiveHere - ownHolds > 0;
        };
    }

    /** Whether holds on this directory or below it keep {@code access} out of this very directory. */
    boolean isBusyFor(DirectoryAccess access) {
        return closes(access) || isBusyBelowFor(access);
    }

    private boolean isBusyBelowFor(DirectoryAccess access) {
        return switch (access) {
            case UNRESTRICTED -> false;
            case SHARED -> exclusiveBelow > 0;
            case EXCLUSIVE -> sharedBelow + exclusiveBelow > 0;
        };
    }

    /** Whether a hold on a directory above keeps {@code access} out of this one. */
    boolean isClosedFromAbove(DirectoryAccess access) {
        if (access != DirectoryAccess.UNRESTRICTED) {
            for (Directory above = parent; above != null; above = above.parent) {
                if (above.closes(access)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a task with {@code access} can start here, leaving a reservation of its own out of account. */
    boolean isFreeForReserved(DirectoryAccess access) {
        int own = access == DirectoryAccess.SHARED ? 0 : 1;
        return !closes(access, own) && !isBusyBelowFor(access) && !isClosedFromAbove(access);
    }
}
