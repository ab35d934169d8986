package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TaskIdGeneratorProperties {

    /** A source of ones only: the largest step and the fullest counter that there can be. */
    private static final RandomGenerator ALL_ONES = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1L;
        }

        @Override
        public int nextInt() {
            return -1;
        }

        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }
    };

    /** A source of zeros only: the smallest step that there can be. */
    private static final RandomGenerator ALL_ZEROS = () -> 0L;

    /** How the clock moves from one id to the next: mostly not at all, sometimes on, sometimes back. */
    @Provide
    Arbitrary<List<Long>> clockSteps() {
        return Arbitraries.of(0L, 0L, 0L, 1L, 2L, 1_000L, -1L, -5L, -3_600_000L, 86_400_000L)
                .list()
                .ofMaxSize(200);
    }

    @Property
    void idsAreOfVersionSevenAndStrictlyIncreaseHoweverTheClockMoves(
            @ForAll("clockSteps") List<Long> steps, @ForAll long seed) {
        assertIncreasingAndOfVersionSeven(new TaskIdGenerator(new SplittableRandom(seed)), steps);
    }

    @Property
    void idsStrictlyIncreaseWithTheLargestSteps(@ForAll("clockSteps") List<Long> steps) {
        assertIncreasingAndOfVersionSeven(new TaskIdGenerator(ALL_ONES), steps);
    }

    @Property
    void idsStrictlyIncreaseWithTheSmallestSteps(@ForAll("clockSteps") List<Long> steps) {
        assertIncreasingAndOfVersionSeven(new TaskIdGenerator(ALL_ZEROS), steps);
    }

    @Property
    void anIdCarriesTheLargestMillisecondSeen(@ForAll("clockSteps") List<Long> steps, @ForAll long seed) {
        TaskIdGenerator ids = new TaskIdGenerator(new SplittableRandom(seed));
        long now = Inputs.NOW.toEpochMilli();
        long largest = now;
        for (long step : steps) {
            now += step;
            largest = Math.max(largest, now);
            ids.next(Instant.ofEpochMilli(Math.max(now, Inputs.NOW.toEpochMilli())));
        }
        long carried = ids.next(Instant.ofEpochMilli(largest)).value().getMostSignificantBits() >>> 16;
        assertThat(carried).isEqualTo(largest);
    }

    @Example
    void manyIdsWithinOneMillisecondStrictlyIncrease() {
        TaskIdGenerator ids = new TaskIdGenerator(new SplittableRandom(7));
        TaskId last = ids.next(Inputs.NOW);
        for (int i = 0; i < 200_000; i++) {
            TaskId next = ids.next(Inputs.NOW);
            assertThat(next.compareTo(last)).isPositive();
            last = next;
        }
    }

    @Example
    void twoGeneratorsDoNotMintTheSameIds() {
        TaskId one = new TaskIdGenerator(new SplittableRandom(1)).next(Inputs.NOW);
        TaskId other = new TaskIdGenerator(new SplittableRandom(2)).next(Inputs.NOW);

        assertThat(one).isNotEqualTo(other);
    }

    private static void assertIncreasingAndOfVersionSeven(TaskIdGenerator ids, List<Long> steps) {
        Instant now = Inputs.NOW;
        TaskId last = ids.next(now);
        for (long step : steps) {
            now = now.plusMillis(step);
            TaskId next = ids.next(now);
            assertThat(next).isGreaterThan(last);
            assertThat(next.toString()).isGreaterThan(last.toString());
            assertThat(next.value().version()).isEqualTo(7);
            assertThat(next.value().variant()).isEqualTo(2);
            last = next;
        }
    }
}
