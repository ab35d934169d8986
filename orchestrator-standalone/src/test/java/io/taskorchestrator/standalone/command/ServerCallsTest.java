package io.taskorchestrator.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.standalone.command.Program.Ran;
import io.taskorchestrator.task.AccessDeniedException;
import io.taskorchestrator.task.StoreUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The way from a command to its server, and what the document says of the commands. */
class ServerCallsTest {

    private static final String SECRET = "k-7f3a";

    private final EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create();
    private final Program program = new Program(orchestrator);

    @AfterEach
    void close() {
        orchestrator.close();
    }

    @Test
    void serverIsThisMachineUnlessSomebodySaysOtherwise() {
        program.run("list");
        assertThat(program.connected()).isEqualTo("http://localhost:8080 without a key");
        program.variable("ORCHESTRATOR_URL", "https://tasks.example.org/o").variable("ORCHESTRATOR_API_KEY", SECRET);
        program.run("list");
        assertThat(program.connected()).isEqualTo("https://tasks.example.org/o " + SECRET);
        program.run("list", "--url=http://10.0.0.7", "--api-key=other");
        assertThat(program.connected()).isEqualTo("http://10.0.0.7 other");
    }

    @Test
    void emptyKeyIsNone() {
        program.variable("ORCHESTRATOR_API_KEY", "").run("list");

        assertThat(program.connected()).endsWith("without a key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:8080", "ftp://host", "http://", "http://user:k-7f3a@host", "http://a b", "k-7f3a"})
    void addressThatIsNoneIsRefusedWithoutShowingIt(String url) {
        Ran ran = program.run("list", "--url", url);

        assertThat(ran.code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(ran.err())
                .isEqualTo(
                        "orchestrator: --url (ORCHESTRATOR_URL): must be an address such as http://localhost:8080\n");
    }

    @Test
    void serverThatIsNotThereIsToldByItsExitCode() {
        program.connector((url, key) -> {
            throw new StoreUnavailableException("Nobody listens at " + url);
        });

        assertThat(program.run("list"))
                .isEqualTo(new Ran(3, "", "orchestrator: Nobody listens at http://localhost:8080\n"));
    }

    @Test
    void keyThatIsNotAllowedIsToldByItsExitCode() {
        program.connector((url, key) -> {
            throw new AccessDeniedException("The API key is not known");
        });

        assertThat(program.run("list", "--api-key=k"))
                .isEqualTo(new Ran(4, "", "orchestrator: The API key is not known\n"));
    }

    @Test
    void whoHasGivenNoKeyIsToldHowTo() {
        program.connector((url, key) -> {
            throw new AccessDeniedException("This needs an API key");
        });

        assertThat(program.run("list").err())
                .isEqualTo("orchestrator: This needs an API key"
                        + " (no API key was given, by ORCHESTRATOR_API_KEY or --api-key)\n");
    }

    @Test
    void answerOfSomebodyElseIsToldInOneLine() {
        program.connector((url, key) -> {
            throw new IllegalStateException("The orchestrator failed", new IOException("HTTP 200, <html>\u001B[2J"));
        });
        Ran ran = program.run("list");

        assertThat(ran.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ran.err()).hasLineCount(1).contains("HTTP 200, <html>␛[2J");
    }

    @Test
    void keyIsNeverShown() {
        program.variable("ORCHESTRATOR_API_KEY", SECRET);
        for (String command : new String[] {"list", "submit", "work", "stats"}) {
            Ran help = program.run(command, "--help");
            Ran wrong = program.run(command, "--nonsense");
            assertThat(help.out() + help.err() + wrong.out() + wrong.err()).doesNotContain(SECRET);
        }
    }

    @Test
    void theDocumentHasEveryCommandEveryOptionAndEveryExitCode() throws IOException {
        String document = Files.readString(Path.of(System.getProperty("basedir", ""), "..", "docs", "command-line.md"));
        CommandLine all = program.commandLine(
                new PrintWriter(new StringWriter(), true), new PrintWriter(new StringWriter(), true));

        assertThat(all.getSubcommands().keySet())
                .hasSize(10)
                .allSatisfy(name -> assertThat(document).contains("`" + name));
        for (CommandLine command : all.getSubcommands().values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.usageHelp() && !option.versionHelp()) {
                    assertThat(document).as(command.getCommandName()).contains(option.longestName());
                }
            }
        }
        for (int code = ExitCode.DONE; code <= ExitCode.NOT_COMPLETED; code++) {
            assertThat(document).contains("| " + code + " |");
        }
    }
}
