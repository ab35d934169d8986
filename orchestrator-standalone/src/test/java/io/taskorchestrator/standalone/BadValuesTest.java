package io.taskorchestrator.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not understood stops the start: exit code 2, and one line that says what to change. */
class BadValuesTest {

    private static final String NUL = "\0";
    private static final String DATABASES =
            "--database-url (APP_DATABASE_URL) must be 'sqlite:' and the path of a file,"
                    + " such as sqlite:./data/tasks.db, or 'memory:', or the URL of a PostgreSQL database,"
                    + " jdbc:postgresql://host:port/name?user=…&password=…";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--host|APP_SERVER_HOST|\"\"|must not be empty",
                "--port|APP_SERVER_PORT|eighty|from 0 to 65535",
                "--port|APP_SERVER_PORT|65536|from 0 to 65535",
                "--port|APP_SERVER_PORT|-1|from 0 to 65535",
                "--port|APP_SERVER_PORT|\"\"|from 0 to 65535",
                "--port|APP_SERVER_PORT|99999999999999999999|from 0 to 65535",
                "--timeout|APP_SERVER_TIMEOUT|0|from 1s to 1h",
                "--timeout|APP_SERVER_TIMEOUT|PT30S|ms, s, m, h or d",
                "--timeout|APP_SERVER_TIMEOUT|999ms|from 1s to 1h",
                "--timeout|APP_SERVER_TIMEOUT|2h|from 1s to 1h",
                "--task-max-retries|APP_TASK_MAX_RETRIES|101|from 0 to 100",
                "--task-timeout|APP_TASK_TIMEOUT|0s|from 1s to 7d",
                "--task-timeout|APP_TASK_TIMEOUT|8d|from 1s to 7d",
                "--task-directory-access|APP_TASK_DIRECTORY_ACCESS|all|unrestricted, shared, exclusive",
                "--task-priority-aging|APP_TASK_PRIORITY_AGING|4000d|from 0s to 3660d",
                "--task-fairness|APP_TASK_FAIRNESS|1w|from 0s to 3660d",
                "--task-retention|APP_TASK_RETENTION|1.5d|from 0s to 3660d",
                "--task-failed-retention|APP_TASK_FAILED_RETENTION|999999999999999d|from 0s to 3660d",
                "--rate-limit|APP_SECURITY_RATE_LIMIT|-5|from 0 to 10000000",
                "--cors-origins|APP_SECURITY_CORS_ORIGINS|example.org|such as https://",
                "--cors-origins|APP_SECURITY_CORS_ORIGINS|https://a,*|such as https://",
                "--cors-origins|APP_SECURITY_CORS_ORIGINS|https://a/path|such as https://",
                "--migrate-at-start|APP_DATABASE_MIGRATE|no|true, false",
                "--memory-limit|APP_MEMORY_LIMIT|1T|K, M or G",
                "--memory-limit|APP_MEMORY_LIMIT|1000|from 1M",
                "--memory-limit|APP_MEMORY_LIMIT|999999999999999G|from 1M",
                "--log-level|LOG_LEVEL|loud|off, error, warn, info, debug, trace",
                "--log-format|LOG_FORMAT|xml|pretty, json",
                "--api-keys-file|APP_SECURITY_API_KEYS_FILE|/nowhere/keys|readable",
                "--config|APP_CONFIG_FILE|/nowhere/file|readable"
            })
    void theLineNamesFlagVariableGivenValueAndWhatIsAllowed(
            String flag, String variable, String value, String allowed) {
        Called byVariable = Called.serve(Map.of(variable, value), "");
        Called byFlag = Called.serve(Map.of(), flag + "=" + value);

        assertThat(byVariable.code()).isEqualTo(2);
        assertThat(byVariable.out()).isEmpty();
        assertThat(byVariable.err().lines())
                .singleElement()
                .asString()
                .contains(flag, variable, "'" + value + "'", allowed);
        assertThat(byFlag).isEqualTo(byVariable);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3cret",
                "memory",
                "sqlite:",
                "sqlite: ",
                "sqlite::memory:",
                "sqlite://data/tasks.db",
                "sqlite:tasks.db?mode=rwc",
                "sqlite:a" + NUL,
                "jdbc:sqlite:tasks.db",
                "postgres://ann:s3cret@db/tasks",
                "jdbc:postgresql://ann:s3cret@db/tasks",
                "jdbc:postgresql:"
            })
    void aDatabaseUrlIsNeverShownSinceItMayHoldAPassword(String url) {
        Called called = Called.serve(Map.of("APP_DATABASE_URL", url), "");

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err().lines()).singleElement().isEqualTo(DATABASES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"--task-fairness|APP_TASK_FAIRNESS|15s", "--memory-limit|APP_MEMORY_LIMIT|16M"})
    void whatOnlyTheMemoryStoreHasIsRefusedWithAFile(String flag, String variable, String value) {
        Called called = Called.serve(Map.of(variable, value, "APP_DATABASE_URL", "sqlite:/data/tasks.db"), "");

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err().lines())
                .containsExactly(
                        flag + " (" + variable + ") is for tasks in memory only, but they are kept in the SQLite"
                                + " file /data/tasks.db; leave it out, or set --database-url (APP_DATABASE_URL) to memory:");
        assertThat(called.configuration()).isEmpty();
    }

    @Test
    void aBadValueInTheFileIsReportedLikeOneOfTheEnvironment() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "APP_SERVER_PORT=x\n");

        Called called = Called.serve(Map.of(), "--config=" + file);

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err())
                .isEqualToIgnoringNewLines(
                        "--port (APP_SERVER_PORT) must be a whole number from 0 to 65535, but is 'x'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"APP_SERVER_PROT=1", "port=1", "APP_CONFIG_FILE=other"})
    void anUnknownNameInTheFileStopsTheStart(String line) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), line);

        Called called = Called.serve(Map.of(), "--config=" + file);

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err().lines())
                .singleElement()
                .asString()
                .contains("--config (APP_CONFIG_FILE)", line.substring(0, line.indexOf('=')));
    }

    @Test
    void aFileThatIsNotTextIsRefusedInOneLine() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[] {(byte) 0xc3, (byte) 0x28});

        assertThat(Called.serve(Map.of(), "--config=" + file).err().lines())
                .singleElement()
                .asString()
                .contains("properties file in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--prot=1", "--port", "extra", "--port=1 --port=2"})
    void aCommandLineThatIsNotUnderstoodIsAnsweredWithOneLine(String arguments) {
        Called called = Called.serve(Map.of(), arguments);

        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err().lines()).hasSize(1);
        assertThat(called.configuration()).isEmpty();
    }

    @Test
    void whatIsQuotedFitsIntoOneLine() {
        Called called = Called.serve(Map.of("APP_SERVER_PORT", "1\n2" + "3".repeat(500)), "");

        assertThat(called.err().lines())
                .singleElement()
                .asString()
                .contains("'1␊23")
                .hasSizeLessThan(200);
        assertThat(Called.serve(Map.of("APP_CONFIG_FILE", "a" + NUL), "").err().lines())
                .containsExactly("--config (APP_CONFIG_FILE) must be the name of a file, but is 'a␀'");
    }

    @Test
    void manyThingsWrongAreReportedOneAtATime() {
        assertThat(Called.serve(Map.of("APP_SERVER_PORT", "x", "LOG_LEVEL", "y"), "")
                        .err()
                        .lines())
                .containsExactly("--port (APP_SERVER_PORT) must be a whole number from 0 to 65535, but is 'x'");
    }
}
