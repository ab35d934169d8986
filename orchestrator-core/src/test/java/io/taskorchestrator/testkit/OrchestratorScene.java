package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The orchestrator under test, the embedded one behind it, and a clock that only the test moves. */
abstract class OrchestratorScene {

    /** Opens an orchestrator in front of another. */
    @FunctionalInterface
    interface Opener {
        Orchestrator open(EmbeddedOrchestrator behind, InstantSource clock);
    }

    /** When every test begins. */
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** Where tasks work, unless a test says otherwise. */
    static final String SHOP = "/projects/shop";

    /** The lease that most claims ask for. */
    static final Duration LEASE = Duration.ofMinutes(1);

    /** A task that there is not. */
    static final TaskId UNKNOWN = TaskId.of(new UUID(7, 7));

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 1_000_000;

    final SettableClock clock = new SettableClock(START);
    final EmbeddedOrchestrator behind =
            EmbeddedOrchestrator.builder().clock(clock).manualTicks().build();
    private final Opener opener;
    private Orchestrator orchestrator = behind;

    OrchestratorScene(Opener opener) {
        this.opener = opener;
    }

    @BeforeEach
    final void open() {
        orchestrator = opener.open(behind, clock);
    }

    @AfterEach
    final void close() {
        orchestrator.close();
        behind.close();
    }

    /** The orchestrator under test. */
    final Orchestrator orchestrator() {
        return orchestrator;
    }

    static NewTask.Builder in(String directory) {
        return NewTask.builder(directory, "Find the slow query");
    }

    final Task create() {
        return create(task -> task);
    }

    final Task create(UnaryOperator<NewTask.Builder> how) {
        return orchestrator.create(how.apply(in(SHOP)).build());
    }

    static Claim anything() {
        return Claim.by("alice").lease(LEASE);
    }

    final ClaimedTask claimOne() {
        return claimOne(anything());
    }

    final ClaimedTask claimOne(Claim claim) {
        return assertThat(orchestrator.claim(claim)).singleElement().actual();
    }

    /** Creates a task and claims it. */
    final ClaimedTask working() {
        return working(task -> task);
    }

    final ClaimedTask working(UnaryOperator<NewTask.Builder> how) {
        Task task = create(how);
        ClaimedTask claimed = claimOne();
        assertThat(claimed.id()).isEqualTo(task.id());
        return claimed;
    }

    static Complete success(ClaimedTask task) {
        return Complete.of(task.id(), task.token(), TaskResult.success("done"));
    }

    /** What the task really is. */
    final Task stored(TaskId id) {
        return behind.find(id).orElseThrow(() -> new AssertionError("There is no task " + id));
    }

    /** The task as it is shown: all but what only its store needs. */
    static String shown(Task task) {
        return new String(TaskJson.TASK.bytes(task), StandardCharsets.UTF_8);
    }

    /** Checks that {@code task} is the one that is stored, whole. */
    final void assertWhole(Task task) {
        assertThat(shown(task)).isEqualTo(shown(stored(task.id())));
    }

    /** Time passes. */
    final void pass(Duration time) {
        clock.advance(time);
        behind.tick();
    }

    /** Waits until so many claims wait. */
    final void awaitParked(int count) {
        eventually(count + " claims wait", () -> behind.parkedClaims() == count);
    }

    static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not in " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    static <T> T answer(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
