package io.taskorchestrator.standalone;

import static io.taskorchestrator.standalone.Called.configured;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.taskorchestrator.memory.MemoryStoreOptions.Budget;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.TaskSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From flags, environment and file to a configuration. */
class ConfigurationTest {

    private static final Map<String, String> NOTHING = Map.of();

    @TempDir
    Path directory;

    private String file(String... lines) throws IOException {
        Path file = directory.resolve("orchestrator.properties");
        Files.write(file, List.of(lines));
        return file.toString();
    }

    @Test
    void withoutAnySettingTheDefaultsHold() {
        Configuration configuration = configured(NOTHING, "");

        assertThat(configuration.listening()).isEqualTo(new Listening("127.0.0.1", 8080, Duration.ofSeconds(30)));
        assertThat(configuration.tasks()).isEqualTo(TaskSettings.STANDARD);
        assertThat(configuration.storage())
                .isEqualTo(new Storage(
                        new Database.Sqlite(Path.of("./data/tasks.db")),
                        true,
                        StoreSettings.STANDARD,
                        Budget.ofHeap(Runtime.getRuntime().maxMemory())));
        assertThat(configuration.log().level()).isEqualTo(Level.INFO);
    }

    @Test
    void aFlagWinsOverTheEnvironmentThatOverTheFileThatOverTheDefault() throws IOException {
        Map<String, String> environment = new HashMap<>();
        assertThat(configured(environment, "").listening().port()).isEqualTo(8080);
        environment.put("APP_CONFIG_FILE", file("APP_SERVER_PORT=1"));
        assertThat(configured(environment, "").listening().port()).isEqualTo(1);
        environment.put("APP_SERVER_PORT", "2");
        assertThat(configured(environment, "").listening().port()).isEqualTo(2);
        assertThat(configured(environment, "--port 3").listening().port()).isEqualTo(3);
    }

    @Test
    void whatIsOverruledIsNotEvenLookedAt() throws IOException {
        Map<String, String> environment = Map.of("APP_SERVER_PORT", "none");

        assertThat(configured(environment, "--port 3").listening().port()).isEqualTo(3);
        assertThat(configured(Map.of("APP_SERVER_PORT", "2"), "--config=" + file("APP_SERVER_PORT=x"))
                        .listening()
                        .port())
                .isEqualTo(2);
    }

    @Test
    void theFileOfTheFlagWinsOverThatOfTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of("APP_CONFIG_FILE", "/nowhere");

        assertThat(configured(environment, "--config=" + file("# a remark", "", "APP_SERVER_HOST = ::1"))
                        .listening()
                        .address(80))
                .isEqualTo("http://[::1]:80");
    }

    @Test
    void eachSettingReachesItsPlace() {
        Map<String, String> environment = Map.ofEntries(
                Map.entry("APP_SERVER_HOST", "localhost"),
                Map.entry("APP_SERVER_TIMEOUT", "5"),
                Map.entry("APP_TASK_MAX_RETRIES", "7"),
                Map.entry("APP_TASK_TIMEOUT", "2h"),
                Map.entry("APP_TASK_DIRECTORY_ACCESS", "Exclusive"),
                Map.entry("APP_TASK_PRIORITY_AGING", "10m"),
                Map.entry("APP_TASK_FAIRNESS", "15s"),
                Map.entry("APP_TASK_RETENTION", "1d"),
                Map.entry("APP_TASK_FAILED_RETENTION", "2D"),
                Map.entry("APP_DATABASE_URL", "memory:"),
                Map.entry("APP_DATABASE_MIGRATE", "False"),
                Map.entry("APP_MEMORY_LIMIT", "16M"),
                Map.entry("LOG_LEVEL", "WARN"),
                Map.entry("LOG_FORMAT", "pretty"));

        Configuration configuration = configured(environment, "");

        assertThat(configuration.listening()).isEqualTo(new Listening("localhost", 8080, Duration.ofSeconds(5)));
        assertThat(configuration.tasks().limits().maxRetries()).isEqualTo(7);
        assertThat(configuration.tasks().limits().timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(configuration.tasks().access()).isEqualTo(DirectoryAccess.EXCLUSIVE);
        assertThat(configuration.storage().settings())
                .isEqualTo(new StoreSettings(
                        Duration.ofMinutes(10), Duration.ofSeconds(15), Duration.ofDays(1), Duration.ofDays(2)));
        assertThat(configuration.storage().database()).isEqualTo(new Database.Memory());
        assertThat(configuration.storage().migrate()).isFalse();
        assertThat(configuration.storage().budget()).isEqualTo(new Budget(16L << 20, 10_000, 8L << 20));
        assertThat(configuration.log()).isEqualTo(new LogSettings(Level.WARN, LogFormat.PRETTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite:./data/tasks.db", "sqlite:tasks.db", "sqlite:/var/lib/tasks.db", "sqlite:a b#ä.db"})
    void aSqliteFileIsNamedByItsPath(String url) {
        Database database =
                configured(Map.of("APP_DATABASE_URL", url), "").storage().database();

        Path file = Path.of(url.substring("sqlite:".length()));
        assertThat(database).isEqualTo(new Database.Sqlite(file));
        assertThat(database.text())
                .isEqualTo("the SQLite file " + file.toAbsolutePath().normalize());
    }

    @ParameterizedTest
    @CsvSource({"1048576, 1048576", "1024K, 1048576", "2m, 2097152", "1G, 1073741824"})
    void sizesAreBytesOrHaveAUnit(String given, long bytes) {
        assertThat(configured(Map.of("APP_DATABASE_URL", "memory:", "APP_MEMORY_LIMIT", given), "")
                        .storage()
                        .budget()
                        .bytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"90, 90", "30s, 30", "5m, 300", "2H, 7200", "7d, 604800"})
    void timesAreSecondsOrHaveAUnit(String given, long seconds) {
        assertThat(configured(Map.of("APP_TASK_RETENTION", given), "")
                        .storage()
                        .settings()
                        .retention())
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"debug|DEBUG", "warn,hyper=debug|WARN", "hyper=debug|INFO", "tower_http|INFO"})
    void ofTheRustVariableOnlyThePlainLevelCounts(String given, String level) {
        assertThat(configured(Map.of("RUST_LOG", given), "").log().level()).isEqualTo(Level.toLevel(level));
    }

    @Test
    void theOwnLogLevelWinsOverTheRustVariable() {
        assertThat(configured(Map.of("RUST_LOG", "debug", "LOG_LEVEL", "error"), "")
                        .log()
                        .level())
                .isEqualTo(Level.ERROR);
    }

    @Test
    void anUnknownVariableOfOursIsRemarkedOnWithoutItsValue() {
        Called called = Called.serve(Map.of("APP_SERVER_PROT", "hidden", "OTHER", "x", "APP_SERVER_PORT", "1"), "");

        assertThat(called.remarks())
                .singleElement()
                .asString()
                .contains("APP_SERVER_PROT")
                .doesNotContain("hidden");
    }
}
