package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A claim is repeated while another server is at work on what it was given. */
class PostgresRepeatedClaimTest {

    private static final Duration LEASE = Duration.ofMinutes(5);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final String schema = PostgresServer.shared().freshSchema();
    /** What happens when this server next looks at the clock. */
    private final Queue<Runnable> interludes = new ConcurrentLinkedQueue<>();

    private final JdbcTaskStore here = open(() -> {
        Runnable interlude = interludes.poll();
        if (interlude != null) {
            interlude.run();
        }
        return clock.instant();
    });
    private final JdbcTaskStore elsewhere = open(clock);

    private JdbcTaskStore open(InstantSource time) {
        JdbcStoreOptions options = JdbcStoreOptions.of(time, new Random(1)).withSettings(StoreSettings.STANDARD);
        return JdbcTaskStore.open(
                PostgresDatabase.of(PostgresServer.shared().source(), schema, time, options.settings()), options);
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
    }

    /** A claim looks at the clock before its first journey, and again with the answers, which say what it held. */
    @Test
    void repeatedClaimIsNotGivenTheLeaseOfTheWorkerWhoGotTheTaskMeanwhile() {
        Scene.create(here);
        Claim claim = Claim.by("alice").lease(LEASE).id(new UUID(0, 1));
        ClaimedTask first = Scene.claim(here, claim).get(0);
        Scene.create(here);
        interludes.add(() -> {});
        interludes.add(() -> {
            Scene.apply(elsewhere, Release.of(first.id(), first.token()));
            List<ClaimedTask> others = Scene.claim(elsewhere, Claim.by("bob").lease(LEASE));
            assertThat(others).extracting(ClaimedTask::id).containsExactly(first.id());
        });
        assertThat(Scene.claim(here, claim))
                .as("It held something when it began")
                .isEmpty();
        assertThat(Scene.claim(here, claim))
                .as("Now that it holds nothing it is given the other task")
                .extracting(ClaimedTask::id)
                .doesNotContain(first.id())
                .hasSize(1);
    }
}
