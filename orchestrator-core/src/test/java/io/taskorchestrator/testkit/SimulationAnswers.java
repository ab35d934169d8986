package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.LeaseToken;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Sends commands to tasks, and holds what is answered against what should have been. */
final class SimulationAnswers {

    private static final Set<Verb> ENDS = EnumSet.of(Verb.COMPLETE, Verb.FAIL, Verb.RELEASE);

    private final SimulationWorld world;

    SimulationAnswers(SimulationWorld world) {
        this.world = world;
    }

    /** Sends {@code command} by {@code call}, looks at what comes of it, and now and then sends it once more. */
    SimulatedAnswer<Decided> send(TaskCommand command, Supplier<SimulatedAnswer<Decided>> call) {
        SimulatedTask known = world.tasks.get(command.task());
        SimulatedAnswer<Decided> answer = call.get();
        Optional<Decision> decision = answer.value().map(Decided::decision);
        world.note(() -> "%s %s -> %s%s"
                .formatted(
                        command,
                        command.holder().token(),
                        decision.map(SimulationAnswers::inShort).orElse("no answer"),
                        answer.failures() > 0 ? " after " + answer.failures() + " faults" : ""));
        if (known == null) {
            decision.ifPresent(gone -> require(isNotFound(gone), "A task that is gone can be used", command, gone));
            return answer;
        }
        SimulationExpectation expected = SimulationExpectation.of(known.seen, command);
        if (!answer.isFirst() || !(expected == SimulationExpectation.UNCHANGED)) {
            world.mayChange.add(known.id);
        }
        decision.ifPresent(got -> checkKind(expected, got, answer.isFirst(), command));
        remember(known, command, expected, decision.isPresent());
        if (decision.isPresent()) {
            confirm(known, command, decision.get(), expected);
            checkStored(known.id, decision.get());
            if (world.dice.percent(30) && isRepeatable(command)) {
                repeat(command, call);
            }
        }
        return answer;
    }

    /** Sends a command with a token that nobody was given: it must be refused, and change nothing. */
    void sendForged(TaskCommand command, Supplier<SimulatedAnswer<Decided>> call) {
        SimulatedAnswer<Decided> answer = call.get();
        world.note(() -> "forged " + command);
        answer.value()
                .ifPresent(decided -> require(
                        decided.decision() instanceof Decision.Refused refused
                                && refused.recorded().isEmpty(),
                        "A forged token was accepted",
                        command,
                        decided));
    }

    private static String inShort(Decision decision) {
        if (decision instanceof Decision.Changed changed) {
            return "changed: " + changed.events();
        }
        return decision instanceof Decision.Refused refused
                ? "refused: " + refused.refusal().reason()
                : "unchanged";
    }

    private static boolean isNotFound(Decision decision) {
        return decision instanceof Decision.Refused refused
                && refused.refusal().reason() == RefusalReason.NOT_FOUND
                && refused.recorded().isEmpty();
    }

    /** After a fault the call may have been carried out before, so that its repeat may find nothing left to do. */
    private static void checkKind(SimulationExpectation expected, Decision got, boolean first, TaskCommand command) {
        boolean asExpected = switch (expected) {
            case CHANGED -> got instanceof Decision.Changed || !first;
            case UNCHANGED -> got instanceof Decision.Unchanged;
            case REFUSED -> got instanceof Decision.Refused;
        };
        require(asExpected, "The answer should have been " + expected, command, got);
    }

    /** Notes what may have happened, whether or not there was an answer. */
    private static void remember(
            SimulatedTask known, TaskCommand command, SimulationExpectation expected, boolean answered) {
        boolean works = expected == SimulationExpectation.CHANGED;
        boolean ends = command.verb() == Verb.COMPLETE || command.verb() == Verb.FAIL;
        if (ends && (works || !answered)) {
            known.delivered.add(attemptOf(known, command));
        }
        if (command instanceof Delete) {
            known.mayGo |= works;
        } else if (command instanceof Cancel cancel && cancel.force()) {
            known.end(known.attempt());
        } else if (ENDS.contains(command.verb()) && SimulationExpectation.isHolder(known.seen, command)) {
            known.end(known.attempt());
        }
    }

    /** Notes which result the store has taken, and sees that it takes those that it must. */
    private void confirm(SimulatedTask known, TaskCommand command, Decision decision, SimulationExpectation expected) {
        Optional<TaskResult> result = resultOf(command);
        Optional<String> output = result.flatMap(TaskResult::output);
        if (output.isEmpty()) {
            return;
        }
        boolean first = known.delivered.add(attemptOf(known, command));
        boolean taken = decision instanceof Decision.Unchanged && expected == SimulationExpectation.CHANGED;
        if (decision instanceof Decision.Changed || taken) {
            known.results.add(output.get());
        } else if (decision instanceof Decision.Refused
                && command.holder().token().isPresent()) {
            boolean kept = world.store.history(known.id, 0, Integer.MAX_VALUE).stream()
                    .flatMap(entry -> entry.event().result().stream())
                    .anyMatch(result.get()::equals);
            boolean full = keptResults(known.id) >= HistoryEntry.KEPT_RESULTS;
            require(kept || !first || full || known.mayGo, "A late result was thrown away", command, decision);
            if (kept && !known.results.contains(output.get())) {
                known.results.add(output.get());
            }
        }
    }

    private static int attemptOf(SimulatedTask known, TaskCommand command) {
        return command.holder().token().map(LeaseToken::attempt).orElse(known.attempt());
    }

    private static Optional<TaskResult> resultOf(TaskCommand command) {
        if (command instanceof Complete complete) {
            return Optional.of(complete.result());
        }
        return command instanceof Fail fail ? fail.result() : Optional.empty();
    }

    private long keptResults(TaskId id) {
        return world.store.history(id, 0, Integer.MAX_VALUE).stream()
                .filter(entry -> entry.event().result().isPresent())
                .count();
    }

    /** What was answered is what is stored. */
    private void checkStored(TaskId id, Decision decision) {
        Optional<Task> stored = world.find(id);
        if (decision instanceof Decision.Changed changed) {
            Optional<Task> expected = changed.isRemoval() ? Optional.empty() : Optional.of(changed.task());
            require(stored.equals(expected), "What was answered is not what is stored", decision, stored);
        }
    }

    private static boolean isRepeatable(TaskCommand command) {
        boolean moves = command instanceof Update update && update.ifVersion().isEmpty();
        return !moves && command.verb() != Verb.HEARTBEAT;
    }

    /** A repeated call changes nothing. */
    private void repeat(TaskCommand command, Supplier<SimulatedAnswer<Decided>> call) {
        Map<TaskId, Task> before = world.list();
        List<HistoryEntry> history = world.store.history(command.task(), 0, Integer.MAX_VALUE);
        SimulatedAnswer<Decided> again = call.get();
        world.note(() -> "the same again -> "
                + again.value().map(decided -> inShort(decided.decision())).orElse("no answer"));
        require(before.equals(world.list()), "A repeated call has changed something", command);
        require(
                history.equals(world.store.history(command.task(), 0, Integer.MAX_VALUE)),
                "A repeated call has written history",
                command);
        boolean stillThere = before.containsKey(command.task());
        if (command.verb() == Verb.CANCEL && stillThere) {
            again.value()
                    .ifPresent(decided -> require(
                            decided.decision() instanceof Decision.Unchanged
                                    || before.get(command.task()).status() != TaskStatus.CANCELLED,
                            "A repeated cancel is refused",
                            command));
        }
    }
}
