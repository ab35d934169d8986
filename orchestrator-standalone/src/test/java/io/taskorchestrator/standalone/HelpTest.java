package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says of itself. */
class HelpTest {

    @Test
    void withoutACommandItPrintsItsHelp() {
        Called called = Called.orchestrator(Map.of(), "");

        assertThat(called.code()).isZero();
        assertThat(called.out()).contains("Usage: orchestrator", "serve", "backup", "migrate");
        assertThat(called.err()).isEmpty();
    }

    @Test
    void itKnowsItsVersion() {
        Called called = Called.orchestrator(Map.of(), "--version");

        assertThat(called.code()).isZero();
        assertThat(called.out()).matches("orchestrator \\d+\\.\\d+\\.\\d+\\S*\\s+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--config|APP_CONFIG_FILE|none",
                "--host|APP_SERVER_HOST|0.0.0.0 with API keys, else 127.0.0.1",
                "--port|APP_SERVER_PORT|8080",
                "--timeout|APP_SERVER_TIMEOUT|30s",
                "--task-max-retries|APP_TASK_MAX_RETRIES|3",
                "--task-timeout|APP_TASK_TIMEOUT|3600s",
                "--task-directory-access|APP_TASK_DIRECTORY_ACCESS|unrestricted",
                "--task-priority-aging|APP_TASK_PRIORITY_AGING|3600s",
                "--task-fairness|APP_TASK_FAIRNESS|0",
                "--task-retention|APP_TASK_RETENTION|7d",
                "--task-failed-retention|APP_TASK_FAILED_RETENTION|30d",
                "--api-keys|APP_SECURITY_API_KEYS|none",
                "--api-keys-file|APP_SECURITY_API_KEYS_FILE|none",
                "--rate-limit|APP_SECURITY_RATE_LIMIT|1000",
                "--cors-origins|APP_SECURITY_CORS_ORIGINS|none",
                "--database-url|APP_DATABASE_URL|sqlite:./data/tasks.db",
                "--migrate-at-start|APP_DATABASE_MIGRATE|true",
                "--memory-limit|APP_MEMORY_LIMIT|half the heap",
                "--log-level|LOG_LEVEL or RUST_LOG|info",
                "--log-format|LOG_FORMAT|pretty on a terminal, else json"
            })
    void theHelpShowsFlagVariableAndDefaultWhateverTheEnvironmentSays(String flag, String variable, String byDefault) {
        Called called = Called.serve(Map.of("APP_SERVER_PORT", "1", "LOG_LEVEL", "debug"), "--help");

        assertThat(called.code()).isZero();
        assertThat(called.out()).contains("  " + flag + "=<", "        " + variable + "; default: " + byDefault);
    }

    @Test
    void theDocumentHasEverySettingOfTheHelp() throws IOException {
        String document = Files.readString(Path.of(System.getProperty("basedir", ""), "..", "docs", "server.md"));

        assertThat(Called.serve(Map.of(), "--help").out().lines().filter(line -> line.startsWith("  --")))
                .hasSize(20)
                .allSatisfy(line ->
                        assertThat(document).contains("| `" + line.strip().replaceFirst("=.*", "") + "` |"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "backup", "migrate"})
    void noLineOfTheHelpIsWiderThanAHundredColumns(String command) {
        Called called = Called.orchestrator(Map.of(), command + " --help");

        assertThat(called.code()).isZero();
        assertThat(called.out().lines()).allMatch(line -> line.length() <= 100).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "migrate"})
    void theOtherCommandsHaveTheDatabaseOfTheServer(String command) {
        assertThat(Called.orchestrator(Map.of(), command + " --help").out())
                .contains("--config=", "--database-url=", "APP_DATABASE_URL; default: sqlite:./data/tasks.db")
                .doesNotContain("--port");
    }
}
