package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.lifecycle.Lifecycle;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Start;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A line in blocks is in the same order as a sorted set, whatever joins and leaves it where. */
class SortedTasksProperties {

    private static final Task TASK = Lifecycle.create(
                    TaskId.of(new UUID(0, 0)),
                    NewTask.builder("/a", "work").build().spec(TaskSettings.STANDARD),
                    Start.NOW,
                    Instant.EPOCH)
            .task();

    private final SortedTasks line = new SortedTasks();
    private final TreeSet<TaskEntry> model = new TreeSet<>(Ranked.ORDER);
    private long sequence;

    @Property(tries = 300)
    void isInOrderWhateverJoinsAndLeaves(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 1_000) int keys,
            @ForAll @IntRange(max = 100) int atEnd) {
        Random random = new Random(seed);
        for (int step = 0; step < 1_500; step++) {
            boolean growing = step / 500 != 1;
            if (model.isEmpty() || random.nextInt(100) < (growing ? 70 : 25)) {
                add(random.nextInt(100) < atEnd ? step + 1_000 : random.nextInt(keys));
            } else if (random.nextInt(100) < atEnd) {
                remove(model.first());
            } else {
                remove(new ArrayList<>(model).get(random.nextInt(model.size())));
            }
            assertThat(line.first()).isSameAs(model.isEmpty() ? null : model.first());
        }
        assertThat(line.inOrder()).containsExactlyElementsOf(model);
        drain();
    }

    @Example
    void longLineIsServedInTheOrderOfArrival() {
        for (int i = 0; i < 10_000; i++) {
            add(i);
        }
        drain();
    }

    @Example
    void lineThatWasEmptiedFromTheEndCanBeUsedAgain() {
        for (int i = 0; i < 1_000; i++) {
            add(i);
        }
        while (!model.isEmpty()) {
            remove(model.last());
        }
        assertThat(line.isEmpty()).isTrue();
        add(5);
        add(1);
        drain();
    }

    @Example
    void taskThatDoesNotStandInLineCannotLeaveIt() {
        add(1);
        TaskEntry stranger = entry(1);
        assertThatThrownBy(() -> line.remove(stranger)).isInstanceOf(IllegalStateException.class);
        assertThat(line.inOrder()).containsExactlyElementsOf(model);
    }

    private void drain() {
        List<TaskEntry> expected = List.copyOf(model);
        List<TaskEntry> served = new ArrayList<>();
        for (TaskEntry next = line.first(); next != null; next = line.first()) {
            served.add(next);
            remove(next);
        }
        assertThat(served).containsExactlyElementsOf(expected);
        assertThat(line.isEmpty()).isTrue();
        assertThat(line.inOrder()).isEmpty();
    }

    private void add(long key) {
        TaskEntry entry = entry(key);
        line.add(entry);
        model.add(entry);
    }

    private void remove(TaskEntry entry) {
        line.remove(entry);
        model.remove(entry);
    }

    private TaskEntry entry(long key) {
        TaskEntry entry = new TaskEntry(TASK, 0);
        entry.key = key;
        entry.sequence = sequence++;
        return entry;
    }
}
