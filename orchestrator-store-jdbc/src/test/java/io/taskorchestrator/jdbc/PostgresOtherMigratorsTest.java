package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A schema whose tables others than this program's migrator have made. */
class PostgresOtherMigratorsTest extends OtherMigrators {

    private String url;

    @BeforeEach
    void makeDatabase() throws SQLException {
        url = PostgresServer.shared().freshDatabase();
        clear();
    }

    @Override
    String folder() {
        return "postgres";
    }

    @Override
    void migrateByFlyway() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:io/taskorchestrator/jdbc/postgres")
                .defaultSchema("task_orchestrator")
                .load()
                .migrate();
    }

    @Override
    Connection connect() throws SQLException {
        return Servers.connect(url);
    }

    @Override
    void clear() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS task_orchestrator CASCADE");
            statement.execute("CREATE SCHEMA task_orchestrator");
        }
    }

    @Override
    JdbcTaskStore open(boolean migrate) {
        return JdbcTaskStore.openPostgres(
                url, JdbcStoreOptions.of(InstantSource.system(), new Random(1)).withMigrate(migrate));
    }

    @Test
    void theDocumentationShowsHowLiquibaseIsToldToDoIt() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "."));
        String changelog = Files.readString(module.resolve("src/test/resources/liquibase/postgres.xml"));
        String change =
                changelog.substring(changelog.indexOf("  <changeSet"), changelog.indexOf("</databaseChangeLog>"));

        assertThat(Files.readString(module.resolve("../docs/postgresql.md"))).contains("```xml\n" + change + "```");
    }

    @Test
    void theDocumentationShowsHowFlywayIsToldToDoIt() throws IOException {
        Path module = Path.of(System.getProperty("basedir", "."));
        String source = Files.readString(
                module.resolve("src/test/java/io/taskorchestrator/jdbc/PostgresOtherMigratorsTest.java"));
        String call = source.substring(
                source.indexOf("        Flyway.configure()"), source.indexOf(".migrate();") + ".migrate();".length());

        assertThat(Files.readString(module.resolve("../docs/postgresql.md")))
                .contains("```java\n" + call.stripIndent() + "\n```");
    }
}
