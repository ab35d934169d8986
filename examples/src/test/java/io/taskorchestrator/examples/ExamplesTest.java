package io.taskorchestrator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The examples run, print what they say, and stand in the README as they are. */
class ExamplesTest {

    private static final String TWO_ATTEMPTS =
            "Attempt 1 starts anew\nAttempt 2 goes on from {\"orders\":500}\ncompleted: 1000 orders\n";

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
    void theWorkersSecondAttemptGoesOnWhereTheFirstStopped() {
        assertThat(outputOf(() -> WorkerExample.main(new String[0]))).isEqualToNormalizingNewlines(TWO_ATTEMPTS);
    }

    @Test
    void theWorkerIsTheSameOverTheNetwork() {
        try (Orchestrator tasks = EmbeddedOrchestrator.create();
                OrchestratorServer server = OrchestratorServer.start(tasks, HttpSettings.STANDARD, "127.0.0.1", 0)) {
            String[] address = {"http://127.0.0.1:" + server.port()};
            assertThat(outputOf(() -> WorkerExample.main(address))).isEqualToNormalizingNewlines(TWO_ATTEMPTS);
        }
    }

    @Test
    void theExclusiveTaskWaitsForTheOneAboveItAndSaysSo() {
        assertThat(outputOf(() -> DirectoriesExample.main(new String[0])))
                .startsWith("agent-2 gets 0 tasks")
                .contains("/projects/shop")
                .endsWith("agent-2 now works on: Update the styles%n".formatted());
    }

    @Test
    void theBatchIsCreatedOnce() {
        assertThat(outputOf(() -> BatchExample.main(new String[0])))
                .isEqualToNormalizingNewlines("100 created, then replayed: true\n100 completed\n");
    }

    @Test
    void theTaskOfAnOrderThatWasRolledBackIsNotThere() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            assertThat(outputOf(() -> TransactionExample.main(new String[] {url})))
                    .isEqualToNormalizingNewlines("Pack a chair\n");
        }
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

    @Test
    void theDatabasePageShowsTheTransactionExampleAsItIs() throws IOException {
        assertShown(
                "docs/postgresql.md",
                "TransactionExample",
                "        try (Connection connection = source.getConnection();\n                PreparedStatement",
                "    }\n}");
    }

    /** The README has the lines of this example from {@code start} up to {@code end}. */
    private static void assertShown(String example, String start, String end) throws IOException {
        assertShown("README.md", example, start, end);
    }

    private static void assertShown(String page, String example, String start, String end) throws IOException {
        ShownCode.assertShown(page, "main/java/io/taskorchestrator/examples/" + example + ".java", start, end);
    }

    /** What an example does. */
    private interface Example {
        void run() throws IOException, InterruptedException, SQLException;
    }

    private static String outputOf(Example example) {
        PrintStream standard = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            example.run();
        } catch (IOException | InterruptedException | SQLException e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(standard);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
