package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RetryPolicyProperties {

    private static final long SEVEN_DAYS = Duration.ofDays(7).toMillis();

    @Provide
    Arbitrary<RetryPolicy> policies() {
        Arbitrary<Long> max = Arbitraries.longs().between(0, SEVEN_DAYS);
        Arbitrary<Double> multiplier = Arbitraries.doubles().between(1.0, 100.0);
        Arbitrary<Double> jitter = Arbitraries.doubles().between(0.0, 1.0);
        return Combinators.combine(max, Arbitraries.doubles().between(0.0, 1.0), multiplier, jitter)
                .as((most, share, growth, random) -> RetryPolicy.AUTOMATIC
                        .withDelays(Duration.ofMillis((long) (most * share)), Duration.ofMillis(most))
                        .withMultiplier(growth)
                        .withJitter(random));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aDelayIsNeverNegativeAndNeverLongerThanTheLongest(
            @ForAll("policies") RetryPolicy policy,
            @ForAll @IntRange(min = 1, max = 1_000) int retry,
            @ForAll @DoubleRange(max = 1.0, maxIncluded = false) double random) {
        assertThat(policy.delay(retry, random)).isBetween(Duration.ZERO, policy.maxDelay());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theJitterIsTheOnlyRandomPart(
            @ForAll("policies") RetryPolicy policy,
            @ForAll @IntRange(min = 1, max = 100) int retry,
            @ForAll @DoubleRange(max = 1.0, maxIncluded = false) double random) {
        Duration most = policy.withJitter(0).delay(retry, random);
        Duration least = Duration.ofMillis((long) (most.toMillis() * (1.0 - policy.jitter())));

        assertThat(policy.delay(retry, random)).isBetween(least.minusMillis(1), most);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void delaysWithoutJitterNeverShrink(
            @ForAll("policies") RetryPolicy policy, @ForAll @IntRange(min = 1, max = 100) int retry) {
        RetryPolicy exact = policy.withJitter(0);

        assertThat(exact.delay(retry + 1, 0)).isGreaterThanOrEqualTo(exact.delay(retry, 0));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aDelayIsInWholeMilliseconds(
            @ForAll("policies") RetryPolicy policy,
            @ForAll @IntRange(min = 1, max = 100) int retry,
            @ForAll @DoubleRange(max = 1.0, maxIncluded = false) double random) {
        assertThat(policy.delay(retry, random).toNanosPart() % 1_000_000).isZero();
    }

    @Example
    void extremePoliciesAreBoundedToo() {
        for (long most : new long[] {0, 1, SEVEN_DAYS}) {
            for (double multiplier : new double[] {1, 100}) {
                RetryPolicy policy = RetryPolicy.AUTOMATIC
                        .withDelays(Duration.ofMillis(most), Duration.ofMillis(most))
                        .withMultiplier(multiplier);
                assertThat(policy.delay(1_000, 0.999)).isBetween(Duration.ZERO, policy.maxDelay());
                assertThat(policy.withJitter(0).delay(1_000, 0.999)).isEqualTo(policy.maxDelay());
            }
        }
    }

    @Example
    void theStandardDelaysAreOneTwoFourSecondsUpToFiveMinutes() {
        RetryPolicy exact = RetryPolicy.AUTOMATIC.withJitter(0);

        assertThat(IntStream.rangeClosed(1, 10)
                        .mapToObj(retry -> exact.delay(retry, 0).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L);
    }

    @Example
    void fullJitterReachesFromNothingToTheFullDelay() {
        assertThat(RetryPolicy.AUTOMATIC.delay(4, 0.0)).isZero();
        assertThat(RetryPolicy.AUTOMATIC.delay(4, 0.5)).isEqualTo(Duration.ofSeconds(4));
        assertThat(RetryPolicy.AUTOMATIC.delay(4, 0.999)).isBetween(Duration.ofMillis(7_900), Duration.ofSeconds(8));
    }

    @Example
    void thePoliciesDifferOnlyInBeingAutomatic() {
        assertThat(RetryPolicy.MANUAL.automatic()).isFalse();
        assertThat(RetryPolicy.MANUAL.withAutomatic(true)).isEqualTo(RetryPolicy.AUTOMATIC);
    }
}
