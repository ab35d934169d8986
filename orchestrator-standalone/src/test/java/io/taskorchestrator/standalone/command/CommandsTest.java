package io.taskorchestrator.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.standalone.command.Program.Ran;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.JsonText;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands of producers and lookers-on, for people and for programs. */
class CommandsTest {

    private static final String UNKNOWN = "019acd5e-7a51-7e0c-b6ee-4bb3bd4b7a51";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create();
    private final Program program = new Program(orchestrator);

    @AfterEach
    void close() {
        orchestrator.close();
    }

    private Ran done(String... arguments) {
        Ran ran = program.run(arguments);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran;
    }

    private JsonNode json(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--json");
        String out = done(all.toArray(new String[0])).out();
        assertThat(out.strip().lines()).hasSize(1);
        try {
            return MAPPER.readTree(out);
        } catch (IOException e) {
            throw new AssertionError(out, e);
        }
    }

    private String create() {
        return done("submit", "--path", "/projects/shop", "Find the slow query")
                .out()
                .strip();
    }

    private ClaimedTask claim() {
        return orchestrator
                .claim(Claim.by("worker-1").lease(Duration.ofMinutes(1)))
                .get(0);
    }

    private void complete(ClaimedTask task, String output) {
        orchestrator.complete(Complete.of(task.id(), task.token(), TaskResult.success(output)));
    }

    private Task find(String id) {
        return orchestrator.find(TaskId.parse(id)).orElseThrow();
    }

    @Test
    void submitPrintsTheIdOfTheNewTask() {
        Task task = find(create());

        assertThat(task.spec().prompt()).isEqualTo("Find the slow query");
        assertThat(task.spec().directory().path()).isEqualTo("/projects/shop");
    }

