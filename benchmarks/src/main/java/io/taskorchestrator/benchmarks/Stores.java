package io.taskorchestrator.benchmarks;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.jdbc.JdbcStoreOptions;
import io.taskorchestrator.jdbc.JdbcTaskStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** New stores of one kind, one after the other, which are gone when this is closed. */
interface Stores extends AutoCloseable {

    /** The next one. */
    Place next() throws IOException;

    /** How many bytes of disk the databases take. */
    long bytes() throws IOException;

    @Override
    void close() throws IOException;

    /**
     * Where a server keeps tasks.
     *
     * @param url as the server wants it
     * @param filler opens it while no server has it; empty if only a server can
     */
    record Place(String url, Optional<Supplier<Orchestrator>> filler) {

        private static Place of(String url, Supplier<JdbcTaskStore> store) {
            return new Place(
                    url,
                    Optional.of(() ->
                            EmbeddedOrchestrator.builder().store(store.get()).build()));
        }
    }

    /** Stores of this kind: {@code memory}, {@code sqlite} or {@code postgres}. */
    static Stores open(String kind) throws IOException {
        return open(kind, EmbeddedPostgres.builder());
    }

    /** The same for a day in five minutes, in which PostgreSQL must clean up more often than every minute, too. */
    static Stores openForADay(String kind) throws IOException {
        return open(kind, EmbeddedPostgres.builder().setServerConfig("autovacuum_naptime", "1s"));
    }

    private static Stores open(String kind, EmbeddedPostgres.Builder postgres) throws IOException {
        return switch (kind) {
            case "memory" -> new InMemory();
            case "sqlite" -> new Sqlite(Files.createTempDirectory("stores"));
            case "postgres" -> new Postgres(postgres.start());
            default -> throw new IllegalArgumentException(kind + " is none of memory, sqlite, postgres");
        };
    }

    private static JdbcStoreOptions options() {
        return JdbcStoreOptions.of(InstantSource.system(), new SplittableRandom(System.nanoTime()));
    }

    /** Each in the process of its server. */
    final class InMemory implements Stores {

        private InMemory() {}

        @Override
        public Place next() {
            return new Place("memory:", Optional.empty());
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void close() {
            // nothing is left of them
        }
    }

    /** Files in a directory. */
    final class Sqlite implements Stores {

        private final Path directory;
        private int count;

        private Sqlite(Path directory) {
            this.directory = directory;
        }

        @Override
        public Place next() {
            Path file = directory.resolve(count++ + ".db");
            return Place.of("sqlite:" + file, () -> JdbcTaskStore.openSqlite(file, options()));
        }

        @Override
        public long bytes() throws IOException {
            try (Stream<Path> files = Files.list(directory)) {
                long bytes = 0;
                for (Path file : files.toList()) {
                    bytes += Files.size(file);
                }
                return bytes;
            }
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Databases of a server that is started for them, and does not wait for its disk. */
    final class Postgres implements Stores {

        private final EmbeddedPostgres postgres;
        private int count;

        private Postgres(EmbeddedPostgres postgres) {
            this.postgres = postgres;
        }

        @Override
        public Place next() throws IOException {
            String name = "tasks" + count++;
            ask("CREATE DATABASE " + name);
            String url = postgres.getJdbcUrl("postgres", name);
            return Place.of(url, () -> JdbcTaskStore.openPostgres(url, options()));
        }

        @Override
        public long bytes() throws IOException {
            return ask("SELECT sum(pg_database_size(oid)) FROM pg_database WHERE datname LIKE 'tasks%'");
        }

        /** The number that is answered, if any. */
        private long ask(String sql) throws IOException {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                if (!statement.execute(sql)) {
                    return 0;
                }
                try (ResultSet rows = statement.getResultSet()) {
                    rows.next();
                    return rows.getLong(1);
                }
            } catch (SQLException e) {
                throw new IOException("The database does not do it: " + sql, e);
            }
        }

        @Override
        public void close() throws IOException {
            postgres.close();
        }
    }
}
