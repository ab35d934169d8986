package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskState;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at everything after each step, and checks what must always hold. */
final class SimulationObserver {

    private final SimulationWorld world;
    private final SimulationCounts counts = new SimulationCounts();
    private final SimulationHolds holds;

    SimulationObserver(SimulationWorld world) {
        this.world = world;
        this.holds = new SimulationHolds(world);
    }

    /** Which draft a task was made from. */
    static int numberOf(Task task) {
        String json = task.spec().metadata().text();
        return Integer.parseInt(json.substring(json.indexOf(':') + 1, json.indexOf('}')));
    }

    void observe() {
        Map<TaskId, Task> listed = world.list();
        List<SimulatedTask> missing = world.tasks.values().stream()
                .filter(task -> !listed.containsKey(task.id))
                .toList();
        missing.forEach(this::checkGone);
        listed.values().forEach(this::adopt);
        checkBatches();
        listed.values().forEach(this::look);
        lookAgain();
        holds.check();
        counts.check(world, listed.values());
        world.mayChange.clear();
        world.claiming.clear();
        world.ticked = false;
        world.tickedAll = false;
    }

    /** A task that is no longer listed: it must have been deleted, or its time must be over. */
    private void checkGone(SimulatedTask task) {
        require(task.mayGo || (world.ticked && isRetentionOver(task)), "A task has disappeared", task, task.seen);
        require(world.find(task.id).isEmpty(), "A task is found but not listed", task);
        require(world.store.history(task.id, 0, 1).isEmpty(), "A task is gone, but not its history", task);
        world.tasks.remove(task.id);
        world.gone.add(task.id);
    }

    private boolean isRetentionOver(SimulatedTask task) {
        Duration kept =
                task.status() == TaskStatus.FAILED ? world.settings.failedRetention() : world.settings.retention();
        Optional<Instant> end = task.seen.state().finishedAt().map(at -> at.plus(kept));
        return isFreeByNow(task) && end.isPresent() && !end.get().isAfter(world.latest);
    }

    private boolean isFreeByNow(SimulatedTask task) {
        Optional<Lease> lease = task.seen.state().lease();
        return lease.isEmpty() || !lease.get().expiresAt().isAfter(world.latest);
    }

    /** A task that was not known: its creation must have been left unanswered. */
    private void adopt(Task task) {
        require(!world.gone.contains(task.id()), "A deleted task is back", task);
        if (!world.tasks.containsKey(task.id())) {
            List<Integer> batch = world.unconfirmed.remove(numberOf(task));
            require(batch != null, "A task was created twice", task);
            world.tasks.put(task.id(), new SimulatedTask(task));
            world.mayChange.add(task.id());
        }
    }

    /** Of an unconfirmed batch either all tasks have appeared by now, or none. */
    private void checkBatches() {
        Set<List<Integer>> batches = new HashSet<>(world.unconfirmed.values());
        for (List<Integer> batch : batches) {
            require(world.unconfirmed.keySet().containsAll(batch), "Only a part of a batch was created", batch);
        }
        world.unconfirmed.clear();
    }

    private void look(Task task) {
        SimulatedTask known = world.tasks.get(task.id());
        boolean isNew = known.history.isEmpty();
        boolean changed = isNew || task.version() != known.seen.version();
        if (changed) {
            require(isNew || task.version() > known.seen.version(), "A version has shrunk", known, task);
            require(isNew || mayChange(known, task), "A task has changed that nobody touched", known, task);
            change(known, task);
        } else if (world.mayChange.contains(task.id()) || !task.equals(known.seen)) {
            require(
                    essence(task).equals(essence(known.seen)),
                    "A task has changed without a new version",
                    known.seen,
                    task);
            boolean sameLease = task.state().lease().equals(known.seen.state().lease());
            require(
                    sameLease || world.mayChange.contains(task.id()),
                    "A lease has changed without a heartbeat",
                    known.seen,
                    task);
            known.seen = world.find(task.id()).orElseThrow();
        }
        boolean due = known.status() == TaskStatus.WAITING
                && known.seen.state().schedule().isDue(world.now());
        if (!due) {
            known.readySince = SimulatedTask.NOT_READY;
        } else if (known.readySince == SimulatedTask.NOT_READY && (changed || world.tickedAll)) {
            known.readySince = world.step;
        }
        checkResults(known);
    }

