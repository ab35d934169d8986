package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.WaitReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who holds what: no task twice, no directory in conflict, and no lease less than was promised. */
final class SimulationHolds {

    private final SimulationWorld world;

    SimulationHolds(SimulationWorld world) {
        this.world = world;
    }

    void check() {
        List<SimulatedTask> held = new ArrayList<>();
        for (SimulatedTask task : world.tasks.values()) {
            checkLeases(task);
            if (task.isHeld()) {
                held.add(task);
            }
        }
        for (int i = 0; i < held.size(); i++) {
            for (int j = i + 1; j < held.size(); j++) {
                require(
                        !SimulationOrder.conflict(held.get(i), held.get(j)),
                        "Two tasks hold a directory that only one may have",
                        held.get(i).seen,
                        held.get(j).seen);
            }
        }
    }

    private void checkLeases(SimulatedTask task) {
        int live = 0;
        for (SimulatedTask.Lent lent : task.leases.values()) {
            if (lent.isLive(world.latest)) {
                live++;
                require(
                        task.isHeld() && task.attempt() == lent.attempt,
                        "A lease was lost before its time",
                        task,
                        lent.attempt,
                        lent.worker,
                        lent.until);
            }
        }
        require(live <= 1, "A task is held by two live leases", task.seen);
    }

    /** The reason that the store gives for {@code task} not running. */
    void checkReason(SimulatedTask task) {
        WaitReason reason = world.store.explain(task.id).orElseThrow();
        boolean waits = task.status() == TaskStatus.WAITING;
        require(waits != (reason.kind() == WaitReason.Kind.NOT_WAITING), "A wait has a wrong reason", task, reason);
        if (reason.kind() == WaitReason.Kind.DELAYED) {
            Optional<Instant> runAt = task.seen.state().schedule().runAt();
            require(reason.until().equals(runAt), "A delay has a wrong end", task.seen, reason);
        }
        if (reason.kind() == WaitReason.Kind.DIRECTORY_BUSY || reason.kind() == WaitReason.Kind.DIRECTORY_RESERVED) {
            boolean busy = reason.kind() == WaitReason.Kind.DIRECTORY_BUSY;
            SimulatedTask blocker =
                    world.tasks.get(reason.blocker().orElseThrow().task());
            require(
                    blocker != null && blocker.isHeld() == busy && SimulationOrder.conflict(task, blocker),
                    "A wait is blamed on somebody who is in nobody's way",
                    task.seen,
                    reason);
        }
    }
}
