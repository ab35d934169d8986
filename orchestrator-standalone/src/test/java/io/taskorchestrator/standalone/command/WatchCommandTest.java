package io.taskorchestrator.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.standalone.command.Program.Ran;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Progress;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Following a task. */
@Timeout(60)
class WatchCommandTest {

    private final EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create();
    private final Program program = new Program(orchestrator);
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final TaskId id =
            orchestrator.create(NewTask.builder("/a", "prompt").build()).id();

    @AfterEach
    void close() {
        orchestrator.close();
    }

    /** Collects what is printed, line by line. */
    private final class Lines extends Writer {

        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(char[] text, int from, int length) {
            for (int i = from; i < from + length; i++) {
                if (text[i] == '\n') {
                    lines.add(line.toString());
                    line.setLength(0);
                } else {
                    line.append(text[i]);
                }
            }
        }

        @Override
        public void flush() {
            // lines are handed on as they end
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }

    private CompletableFuture<Integer> watch() {
        return CompletableFuture.supplyAsync(
                () -> program.commandLine(new PrintWriter(new Lines(), true), new PrintWriter(new StringWriter(), true))
                        .execute("watch", id.toString()));
    }

    private void assertNext(String line) throws InterruptedException {
        assertThat(lines.poll(30, TimeUnit.SECONDS)).isEqualTo(line);
    }

    @Test
    void changesAndProgressArePrintedUntilTheEnd() throws Exception {
        CompletableFuture<Integer> code = watch();
        assertNext("waiting");
        ClaimedTask task = orchestrator.claim(Claim.by("w")).get(0);
        assertNext("working (attempt 1)");
        Progress progress = new Progress(Optional.of(40), Optional.of("testing\u001B[2J"), Instant.EPOCH);
        orchestrator.heartbeat(Heartbeat.of(id, task.token()).progress(progress));
        assertNext("working (attempt 1): 40 % testing␛[2J");
        orchestrator.complete(Complete.of(id, task.token(), TaskResult.success("all is well")));
        assertNext("completed");
        assertNext("  all is well");

        assertThat(code.get(30, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void endWithoutSuccessIsToldByTheExitCode() {
        ClaimedTask task =
                orchestrator.claim(Claim.by("w").lease(Duration.ofMinutes(1))).get(0);
        orchestrator.fail(Fail.of(id, task.token(), "no orders"));

        assertThat(program.run("watch", id.toString()))
                .isEqualTo(new Ran(ExitCode.NOT_COMPLETED, "failed\n  no orders\n", ""));
    }
}
