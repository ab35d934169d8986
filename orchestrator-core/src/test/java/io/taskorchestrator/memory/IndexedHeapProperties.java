package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** An indexed heap behaves like a list that is sorted after each change. */
class IndexedHeapProperties {

    private static final int ITEMS = 30;
    private static final Comparator<Item> ORDER =
            Comparator.<Item>comparingLong(item -> item.key).thenComparingLong(item -> item.sequence);

    /** An element whose key can change. */
    private static final class Item extends Ranked {

        private Item(int number) {
            this.sequence = number;
        }
    }

    private enum Verb {
        /** Puts an element in, or moves it to another place. */
        PLACE,
        /** Takes an element out, whether or not it is in. */
        REMOVE,
        /** Takes the smallest element out. */
        REMOVE_FIRST
    }

    /** What is done with the element of this number. */
    private record Step(Verb verb, int number, int key) {}

    @Property(tries = 500)
    void smallestElementIsAlwaysThatOfTheSortedList(@ForAll("steps") List<Step> steps) {
        Both both = new Both();
        for (Step step : steps) {
            both.run(step);
            both.compare();
        }
    }

    @Property(tries = 500)
    void takingTheSmallestAgainAndAgainSorts(@ForAll("steps") List<Step> steps) {
        Both both = new Both();
        steps.forEach(both::run);
        List<Item> drained = new ArrayList<>();
        Item first = both.heap.first();
        while (first != null) {
            drained.add(first);
            both.heap.remove(first);
            first = both.heap.first();
        }
        assertThat(drained).containsExactlyElementsOf(both.sorted);
        assertThat(both.heap.size()).isZero();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Verb> verbs = Arbitraries.frequency(
                Tuple.of(6, Verb.PLACE), Tuple.of(2, Verb.REMOVE), Tuple.of(1, Verb.REMOVE_FIRST));
        return Combinators.combine(
                        verbs,
                        Arbitraries.integers().between(0, ITEMS - 1),
                        Arbitraries.integers().between(-5, 5))
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    /** The heap and the list. */
    private static final class Both {
        private final IndexedHeap<Item> heap = new IndexedHeap<>();
        private final List<Item> sorted = new ArrayList<>();
        private final List<Item> items = new ArrayList<>();

        private Both() {
            for (int number = 0; number < ITEMS; number++) {
                items.add(new Item(number));
            }
        }

        private void run(Step step) {
            Item item = items.get(step.number());
            switch (step.verb()) {
                case PLACE -> {
                    sorted.remove(item);
                    item.key = step.key();
                    heap.place(item);
                    sorted.add(item);
                    sorted.sort(ORDER);
                }
                case REMOVE -> remove(item);
                case REMOVE_FIRST -> {
                    if (!sorted.isEmpty()) {
                        remove(sorted.get(0));
                    }
                }
            }
        }

        private void remove(Item item) {
            heap.remove(item);
            sorted.remove(item);
        }

        private void compare() {
            assertThat(heap.first()).isSameAs(sorted.isEmpty() ? null : sorted.get(0));
            assertThat(heap.size()).isEqualTo(sorted.size());
            assertThat(items).allSatisfy(item -> assertThat(item.isInHeap()).isEqualTo(sorted.contains(item)));
        }
    }
}
