package io.taskorchestrator.memory;

import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Routing;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ready tasks of one queue, directory and access, in line. Tasks of one lane are all free to start, or none is:
 * that is why the access has lanes of its own, and a busy directory never has to be searched.
 */
final class Lane {

    final Directory directory;
    final QueueName queue;
    final DirectoryAccess access;
    final @Nullable Lane parent;

    /** How many lanes have this one as their parent. */
    int children;

    private final SortedSet<TaskEntry> tasks = new TreeSet<>(TaskEntry.ORDER);
    /** The first of {@link #tasks}, which is asked for much more often than it changes. */
    private @Nullable TaskEntry first;

    private final @Nullable Routing[] routings = new Routing[Priority.values().length];
    private final Head open;
    private final Head all;

    Lane(
            Directory directory,
            QueueName queue,
            DirectoryAccess access,
            @Nullable Lane parent,
            Comparator<TaskEntry> order) {
        this.directory = directory;
        this.queue = queue;
        this.access = access;
        this.parent = parent;
        this.open = new Head(parent == null ? null : parent.open, order);
        this.all = access == DirectoryAccess.UNRESTRICTED ? open : new Head(parent == null ? null : parent.all, order);
    }

    /** The routing of this lane's tasks of {@code priority}, one object for all of them. */
    Routing routing(Priority priority) {
        Routing routing = routings[priority.ordinal()];
        if (routing == null) {
            routing = new Routing(directory.path, queue, priority, access);
            routings[priority.ordinal()] = routing;
        }
        return routing;
    }

    boolean isFor(Routing routing) {
        return access == routing.access()
                && queue.equals(routing.queue())
                && directory.path.equals(routing.directory());
    }

    boolean isUnused() {
        return tasks.isEmpty() && children == 0;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    void add(TaskEntry entry) {
        tasks.add(entry);
        if (first == null || TaskEntry.ORDER.compare(entry, first) < 0) {
            first = entry;
        }
    }

    void remove(TaskEntry entry) {
        tasks.remove(entry);
        if (entry == first) {
            first = tasks.isEmpty() ? null : tasks.first();
        }
    }

    /** The tasks that stand before {@code entry}, which is of the same queue and directory, in this lane. */
    Iterable<TaskEntry> before(TaskEntry entry) {
        return tasks.headSet(entry);
    }

    /** The first task of this very lane; null if there is none. */
    @Nullable TaskEntry firstHere() {
        return first;
    }

    /** The first task of this very lane, if holds here and below let it start; those above are not looked at. */
    @Nullable TaskEntry firstOpenHere() {
        return directory.isBusyFor(access) ? null : firstHere();
    }

    /** The first task of this lane and those below that can start, as far as holds here and below go. */
    @Nullable TaskEntry firstOpenBelow() {
        return open.first();
    }

    /** The first task of this lane and those below, whether it can start or not. */
    @Nullable TaskEntry firstBelow() {
        return all.first();
    }

    /** Brings this lane's heads up to date after a hold has come or gone; returns whether another task goes first. */
    boolean updateOpen() {
        return open.update(firstOpenHere(), directory.closes(access));
    }

    private boolean updateAll() {
        return all.update(firstHere(), false);
    }

    /**
     * Brings the heads of this lane and those above up to date.
     *
     * @param always whether to go on to the root even where nobody else goes first, since the order itself has changed
     */
    void updateUpwards(boolean always) {
        boolean changed = true;
        for (Lane lane = this; lane != null && (changed || always); lane = lane.parent) {
            changed = lane.updateOpen();
        }
        changed = access != DirectoryAccess.UNRESTRICTED;
        for (Lane lane = this; lane != null && changed; lane = lane.parent) {
            changed = lane.updateAll() || always;
        }
    }
}
