package io.taskorchestrator.standalone.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.EventType;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Outcome;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real commands, run by a worker with a lease of three seconds: what happens to it is learned within one. The lease of a
 * cancelled task is not renewed, so the two that are left must be enough to end a command.
 */
@Timeout(120)
class ExecHandlerTest {

    private static final Duration GRACE = Duration.ofMillis(300);
    private static final long PAUSE_NANOS = 5_000_000;

    /** Waits until the test makes the file {@code go}. */
    private static final String WAIT = "while [ ! -e go ]; do sleep 0.02; done";

    @TempDir
    private Path directory;

    private final EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create();
    private final List<Worker> workers = new ArrayList<>();

    @AfterEach
    void close() {
        workers.forEach(Worker::close);
        orchestrator.close();
    }

    private Worker work(String command) {
        return work(command, Duration.ofSeconds(4));
    }

    private Worker work(String command, Duration closeWithin) {
        Worker worker = Worker.builder(orchestrator, "worker-1", new ExecHandler(command, GRACE))
                .lease(Duration.ofSeconds(3))
                .closeWithin(closeWithin)
                .start();
        workers.add(worker);
        return worker;
    }

    private TaskId create(String prompt) {
        return orchestrator
                .create(NewTask.builder(directory.toString(), prompt).build())
                .id();
    }

    /** What becomes of a task with this prompt. */
    private Task end(String prompt, String command) {
        TaskId id = create(prompt);
        work(command);
        return orchestrator.await(id, Duration.ofSeconds(60));
    }

    private static String output(Task task) {
        assertThat(task.status()).as(task.state().outcome().toString()).isEqualTo(TaskStatus.COMPLETED);
        return task.state().outcome().result().flatMap(TaskResult::output).orElseThrow();
    }

    private static String error(Task task) {
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        return task.state().outcome().errorMessage().orElseThrow();
    }

    private static void eventually(String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begun)
                    .as(what)
                    .isLessThan(Duration.ofMinutes(1).toNanos());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The process ids that a command has written into {@code file}, one a line, once there are {@code count}. */
    private List<Long> awaitPids(String file, int count) {
        eventually(count + " process ids in " + file, () -> lines(file).size() == count);
        return lines(file).stream().map(Long::valueOf).toList();
    }