    /** All but what a heartbeat may change, and what a list may leave out. */
    private static List<Object> essence(Task task) {
        TaskState state = task.state();
        return List.of(
                task.spec(),
                state.status(),
                state.schedule(),
                state.attempts(),
                state.outcome().deleteRequested(),
                state.outcome().errorMessage(),
                state.finishedAt());
    }

    private boolean mayChange(SimulatedTask known, Task task) {
        if (world.mayChange.contains(known.id)) {
            return true;
        }
        boolean expired = world.ticked && known.isHeld() && isFreeByNow(known);
        boolean claimed = known.status() == TaskStatus.WAITING
                && task.status() == TaskStatus.WORKING
                && task.state()
                        .attempts()
                        .worker()
                        .filter(worker -> world.claiming.contains(worker.value()))
                        .isPresent();
        return expired || claimed;
    }

    private void change(SimulatedTask known, Task listed) {
        Optional<Task> found = world.find(known.id);
        require(found.isPresent(), "A task is listed but not found", listed);
        Task task = found.get();
        List<HistoryEntry> history = world.store.history(known.id, 0, Integer.MAX_VALUE);
        require(
                history.size() > known.history.size(),
                "A task has changed without a word in its history",
                known.seen,
                task);
        checkPrefix(known.history, history);
        SimulationHistory.check(task, history);
        history.subList(known.history.size(), history.size()).forEach(entry -> counts.count(task, entry));
        if (task.state().lease().isPresent()
                && !known.leases.containsKey(task.state().attempts().number())) {
            adoptLease(known, task);
        }
        known.seen = task;
        known.history = history;
        known.readySince = SimulatedTask.NOT_READY;
    }

    /** Somebody holds it who does not know it: he had no answer. */
    private void adoptLease(SimulatedTask known, Task task) {
        String worker = task.state().attempts().worker().orElseThrow().value();
        require(world.claiming.contains(worker), "A task is held by somebody who was not given it", known.seen, task);
        int attempt = task.state().attempts().number();
        Instant until = task.state().lease().orElseThrow().expiresAt();
        known.leases.put(attempt, new SimulatedTask.Lent(attempt, worker, until));
    }

    /** What was written stays, but for results beyond the last five. */
    private static void checkPrefix(List<HistoryEntry> before, List<HistoryEntry> after) {
        for (int i = 0; i < before.size(); i++) {
            HistoryEntry old = before.get(i);
            HistoryEntry now = after.get(i);
            boolean dropped = old.event().result().isPresent()
                    && now.event().result().isEmpty()
                    && now.seq() == old.seq()
                    && now.event().type() == old.event().type();
            require(dropped || old.equals(now), "A history was rewritten", old, now);
        }
    }

    /** Each confirmed result is on the task or in its history, which keeps the last five. */
    private void checkResults(SimulatedTask known) {
        if (known.results.isEmpty()) {
            return;
        }
        Task task = world.find(known.id).orElseThrow();
        Optional<String> own = task.state().outcome().result().flatMap(TaskResult::output);
        if (own.isPresent() && known.results.equals(List.of(own.get()))) {
            return;
        }
        List<String> kept = new ArrayList<>();
        List<HistoryEntry> history = world.store.history(known.id, 0, Integer.MAX_VALUE);
        history.forEach(
                entry -> entry.event().result().flatMap(TaskResult::output).ifPresent(kept::add));
        boolean full = kept.size() >= HistoryEntry.KEPT_RESULTS;
        require(kept.size() <= HistoryEntry.KEPT_RESULTS, "A history keeps too many results", known, kept);
        own.ifPresent(kept::add);
        String newest = known.results.get(known.results.size() - 1);
        require(kept.contains(newest), "A confirmed result has disappeared", known, newest, kept);
        require(full || kept.containsAll(known.results), "A confirmed result has disappeared", known, known.results);
    }

    /** Reads one task in full that did not change. */
    private void lookAgain() {
        if (world.tasks.isEmpty()) {
            return;
        }
        List<SimulatedTask> all = new ArrayList<>(world.tasks.values());
        SimulatedTask one = all.get(world.step % all.size());
        require(world.find(one.id).equals(Optional.of(one.seen)), "A task is not what it was", one.seen);
        List<HistoryEntry> history = world.store.history(one.id, 0, Integer.MAX_VALUE);
        require(history.equals(one.history), "A history is not what it was", one, history);
        if (world.step % 4 == 0) {
            holds.checkReason(one);
        }
    }
}
