package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.standalone.command.Commands;
import io.taskorchestrator.standalone.command.Surroundings;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What nobody has foreseen, in any command. */
class UnforeseenTest {

    private static final String EVIL = "an\u001B[2J accident";

    private final StringWriter err = new StringWriter();

    private CommandLine program() {
        PrintWriter printer = new PrintWriter(err, true);
        CommandLine program = Main.commandLine(
                Map.of(),
                (configuration, remarks) -> {
                    throw new IllegalArgumentException(EVIL);
                },
                printer,
                printer);
        Surroundings surroundings = new Surroundings(
                Map.of(),
                InputStream.nullInputStream(),
                (url, key) -> {
                    throw new UnsupportedOperationException(EVIL);
                },
                () -> {},
                () -> "host",
                last -> {});
        Commands.addTo(program, surroundings);
        return program;
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "list", "stats"})
    void hasAnExitCodeOfItsOwnAndSaysWhereItHappened(String command) {
        assertThat(program().execute(command)).isEqualTo(70);
        assertThat(err.toString())
                .startsWith("orchestrator: this is a defect")
                .contains("an␛[2J accident", "at io.taskorchestrator.")
                .doesNotContain("\u001B");
    }
}
