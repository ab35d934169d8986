package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.Task;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import org.junit.jupiter.api.Test;

/** A schema that others than this program's migrator have made of the numbered files: taken as it is, or refused by its reason. */
abstract class OtherMigrators {

    private static final String FIRST = "V001__tasks.sql";

    /** Where the files are. */
    abstract String folder();

    /** Has Flyway apply the files. */
    abstract void migrateByFlyway();

    private void migrateByLiquibase() throws SQLException, LiquibaseException {
        try (Connection connection = connect()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            new CommandScope(UpdateCommandStep.COMMAND_NAME)
                    .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
                    .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, "liquibase/%s.xml".formatted(folder()))
                    .execute();
        }
    }

    /** A connection to the database, in whose schema nothing is yet at the beginning of a test. */
    abstract Connection connect() throws SQLException;

    /** Removes everything from the schema. */
    abstract void clear() throws SQLException, IOException;

    abstract JdbcTaskStore open(boolean migrate);

    /** Applies these statements one by one, in one transaction. */
    private void apply(List<String> statements) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        }
    }

    private void requireAtWork() {
        Task task;
        try (JdbcTaskStore store = open(false)) {
            task = Scene.create(store);
            assertThat(Scene.complete(
                                    store, Scene.claim(store, Claim.by("alice")).get(0))
                            .decision()
                            .toString())
                    .startsWith("Changed");
        }
        try (JdbcTaskStore store = open(false)) {
            assertThat(store.find(task.id(), Set.of())).isPresent();
        }
    }

    @Test
    void whatFlywayHasMadeIsTakenWhereMigratingIsSwitchedOff() {
        migrateByFlyway();
        requireAtWork();
    }

    @Test
    void whatLiquibaseHasMadeIsTakenWhereMigratingIsSwitchedOff() throws SQLException, LiquibaseException {
        migrateByLiquibase();
        requireRefused(true, Reason.OTHER_SCHEMA, "another migrator");
        requireAtWork();
        migrateByLiquibase(); // and changes nothing
        requireAtWork();
    }

    @Test
    void whatFlywayHasMadeIsNotMigratedByAnybodyElse() {
        migrateByFlyway();
        requireRefused(true, Reason.OTHER_SCHEMA, "another migrator");
        requireAtWork();
    }

    @Test
    void filesThatAreAppliedStatementByStatementInATransactionMakeAStore() throws SQLException, IOException {
        apply(SqlFile.statements(folder() + "/" + FIRST));
        requireAtWork();
    }

    @Test
    void fileOfWhichOnlyAPartWasAppliedIsRefused() throws SQLException, IOException {
        List<String> statements = SqlFile.statements(folder() + "/" + FIRST);
        for (int applied : List.of(2, statements.size() / 2, statements.size() - 1)) {
            clear();
            apply(statements.subList(0, applied));
            requireRefused(false, Reason.OTHER_SCHEMA, FIRST);
            requireRefused(true, Reason.OTHER_SCHEMA, "another migrator");
        }
    }

    @Test
    void newerSchemaIsRefused() throws SQLException {
        migrateByFlyway();
        apply(List.of("UPDATE meta SET value = '2' WHERE name = 'schema'"));
        requireRefused(false, Reason.NEWER_SCHEMA, "version 2");
    }

    final void requireRefused(boolean migrate, Reason reason, String message) {
        assertThatThrownBy(() -> open(migrate).close())
                .asInstanceOf(type(StoreOpenException.class))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .satisfies(e -> assertThat(e).hasMessageContaining(message));
    }
}
