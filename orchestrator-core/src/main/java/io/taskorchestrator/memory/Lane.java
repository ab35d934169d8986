package io.taskorchestrator.memory;

import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Routing;
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

    private final SortedTasks tasks = new SortedTasks();
    private final @Nullable Routing[] routings = new Routing[Priority.values().length];
    private final Head open;
    private final Head unpromised;

    Lane(Directory directory, QueueName queue, DirectoryAccess access, @Nullable Lane parent, Head.Order order) {
        this.directory = directory;
        this.queue = queue;
        this.access = access;
        this.parent = parent;
        this.open = new Head(this, true, parent == null ? null : parent.open, order);
        this.unpromised = access == DirectoryAccess.UNRESTRICTED
                ? open
                : new Head(this, false, parent == null ? null : parent.unpromised, order);
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

    /** Whether tasks of this lane and of {@code other} must not run at the same time. */
    boolean conflictsWith(Lane other) {
        return access.conflictsWith(other.access) && directory.path.overlaps(other.directory.path);
    }

    boolean isUnused() {
        return tasks.isEmpty() && children == 0;
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    void add(TaskEntry entry) {
        tasks.add(entry);
    }

    void remove(TaskEntry entry) {
        tasks.remove(entry);
    }

    /** How many tasks of this lane stand before {@code entry}, counted up to {@code most}. */
    int countBefore(TaskEntry entry, int most) {
        int count = 0;
        for (TaskEntry other : tasks.inOrder()) {
            if (count >= most || Ranked.ORDER.compare(other, entry) >= 0) {
                break;
            }
            count++;
        }
        return count;
    }

    /** The first task of this very lane; null if there is none. */
    @Nullable TaskEntry firstHere() {
        return tasks.first();
    }

    /** The first task of this very lane, if holds here and below let it start; those above are not looked at. */
    @Nullable TaskEntry firstOpenHere() {
        return directory.isBusyFor(access) ? null : firstHere();
    }

    /** The first task of this lane and those below that can start, as far as holds here and below go. */
    @Nullable TaskEntry firstOpenBelow() {
        return open.first();
    }

    /** Whether a task of this lane or those below can start, as far as holds here and below go. */
    boolean isOpenBelow() {
        return !open.isEmpty();
    }

    /** The first task of this very lane, whether it can start or not, unless its directory is promised. */
    @Nullable TaskEntry firstUnpromisedHere() {
        return directory.isPromised() ? null : firstHere();
    }

    /** The first task of this lane and those below, whether it can start or not, that is not in or below a promised one. */
    @Nullable TaskEntry firstUnpromisedBelow() {
        return unpromised.first();
    }

    /** Brings this lane's heads up to date after a hold has come or gone; returns whether another task goes first. */
    boolean updateOpen() {
        return open.update();
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
        if (access != DirectoryAccess.UNRESTRICTED) {
            updateUnpromisedUpwards(always);
        }
    }

    /** Brings those heads of this lane and those above up to date that leave out promised directories. */
    void updateUnpromisedUpwards(boolean always) {
        boolean changed = true;
        for (Lane lane = this; lane != null && changed; lane = lane.parent) {
            changed = lane.unpromised.update() || always;
        }
    }
}
