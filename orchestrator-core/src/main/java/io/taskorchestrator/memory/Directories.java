package io.taskorchestrator.memory;

import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.WorkDirectory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tree of the directories in use, each also found by its path. Directories and lanes that fall out of use stay until
 * {@link #prune}, since most are used again at once.
 */
final class Directories {

    private static final int DIRECTORY_BYTES = 350;
    private static final int LANE_BYTES = 300;

    private final Head.Order order;
    private final Map<WorkDirectory, Directory> byPath = new HashMap<>();
    private final Deque<Directory> idle = new ArrayDeque<>();
    private long bytes;

    /** The lane that was asked for last: creating a task asks twice. */
    private @Nullable Lane latestLane;

    Directories(Head.Order order) {
        this.order = order;
    }

    int size() {
        return byPath.size();
    }

    /** Estimated heap in bytes: deep paths make many directories. */
    long bytes() {
        return bytes;
    }

    /** The directory with this path; null if nothing waits or runs there or below. */
    @Nullable Directory find(WorkDirectory path) {
        return byPath.get(path);
    }

    /** The lane of tasks with this routing, with its directory and all that is above, made where they do not exist. */
    Lane lane(Routing routing) {
        Lane latest = latestLane;
        if (latest == null || !latest.isFor(routing)) {
            latest = lane(directory(routing.directory()), routing.queue(), routing.access());
            latestLane = latest;
        }
        return latest;
    }

    private Directory directory(WorkDirectory path) {
        Directory known = byPath.get(path);
        if (known != null) {
            return known;
        }
        Directory parent = path.parent().map(this::directory).orElse(null);
        Directory directory = new Directory(path, parent);
        if (parent != null) {
            parent.children++;
        }
        byPath.put(path, directory);
        bytes += bytes(directory);
        return directory;
    }

    private Lane lane(Directory directory, QueueName queue, DirectoryAccess access) {
        Lane known = directory.lane(queue, access);
        if (known != null) {
            return known;
        }
        Lane parent = directory.parent == null ? null : lane(directory.parent, queue, access);
        Lane lane = new Lane(directory, queue, access, parent, order);
        if (parent != null) {
            parent.children++;
        }
        directory.put(queue, lane);
        bytes += LANE_BYTES;
        return lane;
    }

    /** Says that {@code directory} may have fallen out of use. */
    void mayBeIdle(Directory directory) {
        if (!directory.idle) {
            directory.idle = true;
            idle.add(directory);
        }
    }

    boolean hasIdle() {
        return !idle.isEmpty();
    }

    /** Removes directories and lanes that have fallen out of use, looking at no more than {@code limit}; returns how many. */
    int prune(int limit) {
        latestLane = null;
        int looked = 0;
        while (looked < limit && !idle.isEmpty()) {
            Directory directory = idle.remove();
            directory.idle = false;
            prune(directory);
            looked++;
        }
        return looked;
    }

    private void prune(Directory directory) {
        Directory parent = directory.parent;
        directory.lanes().removeIf(lanes -> {
            boolean used = false;
            for (int i = 0; i < lanes.length; i++) {
                Lane lane = lanes[i];
                if (lane != null && lane.isUnused()) {
                    drop(lane);
                    lanes[i] = null;
                }
                used |= lanes[i] != null;
            }
            return !used;
        });
        if (directory.isUnused()) {
            byPath.remove(directory.path);
            bytes -= bytes(directory);
            if (parent != null) {
                parent.children--;
                mayBeIdle(parent);
            }
        }
    }

    private static int bytes(Directory directory) {
        return DIRECTORY_BYTES + directory.path.path().length();
    }

    private void drop(Lane lane) {
        bytes -= LANE_BYTES;
        if (lane.parent != null) {
            lane.parent.children--;
            mayBeIdle(Objects.requireNonNull(lane.parent).directory);
        }
    }
}
