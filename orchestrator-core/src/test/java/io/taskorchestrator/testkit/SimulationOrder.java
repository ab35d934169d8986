package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Routing;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the right tasks were handed out: none was overtaken by more than the aging allows, and none was passed over
 * that was free.
 *
 * <p>A reservation is hidden in the store, so what may be one counts as one: a shared or exclusive task that has waited
 * for longer than the aging. In one line – the same queue, directory and access – a reservation never lets a later task
 * pass, so there the order is exact for tasks that stood in line before the other came. And of two that conflict, the later
 * one passes one that may reserve only if something keeps that from reserving; see {@link #mayPass}.
 */
final class SimulationOrder {

    private final SimulationWorld world;

    SimulationOrder(SimulationWorld world) {
        this.world = world;
    }

    /** Checks the answer to {@code claim}, before the answer is noted anywhere. */
    void check(Claim claim, List<ClaimedTask> given) {
        List<SimulatedTask> left = ready(claim);
        List<SimulatedTask> taken = new ArrayList<>();
        for (ClaimedTask claimed : given) {
            SimulatedTask task = world.tasks.get(claimed.id());
            if (task == null) {
                return;
            }
            left.remove(task);
            taken.add(task);
        }
        for (SimulatedTask task : taken) {
            left.forEach(other -> checkOvertaken(task, other));
            left.forEach(other -> require(
                    !precedes(other, task) || mayPass(task, other, left),
                    "A task starves for whose directory others come later",
                    other,
                    task));
        }
        if (taken.size() < claim.limit()) {
            left.forEach(other -> checkPassedOver(other, taken));
        }
    }

    private List<SimulatedTask> ready(Claim claim) {
        List<SimulatedTask> ready = new ArrayList<>();
        for (SimulatedTask task : world.tasks.values()) {
            Routing routing = task.seen.spec().routing();
            if (task.isReady(world.now())
                    && routing.queue().equals(claim.scope().queue())
                    && claim.scope().directories().includes(routing.directory())) {
                ready.add(task);
            }
        }
        return ready;
    }

    private void checkOvertaken(SimulatedTask first, SimulatedTask other) {
        Routing routing = other.seen.spec().routing();
        Routing taken = first.seen.spec().routing();
        boolean sameLine = taken.directory().equals(routing.directory()) && taken.access() == routing.access();
        boolean stoodBefore = sameLine && other.readySince <= first.readySince;
        boolean anyLine = world.settings.fairness().isZero() && routing.access() == DirectoryAccess.UNRESTRICTED;
        if (stoodBefore || anyLine) {
            require(precedes(first, other), "A ready task was overtaken by more than the aging allows", other, first);
        }
    }

    private boolean precedes(SimulatedTask one, SimulatedTask other) {
        int byKey = key(one).compareTo(key(other));
        return byKey < 0 || (byKey == 0 && one.id.compareTo(other.id) < 0);
    }

    private Instant key(SimulatedTask task) {
        Duration advantage =
                world.settings.aging().multipliedBy(task.seen.spec().priority().level());
        return task.seen.state().schedule().queuedAt().minus(advantage);
    }

    /**
     * Whether {@code first} may start though {@code other} stands before it in line and has been left there. They do not conflict;
     * or {@code other} has not waited for long enough, or one before it has not, which is to have its turn first; or somebody
     * has reserved what it waits for. That is somebody whom {@code first} does not keep waiting, in the same tree of directories.
     */
    private boolean mayPass(SimulatedTask first, SimulatedTask other, List<SimulatedTask> left) {
        if (!world.settings.fairness().isZero()
                || !conflict(first, other)
                || mayReserve(first, world.latest)
                || !mayReserve(other, world.now())) {
            return true;
        }
        boolean waitsForTurn = left.stream()
                .anyMatch(before -> before.seen.spec().access() != DirectoryAccess.UNRESTRICTED
                        && precedes(before, other)
                        && !mayReserve(before, world.latest));
        return waitsForTurn || reachedFrom(other).stream().anyMatch(task -> task != other && !conflict(task, first));
    }

    /** The shared and exclusive tasks that may have had a reservation, from one overlapping directory to the next. */
    private Set<SimulatedTask> reachedFrom(SimulatedTask start) {
        Set<SimulatedTask> reached = new LinkedHashSet<>(List.of(start));
        Deque<SimulatedTask> toLookAt = new ArrayDeque<>(reached);
        while (!toLookAt.isEmpty()) {
            SimulatedTask from = toLookAt.remove();
            for (SimulatedTask task : world.tasks.values()) {
                boolean restricted = task.seen.spec().access() != DirectoryAccess.UNRESTRICTED;
                if (restricted && mayReserve(task, world.latest) && overlap(from, task) && reached.add(task)) {
                    toLookAt.add(task);
                }
            }
        }
        return reached;
    }

    private void checkPassedOver(SimulatedTask ready, List<SimulatedTask> taken) {
        Set<TaskId> started = new HashSet<>();
        taken.forEach(task -> started.add(task.id));
        for (SimulatedTask other : world.tasks.values()) {
            boolean holds = other.isHeld() || started.contains(other.id);
            if (other != ready && conflict(ready, other) && (holds || mayReserve(other, world.latest))) {
                return;
            }
        }
        require(false, "A claim found nothing more, though a task was ready and free", ready, taken);
    }

    private boolean mayReserve(SimulatedTask task, Instant now) {
        Instant since = task.seen.state().schedule().queuedAt();
        return task.status() == TaskStatus.WAITING
                && since.plus(world.settings.aging()).isBefore(now);
    }

    /** Whether two tasks must not run at the same time; written out, not asked of the code that is tested. */
    static boolean conflict(SimulatedTask one, SimulatedTask other) {
        DirectoryAccess first = one.seen.spec().access();
        DirectoryAccess second = other.seen.spec().access();
        if (first == DirectoryAccess.UNRESTRICTED || second == DirectoryAccess.UNRESTRICTED) {
            return false;
        }
        if (first == DirectoryAccess.SHARED && second == DirectoryAccess.SHARED) {
            return false;
        }
        return overlap(one, other);
    }

    private static boolean overlap(SimulatedTask one, SimulatedTask other) {
        String path = one.seen.spec().directory().path();
        String otherPath = other.seen.spec().directory().path();
        return isWithin(path, otherPath) || isWithin(otherPath, path);
    }

    private static boolean isWithin(String path, String above) {
        return path.equals(above) || above.equals("/") || path.startsWith(above + "/");
    }
}
