package io.taskorchestrator.standalone;

import io.taskorchestrator.jdbc.JdbcStoreOptions;
import io.taskorchestrator.jdbc.JdbcTaskStore;
import io.taskorchestrator.jdbc.Migrated;
import io.taskorchestrator.jdbc.StoreOpenException;
import io.taskorchestrator.memory.MemoryStoreOptions;
import io.taskorchestrator.memory.MemoryTaskStore;
import io.taskorchestrator.store.TaskStore;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * Where tasks are kept, as the setting names it. Everything that tells one kind from another is here: another kind is another
 * record, and its form in {@link #of}.
 */
sealed interface Database {

    /** What holds when nobody says anything. */
    String STANDARD = "sqlite:./data/tasks.db";

    /** What is said of it in the log; never a URL, which may hold a password. */
    String text();

    /**
     * Opens the store.
     *
     * @throws StoreOpenException if it cannot be used
     */
    TaskStore open(Storage storage);

    /**
     * Brings the schema up to date; empty if there is none.
     *
     * @throws StoreOpenException if the database cannot be used
     */
    Optional<Migrated> migrate();

    /**
     * The database that a setting names.
     *
     * @throws TypeConversionException if it names none; the message does not quote it, since it may hold a password
     */
    static Database of(String text) {
        String url = text.strip();
        if (url.equals(Memory.URL)) {
            return new Memory();
        }
        if (url.startsWith(Sqlite.SCHEME)) {
            return new Sqlite(file(url.substring(Sqlite.SCHEME.length())));
        }
        if (Postgres.URL.matcher(url).matches()) {
            return new Postgres(url);
        }
        throw new TypeConversionException(Forms.ALLOWED);
    }

    private static Path file(String name) {
        if (name.isBlank() || !Forms.isPlain(name)) {
            throw new TypeConversionException(Forms.ALLOWED);
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(Forms.ALLOWED);
        }
    }

    /** Tasks are gone when the process ends. */
    record Memory() implements Database {

        static final String URL = "memory:";

        @Override
        public String text() {
            return "memory";
        }

        @Override
        public TaskStore open(Storage storage) {
            SecureRandom secrets = new SecureRandom();
            return MemoryTaskStore.open(new MemoryStoreOptions(
                    storage.settings(),
                    storage.budget(),
                    InstantSource.system(),
                    new SplittableRandom(secrets.nextLong()),
                    secrets));
        }

        @Override
        public Optional<Migrated> migrate() {
            return Optional.empty();
        }
    }

    /**
     * Tasks are kept in a file on this machine.
     *
     * @param file the file; if it is relative, from the directory in which the process was started
     */
    record Sqlite(Path file) implements Database {

        static final String SCHEME = "sqlite:";

        @Override
        public String text() {
            return "the SQLite file " + file.toAbsolutePath().normalize();
        }

        @Override
        public TaskStore open(Storage storage) {
            return JdbcTaskStore.openSqlite(file, Forms.options(storage));
        }

        @Override
        public Optional<Migrated> migrate() {
            return Optional.of(JdbcTaskStore.migrateSqlite(file, InstantSource.system()));
        }
    }

    /**
     * Tasks are kept in a database that several servers share.
     *
     * @param url where it is, and as whom to enter: a secret
     */
    record Postgres(String url) implements Database {

        private static final Pattern URL = Pattern.compile(
                "jdbc:postgresql:(?://(?<place>[^@/?\\s]+(?:/[^@/?\\s]*)?)|(?<name>[^@/?\\s]+))(?:\\?\\S*)?");

        @Override
        public String text() {
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                throw new IllegalStateException("The URL was checked when it was set");
            }
            return "the PostgreSQL database "
                    + (parts.group("place") != null ? parts.group("place") : parts.group("name"));
        }

        @Override
        public TaskStore open(Storage storage) {
            return JdbcTaskStore.openPostgres(url, Forms.options(storage));
        }

        @Override
        public Optional<Migrated> migrate() {
            return Optional.of(JdbcTaskStore.migratePostgres(url, InstantSource.system()));
        }

        /** Without the URL. */
        @Override
        public String toString() {
            return "Postgres[" + text() + "]";
        }
    }

    /** The forms of the setting. */
    final class Forms {

        private static final String ALLOWED =
                "must be 'sqlite:' and the path of a file, such as " + STANDARD + ", or '" + Memory.URL
                        + "', or the URL of a PostgreSQL database, jdbc:postgresql://host:port/name?user=…&password=…";

        private Forms() {}

        private static JdbcStoreOptions options(Storage storage) {
            SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
            return JdbcStoreOptions.of(InstantSource.system(), random)
                    .withSettings(storage.settings())
                    .withMigrate(storage.migrate());
        }

        /** Other programs mean something else by a path that begins so, or by what follows a question mark. */
        private static boolean isPlain(String name) {
            return !name.startsWith("//") && !name.startsWith(":") && name.indexOf('?') < 0;
        }
    }
}
