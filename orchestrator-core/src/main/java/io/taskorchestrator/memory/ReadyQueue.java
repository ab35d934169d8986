package io.taskorchestrator.memory;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskSpec;
import io.taskorchestrator.task.WorkDirectory;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which task is next.
 *
 * <p><b>Order.</b> A task's key is {@code queued_at − level × aging}; the smallest goes first, ties by id. So high goes
 * before low, equals go in order of arrival, and what waits is overtaken by newer tasks for at most two aging times. For
 * claims that span directories the key grows by {@code fairness} for each lease in the task's directory.
 *
 * <p><b>Shape.</b> Ready tasks stand in {@linkplain Lane lanes}, one for each queue, directory and access. Along the
 * {@linkplain Directories tree of directories} each lane knows the first task of itself and all lanes below it (its
 * {@linkplain Head head}), so a claim for one directory looks at three lanes, and a claim for a whole tree looks at three
 * heads: picking never looks at a task that it cannot take. Adding, removing and re-ordering a task costs
 * O(log n) in its line, and O(log c) in each directory above it whose head changes by that, c being the directories
 * beside it.
 *
 * <p><b>Busy directories.</b> A hold closes whole lanes: the heads at and above the held directory are worked out again,
 * which costs the depth of the directory, however many tasks wait below it. Since a head leaves out what is closed below
 * it, a claim only has to look upwards for holds. What keeps a busy directory's tasks from starving is in {@link
 * Reservations}.
 *
 * <p>Thread model: guarded by the store's lock.
 */
final class ReadyQueue implements Reservations.Gate {

    private static final DirectoryAccess[] ALL = DirectoryAccess.values();

    private final Directories directories;
    private final Reservations reservations;
    /** The tasks that hold a directory, in the order in which they began. */
    private final Set<TaskEntry> holders = new LinkedHashSet<>();

    private final long agingMicros;
    private final long fairnessMicros;
    private final BiConsumer<QueueName, DirectoryScope> onReady;

    /**
     * Creates an empty queue.
     *
     * @param onReady hears where tasks may have become ready
     */
    ReadyQueue(StoreSettings settings, BiConsumer<QueueName, DirectoryScope> onReady) {
        this.agingMicros = Micros.of(settings.aging());
        this.fairnessMicros = Micros.of(settings.fairness());
        this.onReady = onReady;
        this.directories = new Directories(this::key);
        this.reservations = new Reservations(agingMicros, this::compare, this);
    }

    private int compare(TaskEntry one, TaskEntry other) {
        int byKey = Long.compare(key(one), key(other));
        return byKey != 0 ? byKey : Long.compare(one.sequence, other.sequence);
    }

    private long key(TaskEntry entry) {
        return fairnessMicros == 0 || entry.lane == null
                ? entry.key
                : entry.key + entry.lane.directory.leases * fairnessMicros;
    }

    Directories directories() {
        return directories;
    }

    Reservations reservations() {
        return reservations;
    }

    /** Puts {@code entry} in line. */
    void add(TaskEntry entry) {
        Task task = entry.task();
        Routing routing = task.spec().routing();
        Lane lane = directories.lane(routing);
        entry.lane = lane;
        entry.key = Micros.of(task.state().schedule().queuedAt())
                - routing.priority().level() * agingMicros;
        lane.add(entry);
        if (lane.firstHere() == entry) {
            lane.updateUpwards(false);
        }
        onReady.accept(lane.queue, DirectoryScope.exactly(lane.directory.path));
    }

    /** Takes {@code entry} out of its line. */
    void remove(TaskEntry entry) {
        Lane lane = entry.lane;
        if (lane == null) {
            throw new IllegalStateException("Not in line: " + entry.id);
        }
        reservations.end(entry);
        boolean wasFirst = lane.firstHere() == entry;
        lane.remove(entry);
        if (wasFirst) {
            lane.updateUpwards(false);
        }
        entry.lane = null;
        entry.directory = lane.directory; // where it goes next is mostly a lease there
        if (lane.isEmpty()) {
            directories.mayBeIdle(lane.directory);
        }
    }

    /** The same spec, sharing what is equal with other tasks of its line, so that a million of them stay small. */
    TaskSpec withSharedParts(TaskSpec spec) {
        Routing routing = spec.routing();
        Lane lane = directories.lane(routing);
        if (lane.isEmpty()) {
            directories.mayBeIdle(lane.directory);
        }
        return new TaskSpec(spec.content(), lane.routing(routing.priority()), spec.limits());
    }

    /** The task that a claim with this scope gets now; null if there is none. It stays in line. */
    @Nullable TaskEntry pick(Claim.Scope scope, Instant now) {
        Directory directory = directories.find(scope.directories().directory());
        if (directory == null) {
            return null;
        }
        reservations.endUnasked(now);
        Lane[] lanes = directory.lanes(scope.queue());
        if (lanes == null) {
            return null;
        }
        boolean recursive = scope.directories().recursive();
        TaskEntry promised = reservations.firstFree(scope, now);
        TaskEntry open = firstOpen(lanes, recursive);
        TaskEntry busy = firstUnpromised(lanes, recursive);
        while (busy != null && precedes(busy, open) && reservations.reserve(busy, now)) {
            open = firstOpen(lanes, recursive);
            busy = firstUnpromised(lanes, recursive);
        }
        reservations.endLook();
        return precedes(promised, open) ? promised : open;
    }

