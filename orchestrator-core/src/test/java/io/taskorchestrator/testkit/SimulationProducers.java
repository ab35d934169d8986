package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.task.Change;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.RefusalReason;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskException;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskPatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Those who create tasks, and change their minds. */
final class SimulationProducers {

    private static final Caller CALLER = new Caller("producer");
    private static final int MOST_UNFINISHED = 45;
    private static final int PATIENCE = 50;

    private final SimulationWorld world;
    private final SimulationDice dice;
    private final SimulationAnswers answers;

    /** The creations that were answered, to be asked for again. */
    private final List<Creation> creations = new ArrayList<>();

    private record Creation(CreateBatch batch, List<TaskId> made, Instant at) {}

    SimulationProducers(SimulationWorld world, SimulationAnswers answers) {
        this.world = world;
        this.dice = world.dice;
        this.answers = answers;
    }

    void create() {
        if (world.unfinished() >= MOST_UNFINISHED) {
            return;
        }
        int size = dice.percent(75) ? 1 : dice.between(2, 5);
        List<Integer> numbers = new ArrayList<>();
        List<CreateBatch.Draft> drafts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int number = world.nextNumber();
            numbers.add(number);
            drafts.add(new CreateBatch.Draft(dice.spec(number), dice.start(world.now())));
        }
        Optional<IdempotencyKey> key = dice.percent(75)
                ? Optional.of(new IdempotencyKey("key " + numbers.get(0), "hash " + numbers.get(0)))
                : Optional.empty();
        numbers.forEach(number -> world.unconfirmed.put(number, numbers));
        CreateBatch batch = new CreateBatch(drafts, key);
        int tries = key.isPresent() && dice.percent(90) ? PATIENCE : 1;
        SimulatedAnswer<Created> answer = insist(tries, batch);
        world.note(() -> "create %s %s -> %s"
                .formatted(
                        key.map(IdempotencyKey::value),
                        inShort(batch),
                        answer.value().map(SimulationProducers::inShort).orElse("no answer")));
        answer.value().ifPresent(created -> created(batch, created, answer));
    }

    private SimulatedAnswer<Created> insist(int tries, CreateBatch batch) {
        return SimulatedAnswer.insist(tries, () -> world.store.create(new Call<>(CALLER, batch)));
    }

    private static List<String> inShort(CreateBatch batch) {
        return batch.tasks().stream()
                .map(draft -> "%s %s %s %s %s"
                        .formatted(
                                draft.spec().queue(),
                                draft.spec().directory(),
                                draft.spec().access(),
                                draft.spec().priority(),
                                draft.start()))
                .toList();
    }

    private static String inShort(Created created) {
        return created.tasks().stream().map(Task::id).toList() + (created.replayed() ? " replayed" : "");
    }

    private void created(CreateBatch batch, Created created, SimulatedAnswer<Created> answer) {
        require(!created.replayed() || !answer.isFirst(), "A new creation is called a replay", created);
        require(created.tasks().size() == batch.tasks().size(), "A batch was not created whole", created);
        List<TaskId> ids = created.tasks().stream().map(Task::id).toList();
        for (int i = 0; i < ids.size(); i++) {
            Task task = created.tasks().get(i);
            require(task.spec().equals(batch.tasks().get(i).spec()), "Another task was created", task);
            require(!world.tasks.containsKey(ids.get(i)), "A task's id was given twice", task);
            world.tasks.put(ids.get(i), new SimulatedTask(task));
            int number = SimulationObserver.numberOf(task);
            world.unconfirmed.remove(number);
        }
        require(new HashSet<>(ids).size() == ids.size(), "A task's id was given twice", ids);
        if (batch.key().isPresent()) {
            creations.add(new Creation(batch, ids, world.latest));
            if (dice.percent(20)) {
                repeatCreation(creations.get(creations.size() - 1));
            }
        }
    }

    /** Asks again for something that was created in the last day, at times under the same key for something else. */
    void createAgain() {
        creations.removeIf(creation -> creation.at().isBefore(world.latest.minus(Duration.ofHours(23))));
        if (!creations.isEmpty()) {
            repeatCreation(dice.oneOf(creations));
        }
    }

    private void repeatCreation(Creation creation) {
        boolean other = dice.percent(20);
        IdempotencyKey key = creation.batch().key().orElseThrow();
        CreateBatch batch = other
                ? new CreateBatch(creation.batch().tasks(), Optional.of(new IdempotencyKey(key.value(), "other")))
                : creation.batch();
        world.note(() -> "create again %s%s".formatted(key.value(), other ? ", something else" : ""));
        try {
            Optional<Created> again = insist(PATIENCE, batch).value();
            require(!other, "A key was used for two requests", key);
            again.ifPresent(created -> {
                require(created.replayed(), "A repeated creation is no replay", key);
                List<TaskId> ids = created.tasks().stream().map(Task::id).toList();
                require(ids.equals(creation.made()), "A repeated creation has other tasks", key, ids);
            });
        } catch (TaskException e) {
            checkRefused(creation, e, other);
        }
    }

    private void checkRefused(Creation creation, TaskException error, boolean other) {
        if (other) {
            boolean conflict = error instanceof ConflictException refused
                    && refused.reason() == RefusalReason.IDEMPOTENCY_KEY_REUSED;
            require(conflict, "A key for something else has another error", error);
        } else {
            boolean lost = error instanceof TaskNotFoundException missing
                    && creation.made().contains(missing.taskId())
                    && !world.tasks.containsKey(missing.taskId());
            require(lost, "A repeated creation fails though its tasks exist", error);
        }
    }

    void update() {
        world.anyTask().ifPresent(task -> {
            Optional<Long> version =
                    dice.percent(50) ? Optional.of(task.seen.version() - (dice.percent(20) ? 1 : 0)) : Optional.empty();
            send(new Update(task.id, patch(task), version));
        });
    }

    private TaskPatch patch(SimulatedTask task) {
        int kind = dice.between(1, 4);
        if (kind == 1) {
            return TaskPatch.priority(dice.priority());
        }
        if (kind == 2) {
            return TaskPatch.prompt("do %s instead".formatted(task.seen.version()));
        }
        if (kind == 3) {
            return TaskPatch.NOTHING.withRunAt(dice.percent(30) ? Change.reset() : Change.to(dice.runAt(world.now())));
        }
        return TaskPatch.NOTHING.with(new TaskPatch.RoutingPatch(
                dice.percent(50) ? Change.to(dice.queue()) : Change.keep(), Change.keep(), Change.to(dice.access())));
    }

    void cancel() {
        world.anyTask().ifPresent(task -> {
            Cancel cancel = Cancel.of(task.id, "no longer wanted");
            send(dice.percent(25) ? cancel.forced() : cancel);
        });
    }

    void retry() {
        world.anyTask().ifPresent(task -> send(new Retry(task.id, dice.percent(20))));
    }

    void delete() {
        world.anyTask().ifPresent(task -> {
            Optional<Long> version = dice.percent(20) ? Optional.of(task.seen.version()) : Optional.empty();
            send(new Delete(task.id, dice.percent(30), version));
        });
    }

    private void send(TaskCommand command) {
        int tries = dice.percent(90) ? PATIENCE : 1;
        answers.send(command, () -> {
            SimulatedAnswer<List<Decided>> answer =
                    SimulatedAnswer.insist(tries, () -> world.store.apply(List.of(new Call<>(CALLER, command))));
            return new SimulatedAnswer<>(answer.value().map(list -> list.get(0)), answer.failures());
        });
    }
}
