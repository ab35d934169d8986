package io.taskorchestrator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.testkit.SettableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker will do at some time. */
class TimersTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Timers timers = new Timers(clock);

    @Test
    void anErrorInOneOfThemDoesNotKeepTheOthersFromBeingDone() {
        List<String> done = new ArrayList<>();
        timers.at(clock.instant(), () -> {
            throw new StackOverflowError("an action that fails");
        });
        timers.at(clock.instant(), () -> done.add("next"));

        assertThat(timers.tick()).isEmpty();

        assertThat(done).containsExactly("next");
    }
}
