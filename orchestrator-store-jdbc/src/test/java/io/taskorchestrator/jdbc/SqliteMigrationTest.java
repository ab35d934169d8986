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
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades of a file that is full of tasks, by later versions that exist in tests only. */
class SqliteMigrationTest {

    private static final String FIRST = "V001__tasks.sql";
    private static final String SECOND = "V002__only_in_tests.sql";
    private static final Migrator TO_2 = new Migrator("sqlite", List.of(FIRST, SECOND), SqliteFile.HAS_TABLE);
    private static final Migrator TO_3 =
            new Migrator("sqlite", List.of(FIRST, SECOND, "V003__fails.sql"), SqliteFile.HAS_TABLE);

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private PopulatedWorld.Fates fates;
    private SortedMap<String, List<String>> columns;
    private SortedMap<String, List<String>> rows;

    private Path file() {
        return directory.resolve("tasks.db");
    }

    private JdbcStoreOptions options() {
        return SqliteStores.options(StoreSettings.STANDARD, clock);
    }

    private JdbcTaskStore open(Migrator migrator) {
        SqliteFile file = SqliteFile.open(file(), clock.instant(), true, migrator);
        return JdbcTaskStore.open(file, file::writer, options());
    }

    /** A store of version 1 with something in each of its tables, and nobody who has it open. */
    private void populate() throws SQLException {
        try (JdbcTaskStore store = open(SqliteFile.MIGRATOR)) {
            fates = PopulatedWorld.fill(store, clock);
        }
        columns = SqliteTables.columns(file());
        rows = SqliteTables.rows(file(), columns);
        assertThat(rows)
                .hasSizeGreaterThan(10)
                .allSatisfy((table, found) -> assertThat(found).as(table).isNotEmpty());
    }

    private Migrated migrate(Migrator migrator) {
        try (SqliteFile file = SqliteFile.open(file(), clock.instant(), true, migrator)) {
            return file.migrated();
        }
    }

    @Test
    void upgradeKeepsEveryRowAndChangesTheTables() throws SQLException {
        populate();

        assertThat(migrate(TO_2)).isEqualTo(new Migrated(1, 2));

        assertThat(SqliteTables.rows(file(), columns)).isEqualTo(rows);
        assertThat(SqliteTables.texts(file(), "SELECT DISTINCT note FROM task")).containsExactly("none");
        assertThat(SqliteTables.texts(file(), "SELECT bytes FROM checkpoint")).containsExactly("10");
        assertThat(SqliteTables.texts(file(), "SELECT name FROM actor")).contains("test");
        assertThat(SqliteTables.texts(file(), "PRAGMA user_version")).containsExactly("2");
        assertThat(SqliteTables.texts(file(), "PRAGMA integrity_check")).containsExactly("ok");
        assertThat(migrate(TO_2)).isEqualTo(new Migrated(2, 2));
    }

    @Test
    void afterAnUpgradeTheWorkGoesOnWhereItWas() throws SQLException {
        populate();
        migrate(TO_2);
        requireAtWork();
    }

    /** Who held a task completes it, and then the one starts to which its directory was promised. */
    private void requireAtWork() {
        try (JdbcTaskStore store = open(TO_2)) {
            assertThat(Scene.claim(store, Claim.by("bob").in("/held"))).isEmpty();
            assertThat(Scene.complete(store, fates.held()).decision()).isInstanceOf(Decision.Changed.class);
            List<ClaimedTask> next = Scene.claim(store, Claim.by("bob").in("/held"));
            assertThat(next)
                    .extracting(ClaimedTask::id)
                    .containsExactly(fates.reserved().id());
            assertThat(Scene.claim(store, Claim.by("bob").in("/waiting").limit(10)))
                    .hasSize(3);
            Scene.create(store);
        }
    }

