package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.jdbc.Faults.Fate;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.IdempotencyKey;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.testkit.SettableClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections are lost at the worst moments: what was called is done once or not at all, and calling again is safe. */
class PostgresFailureTest {

    private static final Duration LEASE = Duration.ofMinutes(5);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final Queue<Fate> fates = new ConcurrentLinkedQueue<>();
    private final String schema = PostgresServer.shared().freshSchema();
    private JdbcTaskStore store;

    @BeforeEach
    void open() {
        Faults faults = new Faults(PostgresServer.shared().source(), () -> {
            Fate fate = fates.poll();
            return fate == null ? Fate.NONE : fate;
        });
        JdbcStoreOptions options = JdbcStoreOptions.of(clock, new Random(1)).withSettings(StoreSettings.STANDARD);
        store = JdbcTaskStore.open(PostgresDatabase.of(faults, schema, clock, options.settings()), options);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void repeatedCreateMakesOneTask(Fate fate) {
        CreateBatch batch =
                new CreateBatch(Scene.batch(Scene.task(), 2).tasks(), Optional.of(new IdempotencyKey("key", "hash")));
        fates.add(fate);
        Created created = untilItSucceeds(() -> Scene.await(store.create(new Call<>(Scene.CALLER, batch))), fate);
        assertThat(created.replayed()).isEqualTo(fate == Fate.LOST_AFTER_COMMIT);
        assertThat(store.list(TaskQuery.ALL).tasks()).containsExactlyInAnyOrderElementsOf(created.tasks());
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void repeatedClaimGivesOneLease(Fate fate) {
        Scene.create(store, Scene.task(), 3);
        Claim claim = Claim.by("alice").lease(LEASE).id(new UUID(0, 1));
        fates.add(fate);
        List<ClaimedTask> claimed = untilItSucceeds(() -> Scene.claim(store, claim), fate);
        assertThat(claimed).hasSize(1);
        assertThat(Scene.claim(store, claim)).isEqualTo(claimed);
        assertThat(Scene.claim(store, Claim.by("bob").limit(10))).hasSize(2);
        assertThat(events(claimed.get(0).task())).containsExactly(EventType.CREATED, EventType.CLAIMED);
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void repeatedCompletionIsOne(Fate fate) {
        Task task = Scene.create(store);
        ClaimedTask claimed = Scene.claim(store, Claim.by("alice").lease(LEASE)).get(0);
        fates.add(fate);
        Decision decision =
                untilItSucceeds(() -> Scene.complete(store, claimed), fate).decision();
        assertThat(decision)
                .isInstanceOf(fate == Fate.LOST_AFTER_COMMIT ? Decision.Unchanged.class : Decision.Changed.class);
        assertThat(events(task)).containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
        assertThat(store.statistics(Duration.ofHours(1)).tasksPerHour()).isEqualTo(1.0);
    }

    @Test
    void resultsThatAreTooLargeForOneValueTogetherAreAllKept() {
        Scene.create(store, Scene.task(), 12);
        List<ClaimedTask> claimed =
                Scene.claim(store, Claim.by("alice").lease(LEASE).limit(12));
        TaskResult large = TaskResult.success("x".repeat(TaskLimits.OUTPUT_BYTES));
        List<Call<TaskCommand>> completions = claimed.stream()
                .map(task -> new Call<TaskCommand>(Scene.CALLER, Complete.of(task.id(), task.token(), large)))
                .toList();
        Scene.await(store.apply(completions));
        for (ClaimedTask task : claimed) {
            assertThat(store.find(task.id(), EnumSet.allOf(TaskPart.class))
                            .orElseThrow()
                            .state()
                            .outcome()
                            .result())
                    .hasValue(large);
        }
    }

    @Test
    void connectionsThatAreLostBeforeTheCommitAreNotNoticed() {
        for (int i = 0; i < 3; i++) {
            fates.add(Fate.LOST_BEFORE_COMMIT);
        }
        Scene.create(store);
        assertThat(fates).isEmpty();
        assertThat(store.list(TaskQuery.ALL).total()).isOne();
    }

    @Test
    void workerWhoseClaimWasLostIsStillSaidToHaveAsked() {
        Task task = Scene.create(store, Scene.task("/a").delay(Duration.ofHours(1)), 1)
                .get(0);
        fates.add(Fate.LOST_IN_COMMIT);
        assertThatThrownBy(() -> Scene.claim(store, Claim.by("alice").in("/a")))
                .hasCauseInstanceOf(StoreUnavailableException.class);
        assertThat(Scene.claim(store, Claim.by("alice").in("/a"))).isEmpty();
        assertThat(store.explain(task.id()).orElseThrow().lastAsked()).isPresent();
    }

    @Test
    void oneCallersFailureDoesNotHarmTheOthersOfItsGroup() throws SQLException {
        execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'broken'; END $$");
        execute("CREATE TRIGGER broken BEFORE INSERT ON task FOR EACH ROW WHEN (new.directory = '/bad')"
                + " EXECUTE FUNCTION refuse()");
        List<CompletableFuture<Created>> stages = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CreateBatch batch = Scene.batch(Scene.task(i % 10 == 7 ? "/bad" : "/good"), 2);
            stages.add(store.create(new Call<>(Scene.CALLER, batch)).toCompletableFuture());
        }
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Created> stage = stages.get(i);
            if (i % 10 == 7) {
                assertThatThrownBy(() -> Scene.await(stage)).hasCauseInstanceOf(StoreUnavailableException.class);
            } else {
                assertThat(Scene.await(stage).tasks()).hasSize(2);
            }
        }
        assertThat(store.list(TaskQuery.ALL).total()).isEqualTo(360);
    }

    /** Calls until the store is available; it is unavailable once where nobody can know what the commit did. */
    private <T> T untilItSucceeds(Supplier<T> call, Fate fate) {
        if (fate == Fate.LOST_IN_COMMIT || fate == Fate.LOST_AFTER_COMMIT) {
            assertThatThrownBy(call::get).hasCauseInstanceOf(StoreUnavailableException.class);
        }
        return call.get();
    }

    private List<EventType> events(Task task) {
        return store.history(task.id(), 0, 100).stream()
                .map(entry -> entry.event().type())
                .toList();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = PostgresServer.shared().source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO " + schema);
            statement.execute(sql);
            statement.execute("RESET search_path");
        }
    }
}
