package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.Lease;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Those who work on tasks: some crash, some come late, and one shows tokens that nobody gave him. */
final class SimulationWorkers {

    private static final int PATIENCE = 50;

    private final SimulationWorld world;
    private final SimulationDice dice;
    private final SimulationAnswers answers;
    private final SimulationClaims claims;
    private final List<SimulatedWorker> workers;

    SimulationWorkers(SimulationWorld world, SimulationAnswers answers) {
        this.world = world;
        this.dice = world.dice;
        this.answers = answers;
        this.claims = new SimulationClaims(world);
        this.workers = IntStream.rangeClosed(1, dice.between(2, 6))
                .mapToObj(i -> SimulatedWorker.of(world.store, "worker-" + i))
                .toList();
    }

    private SimulatedWorker anyWorker() {
        SimulatedWorker worker = dice.oneOf(workers);
        worker.patience(dice.percent(95) ? PATIENCE : 1);
        return worker;
    }

    void claim() {
        SimulatedWorker worker = anyWorker();
        claims.claim(worker, dice.claim(worker.name().value()));
    }

    void claimAgain() {
        claims.claimAgain(anyWorker());
    }

    /** One worker takes all that he can get. */
    void claimAll(QueueName queue) {
        SimulatedWorker worker = workers.get(0);
        worker.patience(PATIENCE);
        claims.claim(worker, Claim.by("any").from(queue).limit(100));
    }

    /** Somebody completes something; returns whether there was anything left. */
    boolean finishOne() {
        for (SimulatedWorker worker : workers) {
            if (!worker.held().isEmpty()) {
                ClaimedTask task = worker.held().get(0);
                end(worker, task, Complete.of(task.id(), task.token(), result(false)));
                return true;
            }
        }
        return false;
    }

    void heartbeat() {
        work((worker, task) -> {
            Heartbeat heartbeat = Heartbeat.of(task.id(), task.token());
            Optional<Duration> lease = dice.percent(30) ? Optional.of(dice.seconds(20, 600)) : Optional.empty();
            heartbeat = lease.map(heartbeat::lease).orElse(heartbeat);
            heartbeat = dice.percent(30) ? heartbeat.checkpoint(JsonText.of("{\"at\":" + world.step + "}")) : heartbeat;
            beat(worker, task, heartbeat);
        });
    }

    private void beat(SimulatedWorker worker, ClaimedTask task, Heartbeat heartbeat) {
        SimulatedTask known = world.tasks.get(task.id());
        SimulatedTask.Lent lent =
                known == null ? null : known.leases.get(task.token().attempt());
        SimulatedAnswer<Decided> answer = answers.send(heartbeat, () -> worker.trySend(heartbeat));
        if (lent == null) {
            worker.forget(task);
            return;
        }
        Lease before = task.task().state().lease().orElseThrow();
        Instant wanted = world.now().plus(heartbeat.lease().orElse(before.length()));
        Instant until = wanted.isBefore(before.deadline()) ? wanted : before.deadline();
        Optional<Decision> decision = answer.value().map(Decided::decision);
        if (decision.isEmpty()) {
            lent.until = until.isBefore(lent.until) ? until : lent.until;
        } else if (decision.get() instanceof Decision.Changed changed) {
            Instant now = changed.task().state().lease().orElseThrow().expiresAt();
            require(now.equals(until), "A heartbeat has another lease than it asked for", until, changed.task());
            lent.until = until;
        } else if (decision.get() instanceof Decision.Refused) {
            worker.forget(task);
        }
    }

    void complete() {
        work((worker, task) -> end(worker, task, completion(task)));
    }

    private TaskCommand completion(ClaimedTask task) {
        return new Complete(task.id(), holder(task), Optional.empty(), result(dice.percent(20)));
    }

    private TaskResult result(boolean failure) {
        return dice.result(world.nextNumber(), failure);
    }

    /** Most show their token; those of the original protocol have none. */
    private Holder holder(ClaimedTask task) {
        return dice.percent(85)
                ? Holder.of(task.token())
                : Holder.named(task.task().state().attempts().worker().orElseThrow());
    }

    void fail() {
        work((worker, task) -> end(worker, task, failure(task)));
    }

    private TaskCommand failure(ClaimedTask task) {
        Optional<TaskResult> result = dice.percent(40) ? Optional.of(result(true)) : Optional.empty();
        return new Fail(task.id(), holder(task), "it broke", dice.percent(80), result);
    }

    void release() {
        work((worker, task) -> end(worker, task, giveBack(task)));
    }

    private TaskCommand giveBack(ClaimedTask task) {
        Duration delay = dice.percent(30) ? dice.seconds(1, 300) : Duration.ZERO;
        return new Release(task.id(), holder(task), delay, dice.percent(20));
    }

    private void end(SimulatedWorker worker, ClaimedTask task, TaskCommand command) {
        answers.send(command, () -> worker.trySend(command));
        worker.forget(task);
    }

    void crash() {
        SimulatedWorker worker = anyWorker();
        int held = worker.held().size();
        world.note(() -> "%s crashes and forgets %d tasks".formatted(worker.name(), held));
        worker.crash();
    }

    /** Somebody delivers for a lease that he had once. */
    void comeLate() {
        SimulatedWorker worker = anyWorker();
        if (!worker.forgotten().isEmpty()) {
            ClaimedTask task = dice.oneOf(worker.forgotten());
            int kind = dice.between(1, 10);
            TaskCommand command = kind <= 6 ? completion(task) : kind <= 8 ? failure(task) : giveBack(task);
            end(worker, task, command);
            if (!world.tasks.containsKey(task.id())) {
                workers.forEach(any -> any.drop(task.id()));
            }
        }
    }

    void forge() {
        SimulatedWorker worker = anyWorker();
        List<ClaimedTask> all = new ArrayList<>(worker.held());
        all.addAll(worker.forgotten());
        if (all.isEmpty()) {
            return;
        }
        ClaimedTask task = dice.oneOf(all);
        LeaseToken token = new LeaseToken(
                task.token().attempt(), task.token().codeHigh(), task.token().codeLow() ^ 1);
        TaskCommand command =
                dice.percent(50) ? Complete.of(task.id(), token, result(false)) : Heartbeat.of(task.id(), token);
        answers.sendForged(command, () -> worker.trySend(command));
    }

    /** What a worker does with a task that he holds. */
    private interface Work {
        void on(SimulatedWorker worker, ClaimedTask task);
    }

    private void work(Work work) {
        SimulatedWorker worker = anyWorker();
        if (!worker.held().isEmpty()) {
            work.on(worker, dice.oneOf(worker.held()));
        }
    }
}
