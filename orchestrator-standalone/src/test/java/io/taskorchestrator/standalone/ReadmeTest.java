package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walk through the README, run by a shell as it stands there, and the tables of the server's page. */
@Timeout(120)
class ReadmeTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
    private static final int PORT = 8080;
    private static final Pattern STEP = Pattern.compile("```bash\n(.*?)```\n+```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND = Pattern.compile("```bash\n");
    /** An id, an instant or a token: another one every time. */
    private static final Pattern CHANGING = Pattern.compile("[0-9a-f-]{36}|[0-9]{4}-.*Z|[0-9]+\\.[0-9a-f]{32}");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {Database.STANDARD, Database.Memory.URL})
    void theWalkThroughDoesWhatTheReadmeShowsWhereverTasksAreKept(String url) throws Exception {
        assumeTrue(has("bash") && has("curl"), "bash and curl are needed to walk through the README");
        String walk = section(Files.readString(ROOT.resolve("README.md")), "## A walk through");
        List<MatchResult> steps = STEP.matcher(walk).results().toList();
        assertThat(steps)
                .hasSameSizeAs(COMMAND.matcher(walk).results().toList())
                .hasSizeGreaterThan(10);

        // As printed; but where the README's port is taken by somebody else, on another.
        int port = isFree(PORT) ? PORT : 0;
        try (ServerProcess server = ServerProcess.serve(port, Map.of("APP_DATABASE_URL", url))) {
            List<String> answers = run(steps, server.address().getPort());
            for (int i = 0; i < steps.size(); i++) {
                assertShown(JSON.readTree(steps.get(i).group(2)), JSON.readTree(answers.get(i)), "step " + (i + 1));
            }
        }
    }

    @Test
    void theFirstTaskOfAServerIsWorkedOnAsTheReadmeShows() throws Exception {
        assumeTrue(has("bash"), "bash is needed to do what the README shows");
        String section = section(Files.readString(ROOT.resolve("README.md")), "### A server");
        Matcher commands = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL).matcher(section);
        assertThat(commands.find()).isTrue();
        String program = "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        Main.class.getName());
        Path orchestrator = Files.writeString(directory.resolve("orchestrator"), program);
        Files.setPosixFilePermissions(orchestrator, PosixFilePermissions.fromString("rwx------"));

        try (ServerProcess server = ServerProcess.serve(Map.of())) {
            String shown = shell(
                    "set -eu\n" + commands.group(1),
                    Map.of("ORCHESTRATOR_URL", server.address().toString()));

            assertThat(shown).contains("completed", "FIND THE SLOW QUERY");
        }
    }

    @Test
    void theServersPageNamesEveryVariableAndFlagOfTheHelp() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/server.md"));
        String table = page.substring(page.indexOf("| Flag"), page.indexOf("## Who may call"));
        String help = Called.serve(Map.of(), "--help").out();

        assertThat(names(table)).containsExactlyInAnyOrderElementsOf(names(help));
    }

    private static List<String> names(String text) {
        return Pattern.compile("\\b(?:APP_[A-Z_]+|LOG_[A-Z]+|RUST_LOG)\\b|--[a-z][a-z-]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(name -> !List.of("--help", "--version").contains(name))
                .distinct()
                .toList();
    }

    /** Runs the steps in one shell, so that what one sets the next ones have; returns what each of them printed. */
    private List<String> run(List<MatchResult> steps, int port) throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("set -eu\n");
        for (int i = 0; i < steps.size(); i++) {
            script.append("exec > ")
                    .append(i)
                    .append('\n')
                    .append(steps.get(i).group(1))
                    .append('\n');
        }
        shell(script.toString().replace("localhost:" + PORT, "localhost:" + port), Map.of());
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            answers.add(Files.readString(directory.resolve(Integer.toString(i)), StandardCharsets.UTF_8));
        }
        return answers;
    }

    /** Has a shell carry out {@code script}, in a directory of its own; returns what it prints. */
    private String shell(String script, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        Files.writeString(directory.resolve("walk.sh"), script).toString())
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process shell = builder.start();
        try {
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shell.exitValue()).as(Files.readString(errors)).isZero();
        } finally {
            shell.descendants().forEach(ProcessHandle::destroy);
            shell.destroyForcibly();
        }
        return Files.readString(out);
    }

    /** Everything that is shown must be in the answer, with the same value unless that is another one every time. */
    private static void assertShown(JsonNode shown, JsonNode answer, String where) {
        if (shown.isObject()) {
            assertThat(answer.isObject()).as(where).isTrue();
            shown.properties()
                    .forEach(field ->
                            assertShown(field.getValue(), answer.path(field.getKey()), where + " " + field.getKey()));
        } else if (shown.isArray()) {
            assertThat(answer.size()).as(where).isEqualTo(shown.size());
            for (int i = 0; i < shown.size(); i++) {
                assertShown(shown.get(i), answer.get(i), where + " " + i);
            }
        } else if (shown.isTextual() && CHANGING.matcher(shown.asText()).matches()) {
            assertThat(answer.asText()).as(where).matches(CHANGING);
        } else {
            assertThat(answer).as(where).isEqualTo(shown);
        }
    }

    private static String section(String page, String title) {
        int start = page.indexOf(title);
        return page.substring(start, page.indexOf("\n## ", start + title.length()));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean has(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
