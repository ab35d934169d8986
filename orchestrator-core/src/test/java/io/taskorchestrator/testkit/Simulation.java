package io.taskorchestrator.testkit;

import static io.taskorchestrator.testkit.SimulationWorld.require;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A world of producers and workers around one store, all of it drawn from one seed: creations alone and in batches,
 * priorities, queues, nested directories, delays, updates, cancellations, retries and deletions; claims, heartbeats,
 * results in time and too late; workers that crash, a clock that jumps ahead and steps back, and writes that fail before
 * or after they were done. When its steps are over the faults end, and everything that waits must get done.
 *
 * <p>After every step the world is held against what a naive model of it knows:
 *
 * <ul>
 *   <li>no task is held by two live leases, no attempt is handed out twice, and no lease is lost before its time;
 *   <li>no confirmed task and no confirmed result disappears, and a batch is created whole or not at all;
 *   <li>status, attempts and retries are what the history says; a version grows with every change and with nothing else;
 *   <li>no two tasks hold conflicting directories;
 *   <li>the counters equal a recount;
 *   <li>no ready task is overtaken by more than the aging allows, or passed over though it is free;
 *   <li>a repeated call changes nothing, and nothing changes that nobody touched.
 * </ul>
 *
 * <p>Only the interface of the store is used, so any store can be put into it. A store is opened for each seed; it must
 * be empty. The same seed and number of steps give the same world every time, if the store draws nothing from elsewhere
 * that shows.
 *
 * <p>Thread model: for one thread.
 */
public final class Simulation {

    private static final int MOST_DRAIN_ROUNDS = 200;

    private final StoreFactory factory;
    private final int steps;
    private final Optional<Consumer<String>> trace;

    /** Opens an empty store. */
    @FunctionalInterface
    public interface StoreFactory {

        /**
         * Opens an empty store.
         *
         * @param settings how it orders tasks, and how long it keeps finished ones
         * @param clock its time
         */
        TaskStore open(StoreSettings settings, InstantSource clock);
    }

    private Simulation(StoreFactory factory, int steps, Optional<Consumer<String>> trace) {
        this.factory = factory;
        this.steps = steps;
        this.trace = trace;
    }

    /** A simulation of {@code steps} steps around the stores of {@code factory}. */
    public static Simulation of(StoreFactory factory, int steps) {
        return new Simulation(factory, steps, Optional.empty());
    }

    /** This simulation, telling every action to {@code newTrace}, one line each. */
    public Simulation tracedTo(Consumer<String> newTrace) {
        return new Simulation(factory, steps, Optional.of(newTrace));
    }

    /**
     * Lives through the world of {@code seed}.
     *
     * @throws AssertionError if an invariant is broken, with the seed, the step and the last actions
     */
    public void run(long seed) {
        SimulationWorld world = new SimulationWorld(seed, factory, trace);
        try {
            new Life(world).live(steps);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "Seed %d, step %d: %s%nThe last actions:%n  %s"
                            .formatted(
                                    seed,
                                    world.step,
                                    e instanceof RuntimeException ? "The store broke: " + e : e.getMessage(),
                                    String.join("\n  ", world.lastActions())),
                    e);
        } finally {
            world.store.close();
        }
    }

    /** One run. */
    private static final class Life {

        private final SimulationWorld world;
        private final SimulationObserver observer;
        private final SimulationProducers producers;
        private final SimulationWorkers workers;
        private final List<Action> actions;
        private final int weights;

        /** Something that may happen, and how often it does. */
        private record Action(int weight, Runnable work) {}

        private Life(SimulationWorld world) {
            this.world = world;
            this.observer = new SimulationObserver(world);
            SimulationAnswers answers = new SimulationAnswers(world);
            this.producers = new SimulationProducers(world, answers);
            this.workers = new SimulationWorkers(world, answers);
            this.actions = List.of(
                    new Action(24, producers::create),
                    new Action(2, producers::createAgain),
                    new Action(5, producers::update),
                    new Action(4, producers::cancel),
                    new Action(4, producers::retry),
                    new Action(3, producers::delete),
                    new Action(22, workers::claim),
                    new Action(3, workers::claimAgain),
                    new Action(8, workers::heartbeat),
                    new Action(14, workers::complete),
                    new Action(5, workers::fail),
                    new Action(4, workers::release),
                    new Action(2, workers::crash),
                    new Action(4, workers::comeLate),
                    new Action(1, workers::forge),
                    new Action(15, this::tick));
            this.weights = actions.stream().mapToInt(Action::weight).sum();
        }

        private void live(int steps) {
            while (world.step < steps) {
                world.advance(world.dice.clockStep());
                step(this::act);
            }
            world.store.heal();
            drain();
        }

        private void step(Runnable action) {
            world.step++;
            action.run();
            observer.observe();
        }

        private void act() {
            int at = world.dice.between(1, weights);
            for (Action action : actions) {
                at -= action.weight();
                if (at <= 0) {
                    action.work().run();
                    return;
                }
            }
        }

        private void tick() {
            int limit = world.dice.percent(80) ? 1_000 : world.dice.between(1, 3);
            SimulatedAnswer<Optional<Instant>> answer =
                    SimulatedAnswer.insist(world.dice.percent(95) ? 50 : 1, () -> world.store.tick(limit));
            world.ticked = true;
            world.note(() -> "tick %d -> %s".formatted(limit, answer.value()));
            answer.value().ifPresent(next -> {
                if (limit > 3) {
                    checkAllDone(next);
                }
            });
        }

        /** Nothing that is due is left over. */
        private void checkAllDone(Optional<Instant> next) {
            world.tickedAll = true;
            require(next.isEmpty() || next.get().isAfter(world.now()), "Not all was done that is due", next);
            world.list()
                    .values()
                    .forEach(task -> task.state()
                            .lease()
                            .ifPresent(lease ->
                                    require(lease.expiresAt().isAfter(world.now()), "A lease did not expire", task)));
        }

        /** Without faults, and with workers that do their best, everything gets done. */
        private void drain() {
            int rounds = 0;
            while (world.unfinished() > 0) {
                require(++rounds <= MOST_DRAIN_ROUNDS, "Some tasks never get done", unfinished());
                world.advance(Duration.ofMinutes(4));
                step(this::tick);
                SimulationDice.QUEUES.forEach(queue -> step(() -> workers.claimAll(queue)));
                boolean more = true;
                while (more) {
                    boolean[] done = new boolean[1];
                    step(() -> done[0] = workers.finishOne());
                    more = done[0];
                }
            }
        }

        private List<SimulatedTask> unfinished() {
            return world.tasks.values().stream()
                    .filter(task -> task.status() == TaskStatus.WAITING || task.isHeld())
                    .toList();
        }
    }
}
