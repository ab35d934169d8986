package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.RetryPolicy;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.TaskFailedException;
import io.taskorchestrator.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a worker tells the end of an attempt. */
abstract class WorkerEndContract extends WorkerScene {

    WorkerEndContract(Reach reach) {
        super(reach);
    }

    private final SteeredHandler handler = SteeredHandler.polite();

    @Test
    void whatTheHandlerReturnsCompletesTheTask() throws Exception {
        TaskId id = create();
        start(handler);
        SteeredHandler.Run run = handler.awaitNext();
        clock.advance(Duration.ofMillis(4_500));
        run.succeed(TaskResult.success("orders.customer_id has no index"));
        Task task = await(id, TaskStatus.COMPLETED);

        assertThat(task.state().outcome().result())
                .contains(new TaskResult(
                        "success",
                        Optional.of("orders.customer_id has no index"),
                        Optional.of(Duration.ofMillis(4_500)),
                        Optional.empty()));
    }

    @Test
    void durationThatTheHandlerSaysIsKept() throws Exception {
        TaskId id = create();
        start(handler);
        TaskResult result =
                new TaskResult("success", Optional.empty(), Optional.of(Duration.ofMillis(7)), Optional.empty());
        handler.awaitNext().succeed(result);

        assertThat(await(id, TaskStatus.COMPLETED).state().outcome().result()).contains(result);
    }

    private Task failedWith(Throwable failure) throws InterruptedException {
        TaskId id = create();
        start(handler);
        handler.awaitNext().fail(failure);
        return await(id, TaskStatus.FAILED);
    }

    @Test
    void exceptionFailsTheTaskWithItsMessage() throws Exception {
        Task task = failedWith(new IOException("The copy has no orders"));

        assertThat(task.state().outcome().errorMessage()).contains("The copy has no orders");
    }

    @Test
    void ofALongMessageTheBeginningIsTold() throws Exception {
        Task task = failedWith(new IOException("x".repeat(10_000)));

        assertThat(task.state().outcome().errorMessage()).contains("x".repeat(8_192));
    }

    @Test
    void exceptionWithoutAMessageIsToldByItsKind() throws Exception {
        Task task = failedWith(new UnsupportedOperationException());

        assertThat(task.state().outcome().errorMessage()).contains("java.lang.UnsupportedOperationException");
    }

    @Test
    void errorFailsTheTaskAndTheWorkerLivesOn() throws Exception {
        Task task = failedWith(new StackOverflowError("too deep"));
        assertThat(task.state().outcome().errorMessage()).contains("too deep");
        TaskId next = create();
        handler.awaitNext().succeed(TaskResult.SUCCESS);

        await(next, TaskStatus.COMPLETED);
    }

    @Test
    void resultThatSaysItFailedFailsTheTask() throws Exception {
        TaskId id = create();
        start(handler);
        TaskResult result = new TaskResult("failure", Optional.of("no orders"), Optional.empty(), Optional.empty());
        handler.awaitNext().succeed(result);

        assertThat(await(id, TaskStatus.FAILED).state().outcome().errorMessage())
                .contains("no orders");
    }

    @Test
    void missingResultFailsTheTask() throws Exception {
        TaskId id = create();
        start(handler);
        handler.awaitNext().succeed(null);

        assertThat(await(id, TaskStatus.FAILED).state().outcome().errorMessage())
                .hasValueSatisfying(message -> assertThat(message).contains("must return a result"));
    }

    @Test
    void resultThatIsRefusedFailsTheTask() throws Exception {
        TaskId id = create();
        start(handler);
        handler.awaitNext()
                .succeed(new TaskResult(
                        "success", Optional.empty(), Optional.empty(), Optional.of(JsonText.of("{\"queries\":}"))));

        assertThat(await(id, TaskStatus.FAILED).state().outcome().errorMessage())
                .hasValueSatisfying(message -> assertThat(message).contains("The result was refused", "details"));
    }

    @Test
    void failureThatIsNotRetryableEndsATaskWithAutomaticRetries() throws Exception {
        TaskId id = create(task -> task.retry(RetryPolicy.AUTOMATIC));
        start(handler);
        handler.awaitNext()
                .fail(TaskFailedException.notRetryable("no such table").with(TaskResult.success("so far")));
        Task task = await(id, TaskStatus.FAILED);

        assertThat(task.state().outcome().errorMessage()).contains("no such table");
        assertThat(task.state().outcome().result())
                .hasValueSatisfying(result -> assertThat(result.output()).contains("so far"));
    }

    @Test
    void completionThatFailsIsToldAgainUnderARenewedLease() throws Exception {
        TaskId id = create();
        Worker worker = start(handler);
        reached.async().loseCalls(Verb.COMPLETE, 30);
        Instant begun = clock.instant();
        handler.awaitNext().succeed(TaskResult.SUCCESS);
        for (int i = 0; i <= 30; i++) {
            passUntilAnswer(Verb.COMPLETE, worker);
        }

        assertThat(clock.instant()).isAfter(begun.plus(LEASE));
        assertThat(await(id, TaskStatus.COMPLETED).state().attempts().number()).isEqualTo(1);
    }

    @Test
    void completionWhoseAnswerIsLostCompletesOnceAndStrandsNothing() throws Exception {
        TaskId first = create();
        TaskId second = create();
        Worker worker = start(handler);
        reached.async().loseAnswers(Verb.COMPLETE, 1);
        handler.awaitNext().succeed(TaskResult.SUCCESS);
        reached.async().awaitAnswer(Verb.COMPLETE);
        assertThat(find(second).status()).isEqualTo(TaskStatus.WORKING);
        passUntilAnswer(Verb.COMPLETE, worker);

        assertThat(handler.awaitNext().context().attempt()).isEqualTo(1);
        assertThat(history(first)).containsExactly(EventType.CREATED, EventType.CLAIMED, EventType.COMPLETED);
        assertThat(history(second)).containsExactly(EventType.CREATED, EventType.CLAIMED);
    }

    @Test
    void failureThatCannotBeToldIsToldAgain() throws Exception {
        TaskId id = create();
        Worker worker = start(handler);
        reached.async().loseCalls(Verb.FAIL, 1);
        handler.awaitNext().fail(new IOException("The copy has no orders"));
        reached.async().awaitAnswer(Verb.FAIL);
        passUntilAnswer(Verb.FAIL, worker);

        await(id, TaskStatus.FAILED);
    }
}
