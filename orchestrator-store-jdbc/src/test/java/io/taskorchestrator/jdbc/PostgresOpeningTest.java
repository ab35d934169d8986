package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening a PostgreSQL database, again and again, and databases that cannot be opened. */
class PostgresOpeningTest {

    private static final String PASSWORD = "opensesame";
    private static final Duration LEASE = Duration.ofMinutes(1);

    private String url;
    private @Nullable HikariDataSource source;

    @BeforeEach
    void makeDatabase() {
        url = PostgresServer.shared().freshDatabase();
    }

    @AfterEach
    void closeSource() {
        if (source != null) {
            source.close();
        }
    }

    @Test
    void everythingIsThereAfterReopening() {
        Task waiting;
        ClaimedTask claimed;
        try (JdbcTaskStore store = open(url)) {
            Scene.create(store);
            claimed = Scene.claim(store, Claim.by("alice").lease(LEASE)).get(0);
            waiting = Scene.create(store);
        }
        try (JdbcTaskStore store = open(url)) {
            assertThat(store.find(waiting.id(), Set.of())).contains(waiting);
            assertThat(Scene.complete(store, claimed).decision().toString()).startsWith("Changed");
        }
    }

    @Test
    void userWhoMayNotMakeASchemaIsTold() throws SQLException {
        String role = "stranger_" + name();
        execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(role, PASSWORD));
        Throwable thrown =
                catchThrowable(() -> open(url.replaceFirst("user=[^&]*", "user=" + role) + "&password=" + PASSWORD)
                        .close());
        assertThat(thrown)
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.READ_ONLY));
        requireSecret(thrown);
    }

    @Test
    void unknownDatabaseIsTold() {
        Throwable thrown = catchThrowable(() ->
                open(url.replace(name(), "nowhere") + "&password=" + PASSWORD).close());
        assertThat(thrown)
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                .satisfies(e -> assertThat(e).hasMessageContaining("nowhere"));
        requireSecret(thrown);
    }

    @Test
    void unreachableServerIsTold() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Throwable thrown = catchThrowable(
                () -> open("jdbc:postgresql://localhost:%d/tasks?user=a&password=%s".formatted(port, PASSWORD))
                        .close());
        assertThat(thrown)
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                .satisfies(e -> assertThat(e).hasMessageContaining(String.valueOf(port)));
        requireSecret(thrown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://localhost/tasks?password=opensesame",
                "jdbc:postgresql://localhost:port/tasks?user=a&password=opensesame",
                "jdbc:postgresql://localhost:99999/tasks?user=a&password=opensesame",
                "jdbc:postgresql:%zz?password=opensesame",
            })
    void whatIsNoUrlOfADatabaseIsRefusedWithoutThePassword(String wrong) {
        Throwable thrown = catchThrowable(() -> open(wrong).close());
        assertThat(thrown).isInstanceOfAny(IllegalArgumentException.class, StoreOpenException.class);
        requireSecret(thrown);
    }

    @Test
    void newerSchemaIsRefused() throws SQLException {
        open(url).close();
        execute("INSERT INTO task_orchestrator.schema_version VALUES (2, 'V002__later.sql', 'x', 'later')");
        requireRefused(Reason.NEWER_SCHEMA);
        execute("DELETE FROM task_orchestrator.schema_version WHERE version = 2");
        open(url).close();
    }

    @Test
    void changedMigrationIsRefused() throws SQLException {
        open(url).close();
        execute("UPDATE task_orchestrator.schema_version SET checksum = 'another'");
        requireRefused(Reason.OTHER_SCHEMA);
    }

    @Test
    void emptyDatabaseIsRefusedWhereMigrationIsSwitchedOff() throws SQLException {
        assertThatThrownBy(() -> openAsItIs().close())
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OLDER_SCHEMA));
        assertThat(Servers.texts(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'task_orchestrator'"))
                .as("Nothing was made")
                .isEmpty();
        JdbcTaskStore.migratePostgres(url, InstantSource.system());
        openAsItIs().close();
    }

    @Test
    void hostMayApplyTheFileItself() throws SQLException, IOException {
        String file;
        try (InputStream in = JdbcTaskStore.class.getResourceAsStream("postgres/V001__tasks.sql")) {
            file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        execute("CREATE SCHEMA task_orchestrator; SET search_path TO task_orchestrator; " + file);
        try (JdbcTaskStore store = openAsItIs()) {
            Scene.create(store);
            assertThat(Scene.claim(store, Claim.by("alice"))).hasSize(1);
        }
    }

    @Test
    void storesThatOpenAnEmptyDatabaseAtOnceAgree() throws Exception {
        List<JdbcTaskStore> stores = Crowd.run(4, thread -> open(url, thread, true));
        try {
            Scene.create(stores.get(0), Scene.task(), 4);
            for (JdbcTaskStore store : stores) {
                ClaimedTask claimed =
                        Scene.claim(store, Claim.by("alice").lease(LEASE)).get(0);
                assertThat(Scene.complete(stores.get(3), claimed).decision().toString())
                        .as("Tokens of one are genuine in all")
                        .startsWith("Changed");
            }
        } finally {
            stores.forEach(JdbcTaskStore::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Tasks", "tasks-1", "1tasks", "a;b", "\"a\"", "größe", "a b"})
    void schemaMustBeAPlainName(String schema) {
        assertThatThrownBy(() -> openSchema(schema).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + schema + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks", "_t1", "user", "order", "public"})
    void schemaMayHaveAnyPlainName(String schema) {
        try (JdbcTaskStore store = openSchema(schema)) {
            Scene.create(store);
            assertThat(Scene.claim(store, Claim.by("alice"))).hasSize(1);
        }
    }

    @Test
    void directoryThatDoesNotFitIntoAnIndexIsRefusedByName() {
        try (JdbcTaskStore store = open(url)) {
            String fits = "/" + "€".repeat(799);
            Scene.create(store, Scene.task(fits), 1);
            assertThat(Scene.claim(store, Claim.by("alice").in(fits).lease(LEASE)))
                    .hasSize(1);
            InvalidInputException refused = catchThrowableOfType(
                    InvalidInputException.class, () -> Scene.create(store, Scene.task(fits + "€"), 1));
            assertThat(refused).hasMessageContaining("2400").hasMessageContaining("2401");
            assertThat(refused.violations().get(0).field()).isEqualTo("work_directory");
            assertThat(store.list(TaskQuery.ALL).total()).isOne();
            assertThat(Scene.claim(store, Claim.by("alice").in(fits + "€"))).isEmpty();
        }
    }

    @Test
    void tasksAndLeasesAreReadableAsText() throws SQLException {
        try (JdbcTaskStore store = open(url)) {
            Scene.create(store, Scene.task().priority(Priority.HIGH).directoryAccess(DirectoryAccess.EXCLUSIVE), 1);
            ClaimedTask claimed =
                    Scene.claim(store, Claim.by("alice").lease(LEASE)).get(0);
            assertThat(Servers.texts(
                            url,
                            "SELECT concat_ws(' ', id, status, priority, directory_access, queue_state, worker, prompt)"
                                    + " FROM task_orchestrator.tasks"))
                    .containsExactly(claimed.id() + " working high exclusive held alice Find the slow query");
            assertThat(Servers.texts(
                            url,
                            "SELECT concat_ws(' ', task_id, worker, directory, expires_at - started_at)"
                                    + " FROM task_orchestrator.leases"))
                    .containsExactly(claimed.id() + " alice /projects/shop 00:01:00");
        }
    }

    private static void requireSecret(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            assertThat(each.toString()).doesNotContain(PASSWORD);
        }
    }

    private void requireRefused(Reason reason) {
        assertThatThrownBy(() -> open(url).close())
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .satisfies(e -> assertThat(e).hasMessageContaining("task_orchestrator"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String name() {
        return url.replaceAll(".*/|\\?.*", "");
    }

    private JdbcTaskStore openSchema(String schema) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMinimumIdle(0);
        source = new HikariDataSource(config);
        return JdbcTaskStore.openPostgres(source, schema, options(1));
    }

    private JdbcTaskStore openAsItIs() {
        return open(url, 1, false);
    }

    private static JdbcTaskStore open(String url) {
        return open(url, 1, true);
    }

    private static JdbcTaskStore open(String url, int seed, boolean migrate) {
        return JdbcTaskStore.openPostgres(
                url, migrate ? options(seed) : options(seed).withMigrate(false));
    }

    private static JdbcStoreOptions options(int seed) {
        return JdbcStoreOptions.of(InstantSource.system(), new Random(seed)).withSettings(StoreSettings.STANDARD);
    }
}
