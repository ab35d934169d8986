package io.taskorchestrator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The examples run, print what they say, and stand in the README as they are. */
class ExamplesTest {

    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));

    @Test
    void theEmbeddedExamplePrintsTheHistoryOfItsTask() {
        assertThat(outputOf(() -> EmbeddedExample.main(new String[0])))
                .isEqualToNormalizingNewlines(
                        "1 created by anonymous\n2 claimed by worker-1\n3 completed by worker-1\n");
    }

    @Test
    void theMountedExampleAnswersForTheApplicationAndForTheApi() {
        assertThat(outputOf(() -> MountedExample.main(new String[0])))
                .isEqualToNormalizingNewlines("Hello from the application\n{\"status\":\"alive\"}\n");
    }

    @Test
    void theRemoteExampleWorksOverTheNetwork() {
        assertThat(outputOf(() -> RemoteExample.main(new String[0])))
                .isEqualToNormalizingNewlines("Working on: Find the slow query\nThe task is completed\n");
    }

    @Test
    void theReadmeShowsTheRemoteExampleAsItIs() throws IOException {
        assertShown("RemoteExample", "        try (Orchestrator orchestrator = OrchestratorClient", "    }\n}");
    }

    @Test
    void theReadmeShowsTheEmbeddedExampleAsItIs() throws IOException {
        assertShown("EmbeddedExample", "        try (", "    }\n}");
    }

    @Test
    void theReadmeShowsTheMountedExampleAsItIs() throws IOException {
        assertShown("MountedExample", "        HttpSettings settings", "    }\n\n    private static String get");
    }

    /** The README has the lines of this example from {@code start} up to {@code end}. */
    private static void assertShown(String example, String start, String end) throws IOException {
        String source =
                Files.readString(MODULE.resolve("src/main/java/io/taskorchestrator/examples/" + example + ".java"));
        String shown = source.substring(source.indexOf(start), source.lastIndexOf(end))
                .lines()
                .map(line -> line.isEmpty() ? line : line.substring(8))
                .collect(Collectors.joining("\n"));

        assertThat(Files.readString(MODULE.resolve("../README.md"))).contains("```java\n" + shown + "\n```");
    }

    /** What an example does. */
    private interface Example {
        void run() throws IOException, InterruptedException;
    }

    private static String outputOf(Example example) {
        PrintStream standard = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            example.run();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(standard);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
