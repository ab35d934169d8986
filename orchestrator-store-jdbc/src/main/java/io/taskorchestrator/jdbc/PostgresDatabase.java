package io.taskorchestrator.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.taskorchestrator.jdbc.StoreOpenException.Reason;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.TaskText;
import io.taskorchestrator.task.WorkDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A schema in a PostgreSQL database that any number of servers share. Every statement says which schema it means, and every
 * transaction how long it waits for a lock, so that it does not matter whose connections they are, or what pools them.
 *
 * <p>The time is the database's, so that servers whose clocks differ agree on it.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class PostgresDatabase implements Database {

    static final String HAS_TABLE = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?";
    static final Migrator MIGRATOR = new Migrator("postgres", List.of("V001__tasks.sql"), HAS_TABLE);

    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    /** The longest directory, in UTF-8. */
    static final int DIRECTORY_BYTES = 2_400;

    private static final Duration FOLD_EVERY = Duration.ofSeconds(1);

    private static final String LOCK = "SELECT pg_advisory_xact_lock(?, ?)";
    private static final String SCHEMA_EXISTS = "SELECT 1 FROM pg_namespace WHERE nspname = ?";

    private static final String READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
    private static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    /**
     * Plans are made once and by the indexes, whatever the statistics say: those of a table that was empty a moment ago are
     * wrong, and planning a join anew each time costs more than carrying it out.
     *
     * <p>A server that vanishes without a word keeps its locks for as long as its transaction waits for its next statement.
     */
    static final String SETTINGS = """
            SELECT set_config('lock_timeout', '5s', true), set_config('idle_in_transaction_session_timeout', '30s', true),
                set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                set_config('enable_sort', 'off', true), set_config('enable_incremental_sort', 'off', true),
                set_config('jit', 'off', true)""";

    private static final String NEXT_SERVER = "SELECT nextval('server_number')";

    private final DataSource source;
    private final String schema;
    private final SchemaNames names;
    private final ManyRows manyRows;
    private final boolean ownsSource;
    private final @Nullable InstantSource clock;
    /** By which marks grow old, which are believed before the database's time is known. */
    private final InstantSource own;

    private final long agingMicros;
    private final WaterMarks marks = new WaterMarks();
    private final WorkersSeen workers = new WorkersSeen();
    private final SeenTasks seen = new SeenTasks();
    private final Wakeups wakeups;

    /** Touched by what folds, which one thread does. */
    private Instant foldedAt = Instant.MIN;

    private PostgresDatabase(
            DataSource source,
            boolean ownsSource,
            String schema,
            @Nullable InstantSource clock,
            InstantSource own,
            StoreSettings settings) {
        this.source = source;
        this.ownsSource = ownsSource;
        this.schema = checkedSchema(schema);
        this.names = new SchemaNames(schema);
        this.manyRows = new ManyRows(names);
        this.clock = clock;
        this.own = own;
        this.agingMicros = Micros.of(settings.aging());
        this.wakeups = new Wakeups(source, schema, marks);
    }

    /** A database with the host's connections. */
    static PostgresDatabase of(DataSource source, String schema, StoreSettings settings, InstantSource own) {
        return new PostgresDatabase(source, false, schema, null, own, settings);
    }

    /** A database with connections of its own, which are closed with it. */
    static PostgresDatabase of(HikariDataSource pool, StoreSettings settings, InstantSource own) {
        return new PostgresDatabase(pool, true, JdbcTaskStore.DEFAULT_SCHEMA, null, own, settings);
    }

    /** A database with the host's connections and a time of its own, for tests. */
    static PostgresDatabase of(DataSource source, String schema, InstantSource clock, StoreSettings settings) {
        return new PostgresDatabase(source, false, schema, clock, clock, settings);
    }

    static String checkedSchema(String schema) {
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException(
                    "The schema must be a lower-case SQL name of at most 63 characters, but is '%s'".formatted(schema));
        }
        return schema;
    }

    /**
     * Brings the schema up to date, or makes it, while no other server does so; by one transaction, since what a session sets may
     * be somebody else's behind a pooler.
     *
     * @param allowed whether it may be changed; else it is only looked at
     * @throws StoreOpenException if it is newer than this program, or another one, or older and may not be changed
     */
    Migrated migrate(boolean allowed, Instant now) throws SQLException {
        return migrate(MIGRATOR, allowed, now);
    }

    Migrated migrate(Migrator migrator, boolean allowed, Instant now) throws SQLException {
        try (Connection connection = source.getConnection();
                Session session = begun(Session.direct(connection), READ_COMMITTED)) {
            boolean done = false;
            try {
                session.list(LOCK, row -> row, FetchedState.LOCKS, schema.hashCode());
                boolean exists = session.exists(SCHEMA_EXISTS, schema);
                if (!exists && !allowed) {
                    throw migrator.older(name(), 0);
                }
                if (!exists) {
                    session.execute("CREATE SCHEMA " + quoted());
                }
                session.execute("SET LOCAL search_path TO " + quoted());
                Migrated migrated =
                        allowed ? migrator.migrate(connection, name(), now) : migrator.require(connection, name());
                session.commit();
                done = true;
                return migrated;
            } finally {
                if (!done) {
                    session.rollback();
                }
            }
        }
    }

    /** The schema in a statement: the name may be a word of the language. */
    private String quoted() {
        return '"' + schema + '"';
    }

    private String name() {
        return "The schema '%s' of the PostgreSQL database".formatted(schema);
    }

    /** Begins a transaction that writes; each of its statements sees what others have committed before it. */
    Session writing() throws SQLException {
        Session session = Session.deferring(source.getConnection(), names, manyRows);
        // connections of our own pool are so from the beginning
        return ownsSource ? begun(session, SETTINGS) : begun(session, READ_COMMITTED, SETTINGS);
    }

    @Override
    public Session reader() throws SQLException {
        return begun(Session.direct(source.getConnection(), names), SNAPSHOT, SETTINGS);
    }

    private static Session begun(Session session, String... settings) throws SQLException {
        boolean done = false;
        try {
            session.begin(settings);
            done = true;
            return session;
        } finally {
            if (!done) {
                session.close();
            }
        }
    }

    @Override
    public <T> T once(Readers.Reading<T> reading) throws SQLException {
        try (Session session = writing()) {
            T value = reading.read(session);
            session.commit();
            return value;
        }
    }

    @Override
    public List<Writer> writers() {
        return List.of(new PostgresWriter(this));
    }

    @Override
    public Writer claimer() {
        return new PostgresWriter(this);
    }

    @Override
    public boolean claimsApart() {
        return true;
    }

    @Override
    public boolean keepsReaders() {
        return false;
    }

    @Override
    public Instant now(Session session) throws SQLException {
        Long micros =
                session.first("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint", Columns::longNumber);
        return time(micros == null ? 0 : micros);
    }

    /** The store's time, if the database's clock shows these microseconds. */
    Instant time(long micros) {
        return clock == null ? Micros.instant(micros) : Micros.truncated(clock.instant());
    }

    @Override
    public String hasTag() {
        return "b.tags::jsonb @> jsonb_build_array(?::text)";
    }

    /** A transaction begins to look at lines, before it knows the database's time. */
    void beginLook() {
        marks.beginLook(own.instant());
    }

    WaterMarks marks() {
        return marks;
    }

    SeenTasks seen() {
        return seen;
    }

    WorkersSeen workers() {
        return workers;
    }

    Wakeups wakeups() {
        return wakeups;
    }

    long agingMicros() {
        return agingMicros;
    }

    /** Whether it is time to fold the counters. */
    boolean mayFold(Instant now) {
        if (!now.isBefore(foldedAt) && now.isBefore(foldedAt.plus(FOLD_EVERY))) {
            return false;
        }
        foldedAt = now;
        return true;
    }

    /** An index entry must fit into a third of a page. */
    @Override
    public void check(CreateBatch batch) {
        for (CreateBatch.Draft draft : batch.tasks()) {
            TaskText.requireBytes(WorkDirectory.FIELD, draft.spec().directory().path(), DIRECTORY_BYTES);
        }
    }

    @Override
    public void start(News news) throws SQLException {
        String server = once(session -> String.valueOf(session.first(NEXT_SERVER, Columns::longNumber)));
        wakeups.start(server, news);
    }

    /** With a savepoint, so that the transaction can go on if this fails. */
    @Override
    public <T> T within(Connection connection, Needs needs, Committer.Unit<T> unit) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalArgumentException("The connection commits by itself, so there is no transaction");
        }
        Savepoint savepoint = connection.setSavepoint();
        Session session = Session.deferring(connection, names, manyRows);
        boolean done = false;
        try {
            Tx tx = new Tx(session, FetchedState.of(session, this, needs), false, false);
            T value = unit.run(tx);
            tx.finish();
            session.flush();
            done = true;
            return value;
        } finally {
            session.leave();
            if (done) {
                connection.releaseSavepoint(savepoint);
            } else {
                connection.rollback(savepoint);
            }
        }
    }

    @Override
    public void tellOthers(Tx.Hint hint) {
        marks.entered(hint.queue(), hint.directory(), Long.MIN_VALUE);
        wakeups.tellOthers(Map.of(hint, Long.MIN_VALUE));
    }

    @Override
    public void backup(Path target) {
        throw new UnsupportedOperationException("A store in PostgreSQL is backed up with pg_dump");
    }

    @Override
    public StoreOpenException explained(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        boolean readOnly = state.equals("42501") || state.equals("25006");
        return new StoreOpenException(
                readOnly ? Reason.READ_ONLY : Reason.UNREACHABLE,
                "The PostgreSQL database cannot be used: %s".formatted(failure.getMessage()),
                failure);
    }

    @Override
    public void close() {
        wakeups.close();
        if (ownsSource && source instanceof HikariDataSource pool) {
            pool.close();
        }
    }
}
