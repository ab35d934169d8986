package io.taskorchestrator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Verb;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** How a worker comes by its tasks. */
abstract class WorkerClaimContract extends WorkerScene {

    WorkerClaimContract(Reach reach) {
        super(reach);
    }

    /** How long a task is not handed out for which there was no thread. */
    private static final Duration HANDED_BACK_FOR = Duration.ofSeconds(30);

    private final SteeredHandler handler = SteeredHandler.polite();

    @Test
    void waitingTaskIsTaken() throws Exception {
        TaskId task = create();
        start(handler);

        assertThat(handler.awaitNext().context().task().id()).isEqualTo(task);
        assertThat(find(task).state().attempts().worker())
                .hasValueSatisfying(worker -> assertThat(worker.value()).isEqualTo("worker-1"));
    }

    @Test
    void taskThatComesLaterIsTakenByTheClaimThatWaits() throws Exception {
        start(handler);
        eventually("A claim waits", () -> orchestrator.parkedClaims() == 1);
        TaskId task = create();

        assertThat(handler.awaitNext().context().task().id()).isEqualTo(task);
        assertThat(reached.async().asked(Verb.CLAIM)).isEqualTo(1);
    }

    @Test
    void waitThatIsOverIsBegunAgainAtOnce() throws Exception {
        Worker worker = start(handler);
        eventually("A claim waits", () -> orchestrator.parkedClaims() == 1);
        pass(Duration.ofSeconds(60), worker);
        reached.async().awaitAnswer(Verb.CLAIM);
        eventually("A claim waits again", () -> orchestrator.parkedClaims() == 1);
        create();

        handler.awaitNext();
    }

    @Test
    void oneClaimWaitsForAllFreePlaces() throws Exception {
        start(handler, worker -> worker.concurrency(3));
        eventually("A claim waits", () -> orchestrator.parkedClaims() == 1);
        for (int i = 0; i < 3; i++) {
            create();
        }

        for (int i = 0; i < 3; i++) {
            handler.awaitNext();
        }
        assertThat(orchestrator.parkedClaims()).isZero();
    }

    @Test
    void severalTasksAreTakenByOneClaim() throws Exception {
        for (int i = 0; i < 3; i++) {
            create();
        }
        start(handler, worker -> worker.concurrency(3));

        for (int i = 0; i < 3; i++) {
            handler.awaitNext();
        }
        assertThat(reached.async().asked(Verb.CLAIM)).isEqualTo(1);
    }

    @Test
    void noMoreIsTakenThanThereArePlaces() throws Exception {
        for (int i = 0; i < 3; i++) {
            create();
        }
        Worker worker = start(handler, builder -> builder.concurrency(2));
        SteeredHandler.Run first = handler.awaitNext();
        handler.awaitNext();

        assertThat(worker.running()).isEqualTo(2);
        assertThat(orchestrator.parkedClaims()).isZero();
        assertThat(handler.next()).isEmpty();
        first.succeed(TaskResult.SUCCESS);
        handler.awaitNext();
    }

    @Test
    void completionAsksForTheNextTaskInTheSameCall() throws Exception {
        create();
        create();
        start(handler);
        handler.awaitNext().succeed(TaskResult.SUCCESS);
        handler.awaitNext();

        assertThat(reached.async().asked(Verb.CLAIM)).isEqualTo(1);
        assertThat(reached.async().asked(Verb.COMPLETE)).isEqualTo(1);
    }

    @Test
    void onlyTasksOfItsQueueAreTaken() throws Exception {
        TaskId other = create();
        TaskId own = create(task -> task.queue(QueueName.of("review")));
        start(handler, worker -> worker.queue(QueueName.of("review")).concurrency(2));

        assertThat(handler.awaitNext().context().task().id()).isEqualTo(own);
        assertThat(find(other).status()).isEqualTo(TaskStatus.WAITING);
    }

    @Test
    void onlyTasksOfItsDirectoriesAreTaken() throws Exception {
        TaskId above = create();
        TaskId beside = inDirectory("/projects/shopping");
        TaskId below = inDirectory(SHOP + "/cart");
        start(handler, worker -> worker.below(SHOP + "/cart").concurrency(3));

        assertThat(handler.awaitNext().context().task().id()).isEqualTo(below);
        assertThat(find(above).status()).isEqualTo(TaskStatus.WAITING);
        assertThat(find(beside).status()).isEqualTo(TaskStatus.WAITING);
    }

    private TaskId inDirectory(String directory) {
        return orchestrator.create(NewTask.builder(directory, "prompt").build()).id();
    }

    @Test
    void claimThatFailsIsMadeAgain() throws Exception {
        create();
        reached.async().loseCalls(Verb.CLAIM, 2);
        Worker worker = start(handler);
        for (int i = 0; i < 3; i++) {
            passUntilAnswer(Verb.CLAIM, worker);
        }

        handler.awaitNext();
    }

    @Test
    void taskForWhichThereIsNoThreadIsHandedBackForAWhile() throws Exception {
        TaskId task = create();
        Semaphore threads = new Semaphore(0);
        Worker worker = start(handler, builder -> builder.threads(asManyAs(threads)));
        reached.async().awaitAnswer(Verb.RELEASE);
        assertThat(find(task).status()).isEqualTo(TaskStatus.WAITING);
        threads.release();
        pass(Duration.ofSeconds(1), worker);
        eventually("A claim waits", () -> orchestrator.parkedClaims() == 1);
        pass(HANDED_BACK_FOR, worker);

        assertThat(handler.awaitNext().context().attempt()).isEqualTo(2);
    }

    @Test
    void workerWithoutThreadsPausesBetweenClaimsAndTakesAnotherTaskThen() throws Exception {
        List<TaskId> tasks = List.of(create(), create());
        Worker worker = start(handler, builder -> builder.threads(asManyAs(new Semaphore(0))));
        reached.async().awaitAnswer(Verb.CLAIM);
        reached.async().awaitAnswer(Verb.RELEASE);
        assertThat(reached.async().asked(Verb.CLAIM)).isEqualTo(1);
        passUntilAnswer(Verb.CLAIM, worker);
        reached.async().awaitAnswer(Verb.RELEASE);

        assertThat(reached.async().asked(Verb.CLAIM)).isEqualTo(2);
        assertThat(tasks)
                .allSatisfy(task ->
                        assertThat(find(task).state().attempts().number()).isEqualTo(1));
    }

    private static ThreadFactory asManyAs(Semaphore threads) {
        return work -> {
            if (threads.tryAcquire()) {
                return new Thread(work);
            }
            throw new RejectedExecutionException("There are no threads");
        };
    }

    @Test
    void claimWhoseAnswerIsLostStrandsNothing() throws Exception {
        TaskId task = create();
        reached.async().loseAnswers(Verb.CLAIM, 1);
        Worker worker = start(handler);
        reached.async().awaitAnswer(Verb.CLAIM);
        assertThat(find(task).status()).isEqualTo(TaskStatus.WORKING);
        passUntilAnswer(Verb.CLAIM, worker);

        assertThat(handler.awaitNext().context().attempt()).isEqualTo(1);
    }
}
