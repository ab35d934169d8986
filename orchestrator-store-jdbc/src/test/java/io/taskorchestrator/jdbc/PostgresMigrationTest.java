package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Decision;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.testkit.SettableClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Upgrades of a schema that is full of tasks, by later versions that exist in tests only. */
class PostgresMigrationTest {

    private static final String FIRST = "V001__tasks.sql";
    private static final String SECOND = "later_002__only_in_tests.sql";
    private static final Migrator TO_2 = new Migrator("postgres", List.of(FIRST, SECOND), PostgresDatabase.HAS_TABLE);
    private static final Migrator TO_3 =
            new Migrator("postgres", List.of(FIRST, SECOND, "later_003__fails.sql"), PostgresDatabase.HAS_TABLE);
    private static final String TABLES = "SELECT tablename FROM pg_tables"
            + " WHERE schemaname = 'task_orchestrator' AND tablename <> 'schema_version' ORDER BY tablename";
    private static final String COLUMNS = "SELECT attname FROM pg_attribute"
            + " WHERE attrelid = 'task_orchestrator.%s'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    private static final String SCHEMA = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'task_orchestrator'"
            + " AND tablename <> 'schema_version' ORDER BY indexname";
    private static final int SERVERS = 8;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final String url = PostgresServer.shared().freshDatabase();
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final PopulatedWorld.Fates fates;
    private final SortedMap<String, List<String>> columns;
    private final SortedMap<String, List<String>> rows;
    private JdbcTaskStore store;

    /** A store of version 1 with something in its tables. */
    PostgresMigrationTest() throws SQLException {
        source.setUrl(url);
        store = open(true);
        fates = PopulatedWorld.fill(store, clock);
        store.close();
        columns = columns();
        rows = rows(columns);
        assertThat(rows.values().stream().filter(found -> !found.isEmpty()).count())
                .isGreaterThan(10);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private JdbcTaskStore open(boolean migrate) {
        return JdbcTaskStore.open(
                database(), JdbcStoreOptions.of(clock, new Random(1)).withMigrate(migrate));
    }

    private PostgresDatabase database() {
        return PostgresDatabase.of(source, JdbcTaskStore.DEFAULT_SCHEMA, clock, StoreSettings.STANDARD);
    }

    @Test
    void upgradeKeepsEveryRowAndChangesTheTables() throws SQLException {
        assertThat(migrate(TO_2)).isEqualTo(new Migrated(1, 2));

        assertThat(rows(columns)).isEqualTo(rows);
        assertThat(texts("SELECT DISTINCT note FROM task_orchestrator.task")).containsExactly("none");
        assertThat(texts("SELECT bytes FROM task_orchestrator.checkpoint")).containsExactly("10");
        assertThat(texts("SELECT name FROM task_orchestrator.actor")).contains("test");
        assertThat(migrate(TO_2)).isEqualTo(new Migrated(2, 2));
    }

    @Test
    void serverThatStillRunsWorksOnWhileAnotherUpgradesBesideIt() throws SQLException {
        store = open(false);
        migrate(TO_2);
        requireAtWork();
    }

    @Test
    void upgradeThatFailsLeavesTheVersionBeforeItWhole() throws SQLException {
        migrate(TO_2);
        SortedMap<String, List<String>> columnsBefore = columns();
        SortedMap<String, List<String>> rowsBefore = rows(columnsBefore);
        List<String> indexesBefore = texts(SCHEMA);

        assertThatThrownBy(() -> migrate(TO_3)).isInstanceOf(SQLException.class);

        assertThat(columns()).isEqualTo(columnsBefore);
        assertThat(rows(columnsBefore)).isEqualTo(rowsBefore);
        assertThat(texts(SCHEMA)).isEqualTo(indexesBefore);
        assertThat(texts("SELECT max(version) FROM task_orchestrator.schema_version"))
                .containsExactly("2");
    }

    @Test
    void upgradeOfTwoVersionsThatFailsAtTheSecondKeepsTheFirst() throws SQLException {
        assertThatThrownBy(() -> migrate(TO_3)).isInstanceOf(SQLException.class);

        assertThat(rows(columns)).isEqualTo(rows);
        assertThat(migrate(TO_2)).isEqualTo(new Migrated(2, 2));
    }

    @Test
    void programOfTheVersionBeforeRefusesAnUpgradedSchemaAndChangesNothing() throws SQLException {
        migrate(TO_2);

        assertThatThrownBy(() -> migrate(PostgresDatabase.MIGRATOR))
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_SCHEMA));

