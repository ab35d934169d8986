package io.taskorchestrator.testkit;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.WorkerId;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a worker against a store: it claims, heartbeats, completes, fails and releases, it crashes, and it comes late.
 * Nothing happens by itself; a test says what the worker does next.
 *
 * <pre>{@code
 * SimulatedWorker worker = SimulatedWorker.of(store, "worker-1");
 * ClaimedTask task = worker.claim(Claim.by("worker-1").lease(Duration.ofMinutes(1))).get(0);
 * worker.crash();
 * clock.advance(Duration.ofMinutes(2));
 * worker.complete(worker.forgotten().get(0), TaskResult.success("too late?"));
 * }</pre>
 *
 * <p>It holds on like a good worker: a call that fails with {@link StoreUnavailableException} is repeated, as often as
 * its {@linkplain #patience(int) patience} allows. A claim without a claim id is not safe to repeat, so what a lost
 * answer gave away is then lost until its lease ends.
 *
 * <p>Thread model: for one thread.
 */
public final class SimulatedWorker {

    private static final int PATIENCE = 50;

    private final TaskStore store;
    private final WorkerId name;
    private final Caller caller;
    private final List<ClaimedTask> held = new ArrayList<>();
    private final List<ClaimedTask> forgotten = new ArrayList<>();
    private int patience = PATIENCE;

    private SimulatedWorker(TaskStore store, WorkerId name) {
        this.store = store;
        this.name = name;
        this.caller = new Caller(name.value());
    }

    /** A worker of this name, who holds nothing yet. It is also the caller of all its calls. */
    public static SimulatedWorker of(TaskStore store, String name) {
        return new SimulatedWorker(store, WorkerId.of(name));
    }

    /** Who it is. */
    public WorkerId name() {
        return name;
    }

    /** How often it tries each call from now on: 1 for never again. */
    public void patience(int tries) {
        patience = tries;
    }

    /** What it believes to hold, in the order of the claims. */
    public List<ClaimedTask> held() {
        return List.copyOf(held);
    }

    /** What it held until it crashed or lost the lease: with these it can come late. */
    public List<ClaimedTask> forgotten() {
        return List.copyOf(forgotten);
    }

    /**
     * Asks for tasks, under its own name whatever the claim says.
     *
     * @throws StoreUnavailableException if no try was answered
     */
    public List<ClaimedTask> claim(Claim claim) {
        return answered(tryClaim(claim));
    }

    SimulatedAnswer<List<ClaimedTask>> tryClaim(Claim claim) {
        Claim own = new Claim(name, claim.scope(), claim.limit(), claim.lease(), claim.claimId(), claim.maxWait());
        SimulatedAnswer<List<List<ClaimedTask>>> answer =
                SimulatedAnswer.insist(patience, () -> store.claim(List.of(new Call<>(caller, own))));
        answer.value().ifPresent(lists -> lists.get(0).forEach(this::take));
        return new SimulatedAnswer<>(answer.value().map(lists -> lists.get(0)), answer.failures());
    }

    private void take(ClaimedTask task) {
        held.removeIf(other -> isSame(other, task));
        held.add(task);
    }

    /** Says that it is alive. If it learns that the lease is lost, the task is forgotten. */
    public Decided heartbeat(ClaimedTask task) {
        Decided decided = send(Heartbeat.of(task.id(), task.token()));
        if (decided.decision() instanceof Decision.Refused) {
            forget(task);
        }
        return decided;
    }

    /** Delivers a result, for a task that it holds or, coming late, for one that it has forgotten. */
    public Decided complete(ClaimedTask task, TaskResult result) {
        return end(task, Complete.of(task.id(), task.token(), result));
    }

    /** Reports a failure. */
    public Decided fail(ClaimedTask task, String message) {
        return end(task, Fail.of(task.id(), task.token(), message));
    }

    /** Hands the task back. */
    public Decided release(ClaimedTask task) {
        return end(task, Release.of(task.id(), task.token()));
    }

    private Decided end(ClaimedTask task, TaskCommand command) {
        Decided decided = send(command);
        forget(task);
        return decided;
    }

    /**
     * Sends any command.
     *
     * @throws StoreUnavailableException if no try was answered
     */
    public Decided send(TaskCommand command) {
        return answered(trySend(command));
    }

    SimulatedAnswer<Decided> trySend(TaskCommand command) {
        SimulatedAnswer<List<Decided>> answer =
                SimulatedAnswer.insist(patience, () -> store.apply(List.of(new Call<>(caller, command))));
        return new SimulatedAnswer<>(answer.value().map(list -> list.get(0)), answer.failures());
    }

    /** Stops working on {@code task}, without telling anybody. */
    public void forget(ClaimedTask task) {
        if (held.removeIf(other -> isSame(other, task))) {
            forgotten.add(task);
        }
    }

    /** Stops without a word: all that it held is forgotten, and its leases run out. */
    public void crash() {
        forgotten.addAll(held);
        held.clear();
    }

    /** Drops what it remembers of a task that is gone. */
    void drop(TaskId id) {
        held.removeIf(task -> task.id().equals(id));
        forgotten.removeIf(task -> task.id().equals(id));
    }

    private static boolean isSame(ClaimedTask one, ClaimedTask other) {
        return one.id().equals(other.id()) && one.token().equals(other.token());
    }

    private <T> T answered(SimulatedAnswer<T> answer) {
        return answer.value()
                .orElseThrow(() -> new StoreUnavailableException("No answer in %d tries".formatted(patience)));
    }
}
