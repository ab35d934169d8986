package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.ApiKeys;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The two clients of the original examples, cut out of their document and run as they stand, with a key and without. They
 * ask port 8080 of this machine; only if that is taken do they get another one.
 */
class OriginalClientsTest {

    private static final int PORT = 8080;
    private static final Pattern SERVER_AND_KEY =
            Pattern.compile("http://localhost:8080[\"'],\\s*(?:api_key=)?[\"']([^\"']+)[\"']");
    private static final Pattern COMPLETED = Pattern.compile("status'?: '" + TaskStatus.COMPLETED.text() + "'");

    @TempDir
    private Path directory;

    private static String python() {
        return System.getProperty("python", "python3");
    }

    @ParameterizedTest
    @CsvSource({"python, true", "python, false", "javascript, true", "javascript, false"})
    void aClientCompletesItsTask(String language, boolean keyed, TestReporter reporter) throws IOException {
        String program = SeedDocuments.only("api-examples.md", language);
        String interpreter = language.equals("python") ? python() : "node";
        if (language.equals("python")) {
            Commands.require("Python with the library requests", interpreter, "-c", "import requests");
        } else {
            Commands.require("Node.js with fetch", interpreter, "-e", "fetch.name");
        }
        try (EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create();
                OrchestratorServer server = start(orchestrator, settings(program, keyed))) {
            if (server.port() != PORT) {
                reporter.publishEntry("port", "8080 is taken: the client asks " + server.port() + " instead");
            }
            Path file = directory.resolve("client." + language);
            Files.writeString(file, program.replace(":" + PORT, ":" + server.port()));

            Commands.Outcome outcome = Commands.run(Map.of(), List.of(interpreter, file.toString()));

            assertThat(outcome.exit()).as(outcome.output()).isZero();
            assertThat(outcome.output())
                    .containsPattern(COMPLETED)
                    .doesNotContain("'success': False", "success: false");
            TaskQuery completed =
                    TaskQuery.builder().status(TaskStatus.COMPLETED).build();
            assertThat(orchestrator.list(completed).tasks()).hasSize(1);
        }
    }

    private static HttpSettings settings(String program, boolean keyed) {
        Matcher given = SERVER_AND_KEY.matcher(program);
        assertThat(given.find()).isTrue();
        ApiKeys keys = keyed ? ApiKeys.parse("client:admin:" + given.group(1)) : ApiKeys.NONE;
        return HttpSettings.builder()
                .access(AccessSettings.STANDARD.withKeys(keys))
                .build();
    }

    private static OrchestratorServer start(EmbeddedOrchestrator orchestrator, HttpSettings settings) {
        try {
            return OrchestratorServer.start(orchestrator, settings, "127.0.0.1", PORT);
        } catch (UncheckedIOException e) {
            return OrchestratorServer.start(orchestrator, settings, "127.0.0.1", 0);
        }
    }
}
