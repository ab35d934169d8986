package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.testkit.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queries of docs/sqlite.md, as they stand there, beside a store that has the file open. */
class SqliteDocumentTest {

    private static final Path DOCUMENT = Path.of(System.getProperty("basedir", ""), "..", "docs", "sqlite.md");
    private static final Pattern QUERY = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
    private List<String> queries;
    private JdbcTaskStore store;

    @BeforeEach
    void openStore() throws IOException {
        queries = QUERY.matcher(Files.readString(DOCUMENT))
                .results()
                .map(query -> query.group(1))
                .toList();
        assertThat(queries).hasSizeGreaterThan(4);
        store = SqliteStores.open(file(), StoreSettings.STANDARD, clock);
        PopulatedWorld.fill(store, clock);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private Path file() {
        return directory.resolve("tasks.db");
    }

    @Test
    void eachQueryFindsSomething() throws SQLException {
        for (String query : queries) {
            assertThat(SqliteTables.texts(file(), query)).as(query).isNotEmpty().doesNotContainNull();
        }
    }

    @Test
    void theShellRunsThemToo() throws IOException, InterruptedException, SQLException {
        assumeTrue(hasShell(), "sqlite3 of version 3.37 or later is needed");
        for (String query : queries) {
            List<String> lines = shell(query);
            assertThat(lines).as(query).hasSameSizeAs(SqliteTables.texts(file(), query));
        }
    }

    private boolean hasShell() throws InterruptedException {
        try {
            return !shell("SELECT 1 WHERE sqlite_version() NOT GLOB '3.[0-9].*' AND sqlite_version() >= '3.37'")
                    .isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> shell(String query) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sqlite3", "-readonly", file().toString(), query)
                .redirectErrorStream(true)
                .start();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(out).isZero();
        return out.lines().toList();
    }
}
