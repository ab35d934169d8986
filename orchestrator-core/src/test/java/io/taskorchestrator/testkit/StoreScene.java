package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.lifecycle.Refusal;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/**
 * A store, opened when a test first needs it, and a clock that only the test moves. Calls wait for their stages, so a test
 * reads the same whether a store answers at once or later.
 */
abstract class StoreScene {

    /** When every test begins. */
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** On whose behalf tests call, unless they say otherwise. */
    static final Caller CALLER = new Caller("api-key-7");

    /** Where tasks work, unless a test says otherwise. */
    static final String SHOP = "/projects/shop";

    /** The lease that {@link #claimOne(Claim)} does not ask for, but most tests do. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY_STEPS = 1_000;

    final SettableClock clock = new SettableClock(START);
    private final StoreOpener opener;
    private final List<TaskStore> opened = new ArrayList<>();

    StoreScene(StoreOpener opener) {
        this.opener = opener;
    }

    @AfterEach
    final synchronized void closeStores() {
        opened.forEach(TaskStore::close);
    }

    /** The store of this test. */
    final synchronized TaskStore store() {
        return opened.isEmpty() ? open(StoreSettings.STANDARD) : opened.get(opened.size() - 1);
    }

    /** Opens a store with these settings, which is the store of this test from now on. */
    final synchronized TaskStore open(StoreSettings settings) {
        TaskStore store = opener.open(settings, clock);
        opened.add(store);
        return store;
    }

    final Instant now() {
        return clock.instant();
    }

    final void advance(Duration step) {
        clock.advance(step);
    }

    /** What the stage completes with. */
    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** What the stage fails with. */
    static Throwable failureOf(CompletionStage<?> stage) {
        Throwable thrown = catchThrowable(() -> await(stage));
        assertThat(thrown).as("The stage should fail").isNotNull();
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    // Creating

    static NewTask.Builder in(String directory) {
        return NewTask.builder(directory, "Find the slow query");
    }

    static CreateBatch.Draft draft(NewTask.Builder task) {
        NewTask built = task.build();
        return new CreateBatch.Draft(built.spec(TaskSettings.STANDARD), built.start());
    }

    final Task create() {
        return create(in(SHOP));
    }

    final Task create(UnaryOperator<NewTask.Builder> how) {
        return create(how.apply(in(SHOP)));
    }

    final Task create(NewTask.Builder task) {
        return createAll(List.of(task)).get(0);
    }

    final List<Task> createAll(List<NewTask.Builder> tasks) {
        CreateBatch batch =
                new CreateBatch(tasks.stream().map(StoreScene::draft).toList(), Optional.empty());
        Created created = await(store().create(new Call<>(CALLER, batch)));
        assertThat(created.tasks()).hasSameSizeAs(tasks);
        return created.tasks();
    }

    /** Creates {@code count} equal tasks in one batch. */
    final List<Task> createMany(int count) {
        return createAll(Collections.nCopies(count, in(SHOP)));
    }

    // Working

    final List<ClaimedTask> claim(Claim claim) {
        List<List<ClaimedTask>> answer = await(store().claim(List.of(new Call<>(CALLER, claim))));
        assertThat(answer).hasSize(1);
        return answer.get(0);
    }

    /** The one task that {@code claim} gets. */
    final ClaimedTask claimOne(Claim claim) {
        List<ClaimedTask> claimed = claim(claim);
        assertThat(claimed).as("What %s got", claim).hasSize(1);
        return claimed.get(0);
    }

    /** The one task that a worker gets who takes anything, for {@link #LEASE}. */
    final ClaimedTask claimOne() {
        return claimOne(anything());
    }

    static Claim anything() {
        return Claim.by("alice").lease(LEASE);
    }

    final List<TaskId> claimIds(Claim claim) {
        return claim(claim).stream().map(ClaimedTask::id).toList();
    }

    final Task complete(ClaimedTask claimed) {
        return change(Complete.of(claimed.id(), claimed.token(), TaskResult.success("done")));
    }

    final Decision apply(TaskCommand command) {
        return apply(CALLER, command);
    }

    final Decision apply(Caller caller, TaskCommand command) {
        return await(store().apply(List.of(new Call<>(caller, command)))).get(0).decision();
    }

    /** The task after a command that changes it. */
    final Task change(TaskCommand command) {
        return assertThat(apply(command))
                .asInstanceOf(type(Decision.Changed.class))
                .actual()
                .task();
    }

    /** Why a command is refused. */
    final Refusal refusal(TaskCommand command) {
        return assertThat(apply(command))
                .asInstanceOf(type(Decision.Refused.class))
                .actual()
                .refusal();
    }

    // Looking

    final Optional<Task> lookFor(TaskId id) {
        return store().find(id, EnumSet.allOf(TaskPart.class));
    }

    final Task find(TaskId id) {
        return lookFor(id).orElseThrow(() -> new AssertionError("There is no task " + id));
    }

    final List<HistoryEntry> history(TaskId id) {
        return store().history(id, 0, MANY_STEPS);
    }

    final List<EventType> historyTypes(TaskId id) {
        return history(id).stream().map(entry -> entry.event().type()).toList();
    }

    // Time

    final Optional<Instant> tick() {
        return await(store().tick(MANY_STEPS));
    }

    /** Moves the clock by {@code step}, and does all that is due by then at the time when it is due. */
    final void pass(Duration step) {
        Instant end = now().plus(step);
        Optional<Instant> next = tick();
        for (int steps = 0; next.isPresent() && !next.get().isAfter(end); steps++) {
            assertThat(steps).as("Ticks until %s", end).isLessThan(MANY_STEPS);
            clock.set(next.get().isAfter(now()) ? next.get() : now());
            next = tick();
        }
        clock.set(end);
        tick();
    }
}
