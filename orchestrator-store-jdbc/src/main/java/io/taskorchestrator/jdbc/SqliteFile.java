package io.taskorchestrator.jdbc;

import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * A SQLite file that belongs to this store: opened after it was seen to be one of ours and whole, as far as that can be told
 * at once.
 *
 * <p>It is in WAL mode with {@code synchronous=FULL}: a commit is on the disk before it returns, and readers see a
 * snapshot beside the writer.
 *
 * <p>Thread model: the connections it opens are for one thread each.
 */
final class SqliteFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

    /** What marks a file as ours: "TasO" in its header. The first migration writes it, too, for those who apply it themselves. */
    static final int APPLICATION_ID = 0x5461_734F;

    static final String HAS_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
    static final Migrator MIGRATOR = new Migrator("sqlite", List.of("V001__tasks.sql"), HAS_TABLE);

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int CHANGES_AT = 24;
    private static final int PAGES_AT = 28;
    private static final int PAGES_VALID_FOR_AT = 92;
    private static final int LARGEST_PAGE = 65_536;
    private static final int PRIMARY_CODE = 0xFF;

    /** Files up to this size are checked as a whole when they are opened; that takes some milliseconds. */
    private static final long CHECKED_BYTES = 4 * 1024 * 1024;

    private static final int BUSY_MILLIS = 10_000;

    /**
     * What each connection keeps of the file in memory. More makes the writer slower: when a page of an index is split, SQLite looks
     * at every page in its memory as the transaction ends. What is not there is in the memory of the operating system.
     */
    private static final int CACHE_KIB = 8_192;

    /**
     * Of a new file; what changes together stands on many pages, each of which is written as a whole. Files that others have made may have
     * pages of another size.
     */
    private static final int PAGE_BYTES = 2_048;

    /** When the log is copied: the later, the fewer pages are copied twice, and the longer opening a file after a crash takes. */
    private static final int LOG_BYTES = 64 * 1024 * 1024;

    /** When the writer copies it, should nobody else have done so. */
    static final int LONGEST_LOG_BYTES = 16 * LOG_BYTES;

    private static final int LOG_BYTES_KEPT = 2 * LOG_BYTES;

    /**
     * Before, SQLite cannot tell how long the log is without copying it (3.51.0), and in most versions copying it on two connections can
     * damage the file: the WAL-reset bug (sqlite.org/wal.html#walresetbug). There the writer copies the log by itself.
     */
    private static final Version COPIES_BESIDE_SINCE = Version.parse("3.51.3");

    private final Path file;
    private final FileOwner owner;
    private final Prepared prepared;

    /**
     * Only to flush the file. Closed after all connections, since closing a file anywhere in a process ends SQLite's locks on it; and
     * no channel, which would be closed where its thread is interrupted.
     */
    private final RandomAccessFile disk;

    private SqliteFile(Path file, FileOwner owner, Prepared prepared) throws IOException {
        this.file = file;
        this.owner = owner;
        this.prepared = prepared;
        this.disk = new RandomAccessFile(file.toFile(), "rw");
    }

    /**
     * What came of opening the file.
     *
     * @param migrated what became of the schema
     * @param pageBytes how large its pages are
     * @param version SQLite's own
     */
    private record Prepared(Migrated migrated, int pageBytes, Version version) {}

    /**
     * Opens {@code file}, or makes it.
     *
     * @param migrate whether its schema may be made or brought up to date
     * @throws StoreOpenException if it cannot be used
     */
    static SqliteFile open(Path file, Instant now, boolean migrate) {
        return open(file, now, migrate, MIGRATOR);
    }

    /** As {@link #open(Path, Instant, boolean)}, with the schema of {@code migrator}. */
    static SqliteFile open(Path file, Instant now, boolean migrate, Migrator migrator) {
        Path path = located(file);
        try {
            FileOwner owner = FileOwner.of(path);
            boolean done = false;
            try {
                checkHeader(path);
                if (!migrate && (!Files.exists(path) || Files.size(path) == 0)) {
                    throw migrator.older(path.toString(), 0);
                }
                SqliteFile opened = new SqliteFile(path, owner, prepare(path, now, migrate, migrator));
                done = true;
                return opened;
            } finally {
                if (!done) {
                    owner.close();
                }
            }
        } catch (SQLException e) {
            throw explained(path, e);
        } catch (IOException e) {
            throw unreachable(path, e);
        }
    }

    /** Where the file is, or will be; its directory exists then. */
    private static Path located(Path file) {
        Path path = file.toAbsolutePath().normalize();
        Path directory = path.getParent();
        if (directory == null || Files.isDirectory(path) || path.toString().indexOf('?') >= 0) {
            throw new StoreOpenException(Reason.UNREACHABLE, "%s cannot be the file of a store".formatted(path), null);
        }
        try {
            Files.createDirectories(directory);
            Path real = Files.exists(path)
                    ? path.toRealPath()
                    : directory.toRealPath().resolve(path.getFileName());
            if (!Files.isWritable(Files.exists(real) ? real : directory) || !Files.isWritable(directory)) {
                throw new StoreOpenException(
                        Reason.READ_ONLY, "%s, or its directory, must not be written".formatted(real), null);
            }
            return real;
        } catch (IOException e) {
            throw unreachable(path, e);
        }
    }

    private static StoreOpenException unreachable(Path path, IOException e) {
        boolean readOnly = e instanceof AccessDeniedException
                || (e instanceof FileSystemException system && "Read-only file system".equals(system.getReason()));
        return new StoreOpenException(
                readOnly ? Reason.READ_ONLY : Reason.UNREACHABLE, "%s cannot be opened: %s".formatted(path, e), e);
    }

    /** Looks at the first bytes, before SQLite might change anything. */
    private static void checkHeader(Path path) throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            return;
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // Until it is full, or the file ends.
            }
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (header.get(i) != MAGIC[i]) {
                throw new StoreOpenException(Reason.FOREIGN, "%s is not a SQLite database".formatted(path), null);
            }
        }
        int pageSize = Short.toUnsignedInt(header.getShort(PAGE_SIZE_AT));
        long bytes = Integer.toUnsignedLong(header.getInt(PAGES_AT)) * (pageSize == 1 ? LARGEST_PAGE : pageSize);
        boolean known = header.getInt(CHANGES_AT) == header.getInt(PAGES_VALID_FOR_AT);
        Path log = path.resolveSibling(path.getFileName() + "-wal");
        boolean whole = Files.exists(log) && Files.size(log) > 0;
        if (header.hasRemaining() || (known && !whole && Files.size(path) < bytes)) {
            throw new StoreOpenException(
                    Reason.CORRUPTED,
                    "%s is damaged: it is shorter (%d bytes) than it says (%d)"
                            .formatted(path, Files.size(path), bytes),
                    null);
        }
    }

    private static Prepared prepare(Path file, Instant now, boolean migrate, Migrator migrator)
            throws SQLException, IOException {
        boolean isNew = isNew(file);
        if (isNew && migrate) {
            begin(file);
        }
        try (Connection connection = config(false).createConnection("jdbc:sqlite:" + file)) {
            if (!isNew && Files.size(file) <= CHECKED_BYTES) {
                check(connection, file);
            }
            int pageBytes = (int) number(connection, "PRAGMA page_size");
            Version version = Version.parse(text(connection, "SELECT sqlite_version()"));
            if (!migrate) {
                return new Prepared(migrator.require(connection, file.toString()), pageBytes, version);
            }
            Migrated migrated = migrator.migrate(connection, file.toString(), now);
            if (number(connection, "PRAGMA user_version") != migrated.to()) {
                set(connection, "user_version", migrated.to());
            }
            return new Prepared(migrated, pageBytes, version);
        }
    }

    /** Whether nobody has written anything yet. Does not put the file into WAL mode, since it may be another program's. */
    private static boolean isNew(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            long id = number(connection, "PRAGMA application_id");
            boolean isNew = id == 0 && number(connection, "SELECT count(*) FROM sqlite_master") == 0;
            if (!isNew && id != APPLICATION_ID) {
                throw new StoreOpenException(
                        Reason.FOREIGN, "%s is a database of another program".formatted(file), null);
            }
            return isNew;
        }
    }

    /** Writes the first page, whose size cannot be changed later. */
    private static void begin(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setPageSize(PAGE_BYTES);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            set(connection, "application_id", APPLICATION_ID);
        }
    }

    private static void set(Connection connection, String pragma, int value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA " + pragma + " = " + value);
        }
    }

    private static void check(Connection connection, Path file) throws SQLException {
        String found = text(connection, "PRAGMA quick_check(1)");
        if (!"ok".equals(found)) {
            throw new StoreOpenException(Reason.CORRUPTED, "%s is damaged: %s".formatted(file, found), null);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "nothing";
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** A connection that writes. Where a plain flush does not reach the disk (macOS), it asks for one that does. */
    Session writer() throws SQLException {
        SQLiteConfig config = config(false);
        int logBytes = copiesBeside() ? LONGEST_LOG_BYTES : LOG_BYTES;
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(logBytes / prepared.pageBytes()));
        Session session = Session.direct(config.createConnection("jdbc:sqlite:" + file));
        session.update("PRAGMA fullfsync = 1");
        session.update("PRAGMA checkpoint_fullfsync = 1");
        return session;
    }

    /** What copies the log of this file; only started where SQLite can do that beside its writer. */
    WalCheckpointer checkpointer() {
        return new WalCheckpointer(this::writer, this::flush, LOG_BYTES / prepared.pageBytes());
    }

    boolean copiesBeside() {
        return copiesBeside(prepared.version());
    }

    static boolean copiesBeside(Version sqlite) {
        return sqlite.compareTo(COPIES_BESIDE_SINCE) >= 0;
    }

    private void flush() throws SQLException {
        try {
            disk.getFD().sync();
        } catch (IOException e) {
            throw new SQLException("%s could not be flushed".formatted(file), e);
        }
    }

    /** A connection that reads. */
    Session reader() throws SQLException {
        return reader(file);
    }

    /** A connection that reads {@code file}, whoever owns it. */
    static Session reader(Path file) throws SQLException {
        return Session.direct(config(true).createConnection("jdbc:sqlite:" + file));
    }

    private static SQLiteConfig config(boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setOpenMode(SQLiteOpenMode.NOMUTEX); // one thread at a time has a connection; the driver sees to it, too
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setReadOnly(readOnly);
        config.setGetGeneratedKeys(false); // else the driver asks for the last row's number after each insert
        config.setCacheSize(-CACHE_KIB);
        if (readOnly) {
            config.setTransactionMode(SQLiteConfig.TransactionMode.DEFERRED);
            return config;
        }
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit(LOG_BYTES_KEPT);
        return config;
    }

    /** What a failure at the start means. */
    static StoreOpenException explained(Path file, SQLException e) {
        if (e instanceof SQLiteException failure) {
            int code = failure.getResultCode().code & PRIMARY_CODE;
            return switch (code) {
                case 5, 6 ->
                    new StoreOpenException(Reason.IN_USE, "%s is locked by another program".formatted(file), e);
                case 8 -> new StoreOpenException(Reason.READ_ONLY, "%s must not be written".formatted(file), e);
                case 11 ->
                    new StoreOpenException(Reason.CORRUPTED, "%s is damaged: %s".formatted(file, e.getMessage()), e);
                case 26 -> new StoreOpenException(Reason.FOREIGN, "%s is not a SQLite database".formatted(file), e);
                default ->
                    new StoreOpenException(
                            Reason.UNREACHABLE, "%s cannot be opened: %s".formatted(file, e.getMessage()), e);
            };
        }
        return new StoreOpenException(Reason.UNREACHABLE, "%s cannot be opened: %s".formatted(file, e.getMessage()), e);
    }

    Path path() {
        return file;
    }

    /** What became of the schema when the file was opened. */
    Migrated migrated() {
        return prepared.migrated();
    }

    /**
     * Gives the file back; all connections must be closed before. If the one that was closed last was a reader, the log is still
     * there: readers cannot empty it.
     */
    @Override
    public void close() {
        try {
            writer().close();
        } catch (SQLException e) {
            LOG.warn("The log of {} could not be emptied; the next one who opens it will do so", file, e);
        } finally {
            closeDisk();
            owner.close();
        }
    }

    private void closeDisk() {
        try {
            disk.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed", file, e);
        }
    }
}
