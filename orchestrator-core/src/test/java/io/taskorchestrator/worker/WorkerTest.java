package io.taskorchestrator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker with a thread of its own that makes time pass, and what a builder refuses. */
@Timeout(60)
class WorkerTest {

    private static final TaskHandler NOTHING = task -> TaskResult.SUCCESS;

    private final EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create();

    @AfterEach
    void close() {
        orchestrator.close();
    }

    private TaskId create() {
        return orchestrator
                .create(NewTask.builder("/projects/shop", "prompt").build())
                .id();
    }

    /** The task as it is once it is finished. */
    private Task awaitEnd(TaskId id) {
        return orchestrator.await(id, Duration.ofSeconds(60));
    }

    private WorkerBuilder builder(TaskHandler handler) {
        return Worker.builder(orchestrator, "worker-1", handler);
    }

    @Test
    void leasesAreRenewedByItsOwnThread() throws InterruptedException {
        TaskId id = create();
        CountDownLatch mayEnd = new CountDownLatch(1);
        TaskHandler waiting = task -> {
            mayEnd.await();
            return TaskResult.SUCCESS;
        };
        try (Worker worker = builder(waiting).lease(Duration.ofSeconds(1)).start()) {
            Instant first = awaitLeaseBeyond(id, Instant.MIN);
            Instant second = awaitLeaseBeyond(id, first);
            Instant third = awaitLeaseBeyond(id, second);
            awaitLeaseBeyond(id, third);
            mayEnd.countDown();

            assertThat(awaitEnd(id).state().attempts().number()).isEqualTo(1);
            assertThat(worker.running()).isLessThanOrEqualTo(1);
        }
    }

    private Instant awaitLeaseBeyond(TaskId id, Instant earlier) {
        while (true) {
            Task task = orchestrator.find(id).orElseThrow();
            if (task.state().lease().isPresent()
                    && task.state().lease().get().expiresAt().isAfter(earlier)) {
                return task.state().lease().get().expiresAt();
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void closeInterruptsAndHandsBackByItsOwnThread() throws InterruptedException {
        TaskId id = create();
        CountDownLatch begun = new CountDownLatch(1);
        TaskHandler endless = task -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return TaskResult.SUCCESS;
        };
        Worker worker = builder(endless).closeWithin(Duration.ofMillis(200)).start();
        begun.await();
        worker.close();

        assertThat(orchestrator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void interruptedCloseInterruptsTheHandlersAndWaitsNoLonger() throws InterruptedException {
        create();
        CountDownLatch begun = new CountDownLatch(1);
        BlockingQueue<StopReason> reasons = new LinkedBlockingQueue<>();
        TaskHandler endless = task -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                task.stopReason().ifPresent(reasons::add);
            }
            return TaskResult.SUCCESS;
        };
        Worker worker = builder(endless).closeWithin(Duration.ofHours(1)).start();
        begun.await();
        Thread.currentThread().interrupt();
        worker.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(reasons.take()).isEqualTo(StopReason.CLOSING);
    }

    @Test
    void interruptionThatComesTooLateIsNotThatOfTheCallsThatTellTheEnd() {
        TaskId id = create();
        TaskHandler interruptsItself = task -> {
            Thread.currentThread().interrupt();
            return TaskResult.SUCCESS;
        };
        try (Worker worker = builder(interruptsItself).start()) {
            assertThat(awaitEnd(id).status()).isEqualTo(TaskStatus.COMPLETED);
            assertThat(worker.running()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void orchestratorThatIsClosedIsSurvived() {
        Orchestrator closed = EmbeddedOrchestrator.create();
        closed.close();
        Worker worker = Worker.builder(closed, "worker-1", NOTHING).start();
        worker.close();

        assertThat(worker.running()).isZero();
    }

    @Test
    void limitsAreCheckedAndNamed() {
        assertRefused("concurrency", () -> builder(NOTHING).concurrency(0));
        assertRefused("concurrency", () -> builder(NOTHING).concurrency(1_001));
        assertRefused("close_within", () -> builder(NOTHING).closeWithin(Duration.ofSeconds(-1)));
        assertRefused("work_directory", () -> builder(NOTHING).below("projects"));
        assertRefused(
                "lease_seconds", () -> builder(NOTHING).lease(Duration.ZERO).start());
        assertRefused(
                "worker_id", () -> Worker.builder(orchestrator, "", NOTHING).start());
    }

    private static void assertRefused(String field, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(InvalidInputException.class).hasMessageContaining(field);
    }

    @Test
    void whatAHandlerTellsIsCheckedWhenItTellsIt() {
        TaskId id = create();
        BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
        TaskHandler careless = task -> {
            try {
                task.progress(101, "more than all");
            } catch (InvalidInputException e) {
                refusals.add(e.getMessage());
            }
            task.saveCheckpoint(JsonText.of("{\"a\": \"" + "x".repeat(70_000) + "\"}"));
            return TaskResult.SUCCESS;
        };
        try (Worker worker = builder(careless).start()) {
            assertThat(awaitEnd(id).state().outcome().errorMessage())
                    .hasValueSatisfying(message -> assertThat(message).contains("checkpoint", "65536"));
            assertThat(worker.running()).isLessThanOrEqualTo(1);
        }
        assertThat(refusals).singleElement().asString().contains("progress.percent", "101");
    }
}
