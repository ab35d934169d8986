package io.taskorchestrator.testkit;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One simulated world: its store, its clock, its dice, and all that is known of its tasks. */
final class SimulationWorld {

    private static final Instant BEGINNING = Instant.parse("2031-05-17T09:00:00Z");
    private static final Set<TaskPart> ALL_PARTS = EnumSet.allOf(TaskPart.class);
    private static final int SHOWN_ACTIONS = 20;

    final SimulationDice dice;
    final SettableClock clock = new SettableClock(BEGINNING);
    final StoreSettings settings;
    final FaultyStore store;

    /** The tasks that exist, by creation. */
    final Map<TaskId, SimulatedTask> tasks = new LinkedHashMap<>();

    /** The tasks that are gone for good. */
    final Set<TaskId> gone = new HashSet<>();

    /** The drafts whose creation was not confirmed, by number; those of one batch have one list. */
    final Map<Integer, List<Integer>> unconfirmed = new HashMap<>();

    /** The tasks that this step may change, besides those that a worker in {@link #claiming} may have been given. */
    final Set<TaskId> mayChange = new HashSet<>();

    /** The workers of this step whose claims were not answered, or not at once. */
    final Set<String> claiming = new HashSet<>();

    /** Whether the store was told in this step to do what is due. */
    boolean ticked;

    /** Whether it has said that nothing more is due. */
    boolean tickedAll;

    int step;

    /** The latest time that the clock has shown. */
    Instant latest = BEGINNING;

    private final Deque<Noted> actions = new ArrayDeque<>();
    private final Optional<Consumer<String>> trace;
    private int numbers;

    SimulationWorld(long seed, Simulation.StoreFactory factory, Optional<Consumer<String>> trace) {
        SplittableRandom random = new SplittableRandom(seed);
        this.dice = new SimulationDice(random);
        this.settings = dice.settings();
        double rate = dice.percent(25) ? 0.0 : dice.between(1, 15) / 100.0;
        this.store = FaultyStore.over(factory.open(settings, clock), random.split(), rate);
        this.trace = trace;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    void advance(Duration time) {
        clock.advance(time);
        latest = now().isAfter(latest) ? now() : latest;
    }

    /** The next of the numbers that make drafts, results and prompts differ. */
    int nextNumber() {
        return ++numbers;
    }

    /**
     * Something that was done; made into text only if somebody wants to read it.
     *
     * @param step in which step
     * @param at when
     * @param text what
     */
    private record Noted(int step, Instant at, Supplier<String> text) {

        @Override
        public String toString() {
            return "%4d %s %s".formatted(step, at, text.get());
        }
    }

    /** Notes what is done, for the message of a failure; {@code text} must not look at what may change. */
    void note(Supplier<String> text) {
        Noted noted = new Noted(step, now(), text);
        trace.ifPresent(to -> to.accept(noted.toString()));
        actions.addLast(noted);
        if (actions.size() > SHOWN_ACTIONS) {
            actions.removeFirst();
        }
    }

    List<String> lastActions() {
        return actions.stream().map(Noted::toString).toList();
    }

    /** Fails unless {@code condition}; the values say what is wrong with what. */
    static void require(boolean condition, String message, Object... values) {
        if (!condition) {
            throw new AssertionError(message + ": " + Arrays.deepToString(values));
        }
    }

    Optional<Task> find(TaskId id) {
        return store.find(id, ALL_PARTS);
    }

    /** All tasks that the store lists, oldest first. */
    Map<TaskId, Task> list() {
        Map<TaskId, Task> listed = new LinkedHashMap<>();
        TaskQuery.Builder query =
                TaskQuery.builder().order(TaskQuery.Order.OLDEST).limit(TaskQuery.MOST_PER_PAGE);
        Optional<String> cursor;
        do {
            var page = store.list(query.build());
            for (Task task : page.tasks()) {
                require(listed.put(task.id(), task) == null, "A task is listed twice", task.id());
            }
            cursor = page.nextCursor();
            cursor.ifPresent(query::cursor);
        } while (cursor.isPresent());
        return listed;
    }

    /** Any task that exists; most often one that is not finished, since there more can happen. */
    Optional<SimulatedTask> anyTask() {
        List<SimulatedTask> all = new ArrayList<>(tasks.values());
        List<SimulatedTask> unfinished =
                all.stream().filter(task -> !task.status().isFinished()).toList();
        List<SimulatedTask> choices = unfinished.isEmpty() || dice.percent(40) ? all : unfinished;
        return choices.isEmpty() ? Optional.empty() : Optional.of(dice.oneOf(choices));
    }

    long unfinished() {
        return tasks.values().stream()
                .filter(task -> !task.status().isFinished() || task.isHeld())
                .count();
    }
}
