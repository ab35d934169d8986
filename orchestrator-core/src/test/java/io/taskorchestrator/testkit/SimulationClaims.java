package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Claims, and what must hold of everything that is handed out. */
final class SimulationClaims {

    private static final int REMEMBERED = 30;

    private final SimulationWorld world;
    private final SimulationOrder order;

    /** The last claims with an id. */
    private final List<Claim> asked = new ArrayList<>();

    SimulationClaims(SimulationWorld world) {
        this.world = world;
        this.order = new SimulationOrder(world);
    }

    void claim(SimulatedWorker worker, Claim claim) {
        SimulatedAnswer<List<ClaimedTask>> answer = worker.tryClaim(claim);
        world.note(() -> "%s claims %s -> %s%s"
                .formatted(
                        worker.name(),
                        inShort(claim),
                        answer.value().map(SimulationClaims::inShort).orElse("no answer"),
                        answer.failures() > 0 ? " after " + answer.failures() + " faults" : ""));
        boolean unclear = answer.value().isEmpty()
                || (!answer.isFirst() && claim.claimId().isEmpty());
        if (unclear) {
            world.claiming.add(worker.name().value());
        }
        List<ClaimedTask> given = answer.value().orElse(List.of());
        require(given.size() <= claim.limit(), "More was handed out than was asked for", claim, given);
        if (!unclear) {
            order.check(claim, given);
        }
        given.forEach(claimed -> lend(worker, claim, claimed));
        if (claim.claimId().isPresent() && !given.isEmpty()) {
            remember(claim);
            if (world.dice.percent(30)) {
                List<ClaimedTask> again = worker.tryClaim(claim).value().orElse(given);
                require(handles(again).equals(handles(given)), "A repeated claim gets something else", given, again);
            }
        }
    }

    private void remember(Claim claim) {
        asked.add(claim);
        if (asked.size() > REMEMBERED) {
            asked.remove(0);
        }
    }

    private static Map<TaskId, Integer> handles(List<ClaimedTask> claimed) {
        Map<TaskId, Integer> handles = new HashMap<>();
        claimed.forEach(task -> handles.put(task.id(), task.token().attempt()));
        return handles;
    }

    private static String inShort(Claim claim) {
        return "%s %s %s limit %d lease %s id %s"
                .formatted(
                        claim.scope().queue(),
                        claim.scope().directories().directory(),
                        claim.scope().directories().recursive() ? "and below" : "only",
                        claim.limit(),
                        claim.lease(),
                        claim.claimId());
    }

    private static String inShort(List<ClaimedTask> claimed) {
        return claimed.stream()
                .map(task -> task.id() + " " + task.token())
                .toList()
                .toString();
    }

    /** A task was handed out: it must have been there for the taking, and nobody else may hold it. */
    private void lend(SimulatedWorker worker, Claim claim, ClaimedTask claimed) {
        Task task = claimed.task();
        SimulatedTask known = world.tasks.get(task.id());
        require(known != null, "A task was handed out that does not exist", task);
        int attempt = task.state().attempts().number();
        require(claimed.token().attempt() == attempt, "A token is for another attempt", claimed);
        require(!known.leases.containsKey(attempt), "An attempt was handed out twice", task);
        for (SimulatedTask.Lent lent : known.leases.values()) {
            require(!lent.isLive(world.latest), "A task is held by two live leases", task, lent.worker, lent.until);
        }
        require(known.status() == TaskStatus.WAITING, "A task was handed out that did not wait", known, task);
        require(attempt == known.attempt() + 1, "Attempts are not counted one by one", known, task);
        require(known.seen.state().schedule().isDue(world.latest), "A task was handed out early", task);
        require(task.spec().equals(known.seen.spec()), "A task was handed out that is another", known.seen, task);
        require(
                task.spec().queue().equals(claim.scope().queue())
                        && claim.scope().directories().includes(task.spec().directory()),
                "A task was handed out that nobody asked for",
                claim,
                task);
        checkLease(worker, claim, task);
        Instant until = task.state().lease().orElseThrow().expiresAt();
        known.leases.put(attempt, new SimulatedTask.Lent(attempt, worker.name().value(), until));
        world.mayChange.add(task.id());
    }

    private void checkLease(SimulatedWorker worker, Claim claim, Task task) {
        Instant deadline = world.now().plus(task.spec().timeout());
        Instant wanted = world.now().plus(claim.lease().orElse(task.spec().timeout()));
        Instant until = wanted.isBefore(deadline) ? wanted : deadline;
        Optional<Lease> lease = task.state().lease();
        require(
                task.status() == TaskStatus.WORKING
                        && task.state().attempts().worker().equals(Optional.of(worker.name()))
                        && lease.isPresent()
                        && lease.get().expiresAt().equals(until)
                        && lease.get().claimId().equals(claim.claimId())
                        && lease.get().fenced() == claim.isFenced(),
                "A lease is not as it was asked for",
                claim,
                task);
    }

    /** Somebody repeats a claim with an id: while a lease of it lives, he gets the same again. */
    void claimAgain(SimulatedWorker worker) {
        List<Claim> own = asked.stream()
                .filter(claim -> claim.worker().equals(worker.name()))
                .toList();
        if (own.isEmpty()) {
            return;
        }
        Claim claim = world.dice.oneOf(own);
        Map<TaskId, Integer> held = new HashMap<>();
        Map<TaskId, Integer> live = new HashMap<>();
        for (SimulatedTask task : world.tasks.values()) {
            Optional<Lease> lease = task.seen.state().lease();
            if (lease.isPresent() && lease.get().claimId().equals(claim.claimId())) {
                held.put(task.id, task.attempt());
                if (lease.get().expiresAt().isAfter(world.now())) {
                    live.put(task.id, task.attempt());
                }
            }
        }
        if (held.isEmpty()) {
            claim(worker, claim);
        } else if (!live.isEmpty()) {
            SimulatedAnswer<List<ClaimedTask>> answer = worker.tryClaim(claim);
            world.note(() -> worker.name() + " claims once more " + inShort(claim));
            answer.value().ifPresent(again -> {
                Map<TaskId, Integer> got = handles(again);
                boolean same = held.entrySet().containsAll(got.entrySet())
                        && got.entrySet().containsAll(live.entrySet());
                require(same, "A repeated claim gets something else", claim, held, again);
            });
        }
    }
}
