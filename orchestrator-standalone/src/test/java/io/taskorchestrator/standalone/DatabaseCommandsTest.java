package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code orchestrator backup} and {@code orchestrator migrate}, and a server that must not migrate. */
@Timeout(120)
class DatabaseCommandsTest {

    private static final String TASKS = "/api/v1/tasks";
    private static final String TASK = "{\"work_directory\":\"/a\",\"prompt\":\"do it\"}";

    private static final Pattern SHELL = Pattern.compile("```bash\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    /** Messages name files by their real paths. */
    @BeforeEach
    void resolveLinks() throws IOException {
        directory = directory.toRealPath();
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }

    private Path copy() {
        return directory.resolve("copy.db");
    }

    private Map<String, String> settings(Path file) {
        return Map.of("APP_DATABASE_URL", "sqlite:" + file);
    }

    private Called called(String arguments) {
        return Called.orchestrator(settings(file()), arguments);
    }

    private void assertRefused(Called called, int code, String line) {
        assertThat(called.code()).isEqualTo(code);
        assertThat(called.err().lines()).containsExactly(line);
        assertThat(called.out()).isEmpty();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void theFileIsCopiedWhileAServerWorksWithItAndAServerWorksWithTheCopy() throws Exception {
        try (ServerProcess server = ServerProcess.serve(settings(file()))) {
            assertThat(server.post(TASKS, TASK).statusCode()).isEqualTo(201);
            try (ServerProcess backup = ServerProcess.run(settings(file()), "backup", copy().toString())) {
                assertThat(backup.exitCode()).isZero();
                assertThat(backup.err()).isEmpty();
                assertThat(backup.out()).containsExactly("Copied the SQLite file " + file() + " to " + copy());
            }
            assertThat(server.post(TASKS, TASK).statusCode()).isEqualTo(201);
            assertThat(server.get(TASKS).body()).contains("\"total\":2");
        }
        try (ServerProcess server = ServerProcess.serve(settings(copy()))) {
            assertThat(server.get(TASKS).body()).contains("\"total\":1");
        }
    }

    @Test
    void aBackupIsRestoredAsTheDocumentSays() throws Exception {
        assumeThat(Path.of("/bin/sh")).as("a shell").exists();
        Path document = Path.of(System.getProperty("basedir", ""), "..", "docs", "sqlite.md");
        List<MatchResult> shown =
                SHELL.matcher(Files.readString(document)).results().toList();
        assertThat(shown).hasSize(1);
        Files.createDirectory(directory.resolve("data"));
        Map<String, String> settings = settings(directory.resolve("data/tasks.db"));
        try (ServerProcess server = ServerProcess.serve(settings)) {
            server.post(TASKS, TASK);
            String copy = directory.resolve("backup.db").toString();
            assertThat(Called.orchestrator(settings, "backup " + copy).code()).isZero();
            server.post(TASKS, TASK);
        }
        assertThat(directory.resolve("data/tasks.db-wal")).exists();

        Process shell = new ProcessBuilder("/bin/sh", "-ec", shown.get(0).group(1))
                .directory(directory.toFile())
                .start();
        assertThat(shell.waitFor()).isZero();

        try (ServerProcess server = ServerProcess.serve(settings)) {
            assertThat(server.get(TASKS).body()).contains("\"total\":1");
            assertThat(server.post(TASKS, TASK).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws Exception {
        assertThat(called("migrate").code()).isZero();
        Files.writeString(copy(), "mine");

        assertRefused(
                called("backup " + copy()), ExitCode.NOT_UNDERSTOOD, "FILE: There is a file " + copy() + " already");
        assertThat(copy()).hasContent("mine");
    }

    @Test
    void whatIsNotThereOrOfAnotherProgramIsNotCopied() throws Exception {
        assertRefused(
                called("backup " + copy()),
                ExitCode.DATABASE,
                "Cannot copy the database: There is no store in " + file());
        execute("CREATE TABLE address (name TEXT)");
        assertRefused(
                called("backup " + copy()),
                ExitCode.DATABASE,
                "Cannot copy the database: " + file() + " is a database of another program");
        assertThat(copy()).doesNotExist();
    }

    @Test
    void aCopyThatCannotBeWrittenIsSaidInOneLine() {
        assertThat(called("migrate").code()).isZero();

        Called called = called("backup " + directory.resolve("c".repeat(250)));

        assertThat(called.code()).isEqualTo(ExitCode.DATABASE);
        assertThat(called.err().lines())
                .singleElement()
                .asString()
                .startsWith("Cannot copy the database: ")
                .contains(" cannot be written: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup copy.db", "migrate"})
    void memoryHasNothingToCopyOrToMigrate(String command) {
        Called called = Called.orchestrator(Map.of(), command + " --database-url=memory:");

        assertThat(called.code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(called.err().lines())
                .singleElement()
                .asString()
                .startsWith("--database-url (APP_DATABASE_URL) must name a ");
    }

    @Test
    void aBackupNeedsAFile() {
        assertThat(called("backup").code()).isEqualTo(ExitCode.NOT_UNDERSTOOD);
        assertThat(called("backup").err().lines()).singleElement().asString().contains("FILE");
    }

    @Test
    void theServersConfigurationFileServesTheOtherCommandsToo() throws Exception {
        Path file = Files.writeString(
                directory.resolve("file"), "APP_SERVER_PORT=80\nAPP_DATABASE_URL=sqlite:" + file() + "\n");

        assertThat(Called.orchestrator(Map.of(), "migrate --config=" + file).code())
                .isZero();
        assertThat(file()).exists();
        Files.writeString(file, "APP_SERVER_PROT=80\n");
        assertThat(Called.orchestrator(Map.of(), "migrate --config=" + file).err())
                .contains("unknown setting 'APP_SERVER_PROT'");
    }

    @Test
    void migrateTellsFromWhichVersionToWhich() {
        Called first = called("migrate");
        Called second = called("migrate");

        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out())
                .isEqualToIgnoringNewLines("Migrated from schema version 0 to 1: the SQLite file " + file());
        assertThat(second.code()).isZero();
        assertThat(second.out())
                .isEqualToIgnoringNewLines("Schema version 1 is up to date in the SQLite file " + file());
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        assertThat(called("migrate").code()).isZero();
        execute("INSERT INTO schema_version VALUES (2, 'V002__later.sql', 'x', 'later')");

        assertRefused(
                called("migrate"),
                ExitCode.DATABASE,
                "Cannot migrate the database: " + file()
                        + " has schema version 2, but this program knows versions up to"
                        + " 1; use a newer version of it");
    }

    @Test
    void aServerThatMustNotMigrateStartsOnceSomebodyHas() throws Exception {
        try (ServerProcess refused =
                ServerProcess.run(settings(file()), "serve", "--port=0", "--migrate-at-start=false")) {
            assertThat(refused.exitCode()).isEqualTo(ExitCode.DATABASE);
            assertThat(refused.err())
                    .containsExactly("Cannot open the database: " + file() + " has schema version 0, but this program"
                            + " needs 1; it must be migrated first: run 'orchestrator migrate', or leave out"
                            + " --migrate-at-start (APP_DATABASE_MIGRATE)");
            assertThat(file()).doesNotExist();
        }
        assertThat(called("migrate").code()).isZero();
        try (ServerProcess server = ServerProcess.serve(settings(file()), "--migrate-at-start=false")) {
            assertThat(server.post(TASKS, TASK).statusCode()).isEqualTo(201);
        }
    }
}
