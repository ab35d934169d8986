package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a transaction goes to the database and back. */
class PostgresJourneysTest {

    private static final int MANY = 40;
    private static final Claim CLAIM = Claim.by("alice").lease(Duration.ofMinutes(10));

    private final Journeys journeys = new Journeys();
    private JdbcTaskStore store;

    @BeforeEach
    void open() {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
        JdbcStoreOptions options = JdbcStoreOptions.of(clock, new Random(1)).withSettings(StoreSettings.STANDARD);
        store = JdbcTaskStore.open(
                PostgresDatabase.of(
                        journeys.counting(PostgresServer.shared().source()),
                        PostgresServer.shared().freshSchema(),
                        clock,
                        options.settings()),
                options);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void completionsOfManyExclusiveTasksAskOnceForWhomTheyConcern() {
        for (int i = 0; i < MANY; i++) {
            Scene.create(store, exclusive(i), 1);
        }
        List<ClaimedTask> held = Scene.claim(store, CLAIM.limit(MANY));
        for (int i = 0; i < MANY; i++) {
            Scene.create(store, exclusive(i).queue(QueueName.of("other-" + i % 5)), 1);
        }
        TaskCommand[] completions = held.stream()
                .map(each -> Complete.of(each.id(), each.token(), TaskResult.success("done")))
                .toArray(TaskCommand[]::new);
        int before = journeys.count();
        Scene.apply(store, completions);
        assertThat(held).hasSize(MANY);
        assertThat(journeys.count() - before).isLessThan(10);
    }

    /** Each has to be locked and read once the one before it is known to be taken. */
    @Test
    void claimsOfOneTransactionWalkAlongTheLinesOnce() {
        for (int i = 0; i < MANY; i++) {
            Scene.create(store, exclusive(i), 1);
        }
        List<Call<Claim>> claims = Collections.nCopies(MANY, new Call<>(Scene.CALLER, CLAIM));
        int before = journeys.count();
        List<List<ClaimedTask>> claimed = Scene.await(store.claim(claims));
        assertThat(claimed).allSatisfy(each -> assertThat(each).hasSize(1));
        assertThat(journeys.count() - before).isLessThan(MANY + MANY / 2);
    }

    private static NewTask.Builder exclusive(int number) {
        return Scene.task("/projects/shop/" + number).directoryAccess(DirectoryAccess.EXCLUSIVE);
    }
}