    private boolean precedes(@Nullable TaskEntry one, @Nullable TaskEntry other) {
        return one != null && (other == null || compare(one, other) < 0);
    }

    private @Nullable TaskEntry firstOpen(@Nullable Lane[] lanes, boolean recursive) {
        TaskEntry first = null;
        for (Lane lane : lanes) {
            if (lane != null && !lane.directory.isClosedFromAbove(lane.access)) {
                TaskEntry candidate = recursive ? lane.firstOpenBelow() : lane.firstOpenHere();
                first = precedes(candidate, first) ? candidate : first;
            }
        }
        return first;
    }

    /** The shared or exclusive task that would be next if no directory were busy, but for those in and below promised ones. */
    private @Nullable TaskEntry firstUnpromised(@Nullable Lane[] lanes, boolean recursive) {
        TaskEntry first = null;
        for (Lane lane : lanes) {
            if (lane != null && lane.access != DirectoryAccess.UNRESTRICTED && !lane.directory.isPromisedFromAbove()) {
                TaskEntry candidate = recursive ? lane.firstUnpromisedBelow() : lane.firstUnpromisedHere();
                first = precedes(candidate, first) ? candidate : first;
            }
        }
        return first;
    }

    /** The lease of {@code entry} begins: it holds its directory. */
    void leaseBegins(TaskEntry entry) {
        Routing routing = entry.task().spec().routing();
        Directory directory = entry.directory;
        if (directory == null) {
            directory = directories.lane(routing).directory;
            entry.directory = directory;
        }
        directory.leases++;
        if (routing.access() != DirectoryAccess.UNRESTRICTED) {
            holders.add(entry);
            hold(directory, routing.access());
        }
        orderChanged(directory);
    }

    /** The lease of {@code entry} ends. */
    void leaseEnds(TaskEntry entry) {
        Directory directory = Objects.requireNonNull(entry.directory);
        DirectoryAccess access = entry.task().spec().access();
        entry.directory = null;
        directory.leases--;
        if (access != DirectoryAccess.UNRESTRICTED) {
            holders.remove(entry);
            release(directory, access);
        }
        orderChanged(directory);
        if (directory.leases == 0) {
            directories.mayBeIdle(directory);
        }
    }

    /** The held task that keeps {@code waiting} from starting, of several the first that began; null if there is none. */
    @Nullable TaskEntry blockerOf(TaskEntry waiting) {
        Routing routing = waiting.task().spec().routing();
        for (TaskEntry holder : holders) {
            Routing held = holder.task().spec().routing();
            if (held.access().conflictsWith(routing.access())
                    && held.directory().overlaps(routing.directory())) {
                return holder;
            }
        }
        return null;
    }

    private void orderChanged(Directory directory) {
        if (fairnessMicros > 0) {
            forEachLane(directory, lane -> lane.updateUpwards(true));
        }
    }

    @Override
    public void hold(Directory directory, DirectoryAccess access) {
        directory.hold(access, 1);
        updateRestricted(directory);
    }

    @Override
    public void release(Directory directory, DirectoryAccess access) {
        directory.hold(access, -1);
        updateRestricted(directory);
        tellReady(directory);
    }

    @Override
    public void promise(Directory directory, int change) {
        directory.promise(change);
        forEachLane(directory, lane -> {
            if (lane.access != DirectoryAccess.UNRESTRICTED) {
                lane.updateUnpromisedUpwards(false);
            }
        });
    }

    /** Works out the heads of shared and exclusive lanes again, here and above: whom a hold here closes or opens. */
    private static void updateRestricted(Directory directory) {
        for (Directory at = directory; at != null; at = at.parent) {
            forEachLane(at, lane -> {
                if (lane.access != DirectoryAccess.UNRESTRICTED) {
                    lane.updateOpen();
                }
            });
        }
    }

    /** A hold on {@code directory} has ended: tasks in it, above it and below it may have become ready. */
    private void tellReady(Directory directory) {
        reservations.forEachFree(lane -> onReady.accept(lane.queue, DirectoryScope.exactly(lane.directory.path)));
        forEachLane(directory, lane -> {
            if (lane.access != DirectoryAccess.UNRESTRICTED && lane.isOpenBelow()) {
                onReady.accept(lane.queue, DirectoryScope.below(directory.path));
            }
        });
        for (Directory above = directory.parent; above != null; above = above.parent) {
            WorkDirectory path = above.path;
            forEachLane(above, lane -> {
                if (lane.access != DirectoryAccess.UNRESTRICTED && lane.firstOpenHere() != null) {
                    onReady.accept(lane.queue, DirectoryScope.exactly(path));
                }
            });
        }
    }

    private static void forEachLane(Directory directory, Consumer<Lane> action) {
        for (Lane[] lanes : directory.lanes()) {
            for (Lane lane : lanes) {
                if (lane != null) {
                    action.accept(lane);
                }
            }
        }
    }

    /** How many tasks of the same queue and directory go before {@code entry}, counted up to {@code most}. */
    int countBefore(TaskEntry entry, int most) {
        Lane own = entry.lane;
        int count = 0;
        if (own == null) {
            return count;
        }
        for (DirectoryAccess access : ALL) {
            Lane lane = own.directory.lane(own.queue, access);
            if (lane != null) {
                count += lane.countBefore(entry, most - count);
            }
        }
        return count;
    }
}