    private List<String> lines(String file) {
        try {
            Path path = directory.resolve(file);
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether a process runs; one that has ended and only was not fetched by its parent does not. */
    private static boolean runs(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    private static void assertEnded(List<Long> pids) {
        assertThat(pids).isNotEmpty().noneMatch(ExecHandlerTest::runs);
    }

    // What a command is told

    @Test
    void promptIsOnStandardInputAndTheCommandRunsInTheWorkDirectory() throws IOException {
        Task task = end("Find the slow query – schnell", "cat; echo; pwd -P; echo problem >&2");

        assertThat(output(task)).isEqualTo("Find the slow query – schnell\n" + directory.toRealPath() + "\nproblem\n");
        assertThat(task.state().outcome().result().flatMap(TaskResult::details).map(JsonText::text))
                .hasValueSatisfying(details -> assertThat(details).contains("\"exit_code\": 0"));
    }

    @Test
    void promptAndIdsAreInTheEnvironment() {
        TaskId id = create("Find it");
        work("echo \"$ORCHESTRATOR_PROMPT|$ORCHESTRATOR_TASK_ID|$ORCHESTRATOR_ATTEMPT|$ORCHESTRATOR_WORKER_ID|"
                + "$ORCHESTRATOR_QUEUE|$ORCHESTRATOR_PRIORITY|$ORCHESTRATOR_WORK_DIRECTORY|$ORCHESTRATOR_METADATA\"");

        assertThat(output(orchestrator.await(id, Duration.ofSeconds(60))))
                .isEqualTo("Find it|" + id + "|1|worker-1|default|medium|" + directory + "|{}\n");
    }

    @Test
    void checkpointOfAnEarlierAttemptIsInTheEnvironment() {
        TaskId id = create("Go on");
        ClaimedTask claimed = orchestrator.claim(Claim.by("another")).get(0);
        orchestrator.heartbeat(Heartbeat.of(id, claimed.token()).checkpoint(JsonText.of("{\"step\": 7}")));
        orchestrator.release(Release.of(id, claimed.token()));
        work("echo \"$ORCHESTRATOR_ATTEMPT $ORCHESTRATOR_CHECKPOINT\"");

        assertThat(output(orchestrator.await(id, Duration.ofSeconds(60)))).isEqualTo("2 {\"step\": 7}\n");
    }

    @Test
    void promptThatIsTooLongForAVariableIsOnStandardInputOnly() {
        Task task =
                end("é".repeat(131_072), "wc -c; echo \"${ORCHESTRATOR_PROMPT-none} $ORCHESTRATOR_PROMPT_LEFT_OUT\"");

        assertThat(output(task).strip()).startsWith("262144").endsWith("none is longer than a variable may be");
    }

    @Test
    void longestPromptThatAVariableTakesIsInIt() {
        int longest = 128 * 1024 - "ORCHESTRATOR_PROMPT=".length() - 1;
        Task task = end("x".repeat(longest), "printf %s \"$ORCHESTRATOR_PROMPT\" | wc -c");

        assertThat(output(task).strip()).isEqualTo(Integer.toString(longest));
    }

    @Test
    void commandNeedNotReadItsInput() {
        assertThat(output(end("x".repeat(262_144), "echo done"))).isEqualTo("done\n");
    }

    // How it ends

    @Test
    void exitCodeFailsTheTaskWithTheLastLines() {
        Task task = end("p", "echo first; echo 'no such table' >&2; exit 3");

        assertThat(error(task)).isEqualTo("Exit code 3: first\nno such table");
        assertThat(task.state().outcome().result().flatMap(TaskResult::output)).contains("first\nno such table\n");
    }

    @Test
    void commandThatIsKilledFailsTheTask() {
        assertThat(error(end("p", "kill -9 $$"))).isEqualTo("Exit code 137 (signal 9)");
    }

    @Test
    void ofABigOutputTheEndIsKept() {
        Task task = end("p", "head -c 5000000 /dev/zero | tr '\\0' x; echo; echo the end");

        assertThat(output(task))
                .startsWith("[The first 3951433 bytes of the output are left out]\nxxx")
                .endsWith("xxx\nthe end\n");
        assertThat(task.state().outcome().result().flatMap(TaskResult::details).map(JsonText::text))
                .hasValueSatisfying(details -> assertThat(details).contains("\"output_bytes\": 5000009"));
    }

    @Test
    void missingDirectoryFailsTheTask() {
        TaskId id = orchestrator
                .create(NewTask.builder(directory + "/gone", "p").build())
                .id();
        work("echo never");

        assertThat(error(orchestrator.await(id, Duration.ofSeconds(60))))
                .isEqualTo("There is no directory " + directory + "/gone where the worker runs");
    }

    @Test
    void whatACommandLeavesRunningIsEnded() {
        Task task = end("p", "sleep 1000 & echo $! > pids; echo done");

        assertThat(output(task)).isEqualTo("done\n");
        assertEnded(awaitPids("pids", 1));
    }

    // While it runs

    @Test
    void lastLinesAreToldAsProgress() throws IOException {
        TaskId id = create("p");
        work("echo reading; printf '\\033[1mtesting\\033[0m'; " + WAIT);
        eventually(
                "Progress is told",
                () -> orchestrator
                        .find(id)
                        .flatMap(task -> task.state().report().progress())
                        .flatMap(progress -> progress.message())
                        .filter("reading\ntesting"::equals)
                        .isPresent());
        Files.createFile(directory.resolve("go"));

        assertThat(output(orchestrator.await(id, Duration.ofSeconds(60)))).startsWith("reading\n");
    }

    @Test
    void leaseIsRenewedWhileTheCommandRuns() throws IOException {
        TaskId id = create("p");
        work(WAIT);
        Instant first = awaitLeaseBeyond(id, Instant.MIN);
        awaitLeaseBeyond(id, first.plus(Duration.ofSeconds(2)));
        Files.createFile(directory.resolve("go"));
        Task task = orchestrator.await(id, Duration.ofSeconds(60));

        assertThat(output(task)).isEmpty();
        assertThat(task.state().attempts().number()).isEqualTo(1);
    }

    private Instant awaitLeaseBeyond(TaskId id, Instant earlier) {
        eventually("The lease is renewed", () -> leaseEnd(id).isAfter(earlier));
        return leaseEnd(id);
    }

    private Instant leaseEnd(TaskId id) {
        return orchestrator
                .find(id)
                .flatMap(task -> task.state().lease())
                .map(lease -> lease.expiresAt())
                .orElse(Instant.MIN);
    }

    // When it shall stop

    private void awaitConfirmation(TaskId id) {
        eventually(
                "The cancellation is confirmed",
                () -> orchestrator.history(id).stream()
                        .anyMatch(entry -> entry.event().type() == EventType.CANCEL_CONFIRMED));
    }

    @Test
    void cancelledCommandEndsAndItsOutputIsKept() {
        TaskId id = create("p");
        work("echo half of it; trap 'echo told; exit 1' TERM; echo $$ > pids; " + WAIT);
        List<Long> pids = awaitPids("pids", 1);
        orchestrator.cancel(Cancel.of(id));
        awaitConfirmation(id);

        assertEnded(pids);
        assertThat(orchestrator.history(id))
                .filteredOn(entry -> entry.event().type() == EventType.LATE_RESULT)
                .singleElement()
                .extracting(entry ->
                        entry.event().result().flatMap(TaskResult::output).orElse(""))
                .asString()
                .startsWith("half of it\n")
                .endsWith("told\n");
    }

    @Test
    void commandThatIgnoresSigtermIsKilled() {
        TaskId id = create("p");
        work("trap '' TERM; echo $$ > pids; " + WAIT);
        List<Long> pids = awaitPids("pids", 1);
        orchestrator.cancel(Cancel.of(id));
        awaitConfirmation(id);

        assertEnded(pids);
    }

    @Test
    void grandchildrenEndWithTheCommandAlsoThoseWhoseParentHasEnded() {
        TaskId id = create("p");
        work("echo $$ >> pids; sleep 1000 & echo $! >> pids; (trap '' TERM; (echo x >> parentless; exec sleep 1000) & "
                + "echo $! >> pids) & wait $!; " + WAIT);
        List<Long> pids = awaitPids("pids", 3);
        orchestrator.cancel(Cancel.of(id));
        awaitConfirmation(id);

        assertEnded(pids);
    }

    @Test
    void descendantInASessionOfItsOwnEndsToo() {
        TaskId id = create("p");
        work("setsid sleep 1000 & echo $! >> pids; echo $$ >> pids; wait");
        List<Long> pids = awaitPids("pids", 2);
        orchestrator.cancel(Cancel.of(id));
        awaitConfirmation(id);

        assertEnded(pids);
    }

    @Test
    void commandOfALostLeaseEnds() {
        TaskId id = create("p");
        work("echo $$ > pids; " + WAIT);
        List<Long> pids = awaitPids("pids", 1);
        orchestrator.cancel(Cancel.of(id).forced());

        eventually("The command has ended", () -> pids.stream().noneMatch(ExecHandlerTest::runs));
    }

    @Test
    void closingWorkerEndsTheCommandAndHandsTheTaskBack() {
        TaskId id = create("p");
        // Half of the limit is for the end of the command, however slow the machine is.
        Worker worker = work("echo $$ > pids; " + WAIT, Duration.ofSeconds(16));
        List<Long> pids = awaitPids("pids", 1);
        worker.close();

        assertEnded(pids);
        Task task = orchestrator.find(id).orElseThrow();
        assertThat(task.status()).isEqualTo(TaskStatus.WAITING);
        assertThat(task.state().outcome()).isEqualTo(Outcome.NONE);
    }
}
