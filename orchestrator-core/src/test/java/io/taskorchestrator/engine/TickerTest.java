package io.taskorchestrator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The thread that makes time pass. What is expected of it within a second is given ten. */
class TickerTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch second = new CountDownLatch(1);

    private void count() {
        if (first.getCount() > 0) {
            first.countDown();
        } else {
            second.countDown();
        }
    }

    private static void assertComes(CountDownLatch step) throws InterruptedException {
        assertThat(step.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aClockThatIsPutBackDoesNotStopIt() throws InterruptedException {
        try (Ticker ticker = new Ticker(clock, () -> {
            count();
            clock.advance(Duration.ofHours(-1));
            return Instant.MAX;
        })) {
            ticker.start();

            assertComes(first);
            assertComes(second);
        }
    }

    @Test
    void anErrorInAStepDoesNotStopIt() throws InterruptedException {
        try (Ticker ticker = new Ticker(clock, () -> {
            count();
            throw new StackOverflowError("a step that fails");
        })) {
            ticker.start();
            assertComes(first);

            ticker.nudge(clock.instant());

            assertComes(second);
        }
    }
}