        assertThat(rows(columns)).isEqualTo(rows);
    }

    @Test
    void ofManyServersThatStartAtOnceOneUpgrades() throws Exception {
        Queue<Migrated> done = new ConcurrentLinkedQueue<>();
        Crowd.run(SERVERS, server -> done.add(migrate(TO_2)));

        assertThat(done).hasSize(SERVERS).containsOnlyOnce(new Migrated(1, 2)).contains(new Migrated(2, 2));
        assertThat(rows(columns)).isEqualTo(rows);
    }

    /** As a pooler in transaction mode does: what is outside a transaction may come to any connection of the database. */
    @Test
    void upgradeWorksWhereEachStatementOutsideATransactionComesToAnotherConnection() throws SQLException {
        try (Connection one = source.getConnection();
                Connection other = source.getConnection()) {
            Queue<Connection> turns = new ArrayDeque<>(List.of(one, other));
            DataSource pooler = HostSource.over(source, (connection, method, arguments) -> {
                if (method.getName().endsWith("Statement") && turns.element().getAutoCommit()) {
                    turns.add(turns.remove());
                }
                return method.getName().equals("close") ? null : HostSource.call(turns.element(), method, arguments);
            });
            PostgresDatabase pooled =
                    PostgresDatabase.of(pooler, JdbcTaskStore.DEFAULT_SCHEMA, clock, StoreSettings.STANDARD);
            assertThat(pooled.migrate(TO_2, true, clock.instant())).isEqualTo(new Migrated(1, 2));
            assertThat(pooled.migrate(TO_2, false, clock.instant())).isEqualTo(new Migrated(2, 2));
            assertThat(one.getSchema()).isEqualTo("public");
            assertThat(other.getSchema()).isEqualTo("public");
        }
        assertThat(rows(columns)).isEqualTo(rows);
        assertThat(texts("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database ="
                        + " (SELECT oid FROM pg_database WHERE datname = current_database())"))
                .isEmpty();
    }

    /** Who held a task completes it, and then the one starts to which its directory was promised. */
    private void requireAtWork() {
        assertThat(Scene.claim(store, Claim.by("bob").in("/held"))).isEmpty();
        assertThat(Scene.complete(store, fates.held()).decision()).isInstanceOf(Decision.Changed.class);
        List<ClaimedTask> next = Scene.claim(store, Claim.by("bob").in("/held"));
        assertThat(next)
                .extracting(ClaimedTask::id)
                .containsExactly(fates.reserved().id());
        assertThat(Scene.claim(store, Claim.by("bob").in("/waiting").limit(10))).hasSize(3);
        Scene.create(store);
    }

    private Migrated migrate(Migrator migrator) throws SQLException {
        return database().migrate(migrator, true, clock.instant());
    }

    private List<String> texts(String query) throws SQLException {
        return Servers.texts(url, query);
    }

    private SortedMap<String, List<String>> columns() throws SQLException {
        SortedMap<String, List<String>> found = new TreeMap<>();
        for (String table : texts(TABLES)) {
            found.put(table, texts(COLUMNS.formatted(table)));
        }
        return found;
    }

    private SortedMap<String, List<String>> rows(SortedMap<String, List<String>> ofColumns) throws SQLException {
        SortedMap<String, List<String>> found = new TreeMap<>();
        for (String table : ofColumns.keySet()) {
            found.put(
                    table,
                    texts("SELECT (%s)::text FROM task_orchestrator.%s ORDER BY 1"
                            .formatted("ROW(" + String.join(", ", ofColumns.get(table)) + ")", table)));
        }
        return found;
    }
}
