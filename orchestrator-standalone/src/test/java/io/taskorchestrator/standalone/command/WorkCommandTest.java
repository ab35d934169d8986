package io.taskorchestrator.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.standalone.command.Program.Ran;
import io.taskorchestrator.task.AccessDeniedException;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code work}, told to end by an interruption of its thread. */
@Timeout(60)
class WorkCommandTest {

    @TempDir
    private Path directory;

    private final EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create();
    private final Program program = new Program(orchestrator);

    @AfterEach
    void close() {
        orchestrator.close();
    }

    private TaskId create(String queue) {
        NewTask task = NewTask.builder(directory + "/below/..", "prompt")
                .queue(QueueName.of(queue))
                .build();
        return orchestrator.create(task).id();
    }

    /** Lets a worker with these options work on {@code id}, ends it, and returns what it printed. */
    private Ran work(TaskId id, String... arguments) throws InterruptedException {
        BlockingQueue<Ran> result = new LinkedBlockingQueue<>();
        Thread thread = new Thread(() -> result.add(program.run(arguments)));
        thread.start();
        Task task = orchestrator.await(id, Duration.ofSeconds(30));
        thread.interrupt();
        Ran ran = result.poll(30, TimeUnit.SECONDS);
        assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
        return ran;
    }

    @Test
    void tasksOfItsDirectoryAreDone() throws InterruptedException {
        TaskId id = create("default");
        Ran ran = work(id, "work", "--path", directory.toString(), "--exec", "echo $ORCHESTRATOR_WORKER_ID: $(cat)");

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).contains("working as host-7-");
        assertThat(orchestrator
                        .find(id)
                        .orElseThrow()
                        .state()
                        .outcome()
                        .result()
                        .flatMap(TaskResult::output))
                .hasValueSatisfying(
                        output -> assertThat(output).startsWith("host-7-").endsWith(": prompt\n"));
    }

    @Test
    void everythingBelowAPathOfAQueueIsDoneByANamedWorker() throws InterruptedException {
        TaskId id = create("review");
        work(id, "work", "--path=/", "--recursive", "-n", "3", "--queue=review", "--worker-id=alice", "--exec=true");

        assertThat(orchestrator.find(id).orElseThrow().state().attempts().worker())
                .hasValueSatisfying(worker -> assertThat(worker.value()).isEqualTo("alice"));
    }

    @Test
    void toldToEndBeforeItsWorkerStartsItStartsNone() {
        TaskId id = create("default");
        program.atEnd(end -> {
            assertThat(end.getAsBoolean()).isFalse();
            Thread.currentThread().interrupt(); // or it would wait for the end of the process
        });

        assertThat(program.run("work", "--path", directory.toString(), "--exec=true")
                        .code())
                .isZero();
        assertThat(orchestrator.history(id)).hasSize(1);
    }

    @Test
    void optionsAreChecked() {
        assertThat(program.run("work", "--path=/a").code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(program.run("work", "--path=a", "--exec=true").code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(program.run("work", "--path=/a", "--exec=true", "-n", "0").err())
                .contains("concurrency");
        assertThat(program.run("work", "--path=/a", "--exec=true", "--lease=2d").err())
                .contains("lease_seconds");
        assertThat(program.run("work", "--path=/a", "--exec=true", "--lease=20s")
                        .err())
                .contains("--grace: must be less than half of --lease, but is 10.0 s of 20.0 s");
        assertThat(program.run("work", "--path=/a", "--exec=true", "--grace=20s", "--stop-within=30s")
                        .err())
                .contains("--grace: must be less than half of --stop-within, but is 20.0 s of 30.0 s");
    }

    @Test
    void keyThatIsNotAllowedEndsItAtOnce() {
        program.connector((url, key) -> {
            throw new AccessDeniedException("The API key is not known");
        });

        assertThat(program.run("work", "--path=/a", "--exec=true").code()).isEqualTo(ExitCode.DENIED);
    }
}