    @Test
    void upgradeThatFailsLeavesTheVersionBeforeItWhole() throws SQLException {
        populate();
        migrate(TO_2);
        SortedMap<String, List<String>> columnsBefore = SqliteTables.columns(file());
        SortedMap<String, List<String>> rowsBefore = SqliteTables.rows(file(), columnsBefore);
        List<String> schemaBefore = SqliteTables.schema(file());

        requireRefused(() -> migrate(TO_3), Reason.UNREACHABLE);

        assertThat(SqliteTables.schema(file())).isEqualTo(schemaBefore);
        assertThat(SqliteTables.rows(file(), columnsBefore)).isEqualTo(rowsBefore);
        assertThat(SqliteTables.texts(file(), "SELECT max(version) FROM schema_version"))
                .containsExactly("2");
        assertThat(SqliteTables.texts(file(), "PRAGMA user_version")).containsExactly("2");
        requireAtWork();
    }

    @Test
    void upgradeOfTwoVersionsThatFailsAtTheSecondKeepsTheFirst() throws SQLException {
        populate();

        requireRefused(() -> migrate(TO_3), Reason.UNREACHABLE);

        assertThat(SqliteTables.rows(file(), columns)).isEqualTo(rows);
        assertThat(migrate(TO_2)).isEqualTo(new Migrated(2, 2));
        requireAtWork();
    }

    @Test
    void programOfTheVersionBeforeRefusesAnUpgradedFileAndChangesNothing() throws SQLException {
        populate();
        migrate(TO_2);

        requireRefused(() -> migrate(SqliteFile.MIGRATOR), Reason.NEWER_SCHEMA);
        requireRefused(() -> JdbcTaskStore.migrateSqlite(file(), clock), Reason.NEWER_SCHEMA);

        assertThat(SqliteTables.rows(file(), columns)).isEqualTo(rows);
        requireAtWork();
    }

    @Test
    void migrationThatIsNotTheOneThatWasAppliedIsRefusedBeforeLaterOnesAreApplied() throws SQLException {
        populate();
        Scene.execute(file(), "UPDATE schema_version SET checksum = 'another'");

        requireRefused(() -> migrate(TO_2), Reason.OTHER_SCHEMA);

        assertThat(SqliteTables.columns(file())).isEqualTo(columns);
        assertThat(SqliteTables.rows(file(), columns)).isEqualTo(rows);
    }

    @Test
    void storeThatMustNotMigrateOpensWhatIsUpToDateOnly() throws SQLException {
        JdbcStoreOptions options = options().withMigrate(false);
        requireRefused(() -> JdbcTaskStore.openSqlite(file(), options), Reason.OLDER_SCHEMA);
        assertThat(file()).doesNotExist();

        assertThat(JdbcTaskStore.migrateSqlite(file(), clock)).isEqualTo(new Migrated(0, 1));
        assertThat(JdbcTaskStore.migrateSqlite(file(), clock)).isEqualTo(new Migrated(1, 1));
        try (JdbcTaskStore store = JdbcTaskStore.openSqlite(file(), options)) {
            Scene.create(store);
            requireRefused(() -> JdbcTaskStore.migrateSqlite(file(), clock), Reason.IN_USE);
        }

        requireRefused(() -> SqliteFile.open(file(), clock.instant(), false, TO_2), Reason.OLDER_SCHEMA);
        assertThat(SqliteTables.texts(file(), "SELECT max(version) FROM schema_version"))
                .containsExactly("1");
    }

    @Test
    void fileOfTheFirstVersionIsPlainSqlThatAnyToolCanApply() throws IOException, SQLException {
        JdbcTaskStore.migrateSqlite(file(), clock);
        Path other = directory.resolve("other.db");

        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
                Statement statement = connection.createStatement()) {
            for (String sql : SqlFile.statements("sqlite/" + FIRST)) {
                statement.execute(sql);
            }
        }

        assertThat(SqliteTables.schema(other)).isEqualTo(SqliteTables.schema(file()));
        SortedMap<String, List<String>> tables = SqliteTables.columns(file());
        assertThat(SqliteTables.rows(other, tables)).isEqualTo(SqliteTables.rows(file(), tables));
    }

    private static void requireRefused(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call)
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }
}