    @Test
    void submitKnowsEverythingThatATaskCanBe() {
        String id = done(
                        "submit",
                        "--path=/a",
                        "--priority=high",
                        "--queue=review",
                        "--tag=one",
                        "--tag=two",
                        "--metadata={\"a\": 1}",
                        "--max-retries=7",
                        "--retry",
                        "--timeout=5m",
                        "--delay=1h",
                        "--access=exclusive",
                        "--key=k",
                        "p")
                .out()
                .strip();
        Task task = find(id);

        assertThat(task.spec().priority()).isEqualTo(Priority.HIGH);
        assertThat(task.spec().queue().value()).isEqualTo("review");
        assertThat(task.spec().tags()).containsExactly("one", "two");
        assertThat(task.spec().metadata()).isEqualTo(JsonText.of("{\"a\": 1}"));
        assertThat(task.spec().limits().maxRetries()).isEqualTo(7);
        assertThat(task.spec().limits().retry().automatic()).isTrue();
        assertThat(task.spec().timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(task.spec().access()).isEqualTo(DirectoryAccess.EXCLUSIVE);
        assertThat(task.state().schedule().runAt()).isPresent();
    }

    @Test
    void promptComesFromStandardInputWhereNoneIsGiven() {
        program.input("Zeile 1\nZeile 2 – ü\n");

        assertThat(find(done("submit", "--path=/a").out().strip()).spec().prompt())
                .isEqualTo("Zeile 1\nZeile 2 – ü\n");
        assertThat(find(done("submit", "--path=/a", "-").out().strip()).spec().prompt())
                .isEqualTo("Zeile 1\nZeile 2 – ü\n");
    }

    @Test
    void whatIsSubmittedTwiceWithOneKeyIsOneTask() {
        Ran first = done("submit", "--path=/a", "--key=k", "p");
        Ran second = done("submit", "--path=/a", "--key=k", "p");

        assertThat(second.out()).isEqualTo(first.out());
        assertThat(second.err()).contains("used before");
    }

    @Test
    void badInputIsNamedInOneLine() {
        Ran ran = program.run("submit", "--path=shop", "p");

        assertThat(ran.code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(ran.err()).startsWith("orchestrator: work_directory: ").hasLineCount(1);
        assertThat(ran.out()).isEmpty();
        assertThat(program.run("submit", "p").code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(program.run("show", "7").code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(program.run("list", "--status=done").code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(program.run("list", "--recursive").code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(program.run("stats", "--hours=0").code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
    }

    @Test
    void whatTheServerRefusesIsSaid() {
        String id = create();
        complete(claim(), "done");

        assertThat(program.run("cancel", id)).satisfies(ran -> {
            assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
            assertThat(ran.err()).isEqualTo("orchestrator: Cannot cancel a task that is completed\n");
        });
        assertThat(program.run("show", UNKNOWN)).satisfies(ran -> {
            assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
            assertThat(ran.err()).isEqualTo("orchestrator: Task not found: " + UNKNOWN + "\n");
        });
    }

    @Test
    void tasksAreListedInATable() {
        String first = create();
        String second = create();
        complete(claim(), "done");
        Ran ran = done("list");

        assertThat(ran.out().lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("TASK ")
                .contains("STATUS", "PROMPT");
        assertThat(ran.out().lines().skip(1))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(second + "  waiting "),
                        line -> assertThat(line)
                                .startsWith(first + "  completed ")
                                .contains("worker-1"));
        assertThat(done("list", "--status=completed").out()).contains(first).doesNotContain(second);
        assertThat(json("list").path("tasks")).hasSize(2);
    }

    @Test
    void theNextPageOfAListIsOneCursorAway() {
        String first = create();
        String second = create();
        Ran ran = done("list", "--limit=1");
        String cursor = ran.err().replaceAll("(?s).*--cursor (\\S+).*", "$1");

        assertThat(ran.out()).contains(second).doesNotContain(first);
        assertThat(ran.err()).startsWith("1 of 2 tasks; the next: --cursor ");
        assertThat(done("list", "--limit=1", "--cursor=" + cursor).out()).contains(first);
        assertThat(done("list", "--oldest", "--limit=1").out()).contains(first);
    }

    @Test
    void taskIsShownWithPromptAndResult() {
        String id = create();
        complete(claim(), "no index\nno statistics");

        assertThat(done("show", id).out())
                .contains(
                        "Task        " + id,
                        "Status      completed, attempt 1 by worker-1",
                        "Directory   /projects/shop (unrestricted)",
                        "Prompt\n  Find the slow query\n",
                        "Output\n  no index\n  no statistics\n");
        assertThat(json("show", id).path("result").path("output").asText()).isEqualTo("no index\nno statistics");
    }

    @Test
    void historyIsShownInATable() {
        String id = create();
        complete(claim(), "done");

        assertThat(done("history", id).out().lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("claimed") && line.contains("worker_id=worker-1"));
        assertThat(json("history", id).path("entries")).hasSize(3);
    }

    @Test
    void whyATaskWaitsIsSaid() {
        String id = create();

        assertThat(done("why", id).out())
                .startsWith("No worker has asked for tasks of queue default in /projects/shop yet\n")
                .contains("Place       1\n");
        assertThat(json("why", id).path("kind").asText()).isEqualTo("no_worker");
    }

    @Test
    void directoryThatIsBusyIsNamedWithItsHolder() {
        String holder =
                done("submit", "--path=/a", "--access=exclusive", "p").out().strip();
        claim();
        String id =
                done("submit", "--path=/a/b", "--access=exclusive", "p").out().strip();

        assertThat(done("why", id).out()).startsWith("/a is held since ").contains("Blocked by  " + holder);
    }

    @Test
    void taskIsCancelled() {
        String id = create();
        assertThat(done("cancel", id, "--reason=not needed").out()).isEqualTo("Cancelled\n");
        assertThat(find(id).state().outcome().reason()).contains("not needed");
        String held = create();
        claim();

        assertThat(done("cancel", held).out()).contains("next heartbeat");
        assertThat(json("cancel", held, "--force").path("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void taskIsRetried() {
        String id = done("submit", "--path=/a", "--max-retries=1", "p").out().strip();
        ClaimedTask task = claim();
        orchestrator.fail(Fail.of(task.id(), task.token(), "no orders"));
        assertThat(done("retry", id).out()).isEqualTo("Waiting again, retry 1 of 1\n");
        task = claim();
        orchestrator.fail(Fail.of(task.id(), task.token(), "no orders"));

        assertThat(program.run("retry", id).code()).isEqualTo(ExitCode.REFUSED);
        assertThat(json("retry", id, "--force").path("status").asText()).isEqualTo("waiting");
    }

    @Test
    void numbersAreShown() {
        create();
        create();
        complete(claim(), "done");

        assertThat(done("stats").out())
                .contains(
                        "Tasks       2\n",
                        "  waiting   1\n",
                        "  completed 1\n",
                        "Success     100.0 %",
                        "0.042 an hour");
        assertThat(json("stats", "--hours=48")
                        .path("overview")
                        .path("total_tasks")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void nothingThatOthersHaveWrittenReachesTheTerminalAsACode() {
        String evil = "\u001B]0;owned\u0007\u001B[2J\u009B31m\u202Eevil\r";
        NewTask task = NewTask.builder("/a/" + evil.replace("\r", ""), evil)
                .tags(evil)
                .metadata(JsonText.of("{\"a\": \"\u009B\"}"))
                .build();
        String id = orchestrator.create(task).id().toString();
        ClaimedTask claimed = orchestrator.claim(Claim.by("w\u001B[1m")).get(0);
        orchestrator.fail(Fail.of(claimed.id(), claimed.token(), evil));

        for (String command : List.of("list", "show", "history", "why", "watch")) {
            String[] arguments = command.equals("list") ? new String[] {command} : new String[] {command, id};
            String[] withJson = Arrays.copyOf(arguments, arguments.length + 1);
            withJson[arguments.length] = "--json";
            for (Ran ran : List.of(program.run(arguments), program.run(withJson))) {
                assertThat((ran.out() + ran.err()).replace("\n", "").codePoints())
                        .as(command)
                        .noneMatch(c -> Character.isISOControl(c) || c == 0x202E);
            }
        }
        assertThat(find(id).status()).isEqualTo(TaskStatus.FAILED);
    }
}
