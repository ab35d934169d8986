package io.taskorchestrator.jdbc;

import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.LeaseTokens;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreListeners;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskSettings;
import io.taskorchestrator.task.WaitReason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a SQL database: tasks survive the process.
 *
 * <p><b>In a SQLite file</b> what a stage has confirmed survives a killed process and a loss of power. One process at a time has
 * the file open; another one is refused by name. Do not copy the file while it is open, since that gives a damaged copy most
 * of the time; {@link #backup} copies it as it is at one moment. The time is that of the {@linkplain JdbcStoreOptions#clock clock}.
 *
 * <p><b>In PostgreSQL</b> what a stage has confirmed is as durable as the database's commits are. Any number of stores share a
 * schema; each may be killed at any time, and the others end its leases when their time is over. The time is the database's. A
 * {@code work_directory} may have 2,400 bytes in UTF-8.
 *
 * <p>While the database cannot be written – the disk is full, or the server away – writes fail with {@link
 * StoreUnavailableException}, in PostgreSQL after at most some seconds, and nothing that was confirmed is lost; they succeed again
 * once the cause is gone.
 *
 * <p>Costs: a claim for one directory is a few index seeks however many tasks wait. One that spans directories is so too, unless
 * many tasks that it cannot take stand first; then it costs at worst one seek for each directory of its scope that has ready
 * tasks. In PostgreSQL claims of shared and exclusive tasks come one after the other in the whole database.
 *
 * <p>Thread model: safe for use by many threads. Writes are carried out by threads of the store's own – one in SQLite, two in
 * PostgreSQL – and answered by others, which run the callbacks of the stages: they must not wait for the store. Listeners are told
 * by yet another one, and one copies the log of a SQLite file. Reads are done by the calling thread; four at a time, others wait.
 */
public final class JdbcTaskStore implements TaskStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcTaskStore.class);

    private static final int SLICE = 64;

    /** The schema that {@link #openPostgres(String, JdbcStoreOptions)} uses. */
    public static final String DEFAULT_SCHEMA = "task_orchestrator";

    private final JdbcStoreOptions options;
    private final Database database;
    private final LeaseTokens tokens;
    private final Creating creating;
    private final Claiming claiming;
    private final Upkeep upkeep;
    private final StoreListeners listeners = new StoreListeners(
            failure -> LOG.error("A store listener failed; the others and the store go on", failure));
    private final News news = new News(listeners);
    private final Committer writes;
    private final Committer claims;
    private final Readers readers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JdbcTaskStore(JdbcStoreOptions options, Database database) throws SQLException {
        this.options = options;
        this.database = database;
        this.tokens = database.once(Secret::tokens);
        this.creating = database.once(session -> Creating.after(session, options.random()));
        this.claiming = new Claiming(options.settings());
        this.upkeep = new Upkeep(options.settings());
        this.writes = new Committer("writer", database.writers(), news);
        this.claims = database.claimsApart() ? new Committer("claims", List.of(database.claimer()), news) : writes;
        this.readers = new Readers(database::reader, database.keepsReaders());
    }

    /**
     * Opens the store in {@code file}; if there is no such file it is made, and its directory with it.
     *
     * @throws StoreOpenException if the file cannot be used; its reason says why
     */
    public static JdbcTaskStore openSqlite(Path file, JdbcStoreOptions options) {
        SqliteFile opened = SqliteFile.open(file, options.clock().instant(), options.migrate());
        return open(opened, opened::writer, options);
    }

    /**
     * Brings the schema of {@code file} up to date, or makes it, as opening a store does; for those who open stores with
     * {@link JdbcStoreOptions#migrate} off. Each step is done whole or not at all, also when the process is killed.
     *
     * @throws StoreOpenException if the file cannot be used, for one because a store has it open
     */
    public static Migrated migrateSqlite(Path file, InstantSource clock) {
        try (SqliteFile opened = SqliteFile.open(file, clock.instant(), true)) {
            return opened.migrated();
        }
    }

    /**
     * Copies the store in {@code file} as it is at one moment to {@code target}, beside whoever has it open, in this process
     * or another. The schema stays as it is. The copy can be opened as a store; until it is whole it has another name.
     *
     * @throws StoreOpenException if there is no store in {@code file}
     * @throws IllegalArgumentException if {@code target} exists, or its directory does not
     * @throws StoreUnavailableException if it cannot be written
     */
    public static void backupSqlite(Path file, Path target) {
        SqliteBackup.copy(file, target);
    }

    /** Opens the store in {@code opened}, which writes through connections of {@code connector}. */
    static JdbcTaskStore open(SqliteFile opened, Writer.Connector connector, JdbcStoreOptions options) {
        return open(new SqliteDatabase(opened, connector, options.clock()), options);
    }

    /**
     * Opens the store in a schema of the PostgreSQL database that {@code source} connects to; if there is no such schema it
     * is made. Any number of stores, in any number of processes, may have it open at the same time.
     *
     * <p>The store uses up to ten connections at once, one of them all the time. It expects nothing of them but that they
     * begin outside a transaction, and leaves them as they were. Closing the store does not close {@code source}.
     *
     * @param schema lower-case letters, digits and underscores, at most 63
     * @param options the clock in them is used for the date of migrations and to forget what is only believed: the time is the database's
     * @throws StoreOpenException if the database cannot be used; its reason says why
     * @throws IllegalArgumentException if {@code schema} is no such name
     */
    public static JdbcTaskStore openPostgres(DataSource source, String schema, JdbcStoreOptions options) {
        return open(PostgresDatabase.of(source, schema, options.settings(), options.clock()), options);
    }

    /**
     * Opens the store in the schema {@link #DEFAULT_SCHEMA} of a PostgreSQL database, as {@link #openPostgres(DataSource,
     * String, JdbcStoreOptions)} does, with connections of its own.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, with {@code user} and {@code password} as parameters
     * @throws StoreOpenException if the database cannot be used; its reason says why
     * @throws IllegalArgumentException if {@code url} is no such URL
     */
    public static JdbcTaskStore openPostgres(String url, JdbcStoreOptions options) {
        return open(PostgresDatabase.of(PostgresPool.open(url), options.settings(), options.clock()), options);
    }

    /**
     * Brings the schema of a PostgreSQL database up to date, or makes it, as opening a store does; for those who open stores
     * with {@link JdbcStoreOptions#migrate} off. Each step is done whole or not at all, also when the process is killed.
     *
     * @param url as for {@link #openPostgres(String, JdbcStoreOptions)}
     * @throws StoreOpenException if the database cannot be used
     * @throws IllegalArgumentException if {@code url} is no such URL
     */
    public static Migrated migratePostgres(String url, InstantSource clock) {
        PostgresDatabase database = PostgresDatabase.of(PostgresPool.open(url), StoreSettings.STANDARD, clock);
        try {
            return database.migrate(true, clock.instant());
        } catch (SQLException e) {
            throw database.explained(e);
        } finally {
            database.close();
        }
    }

    static JdbcTaskStore open(PostgresDatabase database, JdbcStoreOptions options) {
        boolean done = false;
        try {
            database.migrate(options.migrate(), options.clock().instant());
            done = true;
        } catch (SQLException e) {
            throw database.explained(e);
        } finally {
            if (!done) {
                database.close();
            }
        }
        return open((Database) database, options);
    }

    private static JdbcTaskStore open(Database database, JdbcStoreOptions options) {
        boolean done = false;
        try {
            JdbcTaskStore store = new JdbcTaskStore(options, database);
            store.start();
            done = true;
            return store;
        } catch (SQLException e) {
            throw database.explained(e);
        } finally {
            if (!done) {
                database.close();
            }
        }
    }

    private void start() throws SQLException {
        database.start(news);
        news.start();
        writes.start();
        if (claims != writes) {
            claims.start();
        }
    }

    @Override
    public CompletionStage<Created> create(Call<CreateBatch> batch) {
        database.check(batch.command());
        return writes.submit(needs -> needs.create(batch), tx -> creating.create(tx, batch));
    }

    /**
     * Creates tasks in the transaction of {@code connection}: they exist if and only if that is committed. Only in PostgreSQL.
     *
     * <p>Whoever waits for such tasks finds them within a second of the commit, or at once if {@link #announce} is called after it.
     *
     * @param connection a connection to the database of this store, within a transaction; it stays open, and its transaction is
     *     neither committed nor rolled back. If this call fails, the transaction is as it was before
     * @param caller on whose behalf
     * @param tasks 1 to 1,000 tasks
     * @param settings what is not said in them
     * @return the tasks, in the same order
     * @throws InvalidInputException if a task breaks a limit
     * @throws UnsupportedOperationException if this store is in a SQLite file, which has one writer
     * @throws IllegalArgumentException if {@code connection} commits by itself
     * @throws SQLException if the database refuses
     */
    public List<Task> create(Connection connection, Caller caller, List<NewTask> tasks, TaskSettings settings)
            throws SQLException {
        requireOpen();
        CreateBatch batch = new CreateBatch(RequestJson.each(tasks, task -> draft(task, settings)), Optional.empty());
        database.check(batch);
        Call<CreateBatch> call = new Call<>(caller, batch);
        Needs needs = new Needs();
        needs.create(call);
        return database.within(connection, needs, tx -> creating.create(tx, call))
                .tasks();
    }

    private static CreateBatch.Draft draft(NewTask task, TaskSettings settings) {
        RequestJson.requireWellFormed("metadata", task.content().metadata());
        return new CreateBatch.Draft(task.spec(settings), task.start());
    }

    /** Wakes who waits for tasks like these, on this server and others: the transaction in which they were created is committed. */
    public void announce(List<Task> tasks) {
        for (Task task : tasks) {
            Tx.Hint hint = new Tx.Hint(
                    task.spec().queue().value(), task.spec().directory().path(), false);
            database.tellOthers(hint);
            news.tell(List.of(hint::tell));
        }
    }

    @Override
    public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> calls) {
        List<Call<Claim>> copy = List.copyOf(calls);
        return claims.submit(needs -> needs.claim(copy), tx -> claiming.claim(tx, copy))
                .thenApply(picked -> Claiming.withTokens(picked, tokens));
    }

    @Override
    public CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands) {
        List<Call<TaskCommand>> copy = List.copyOf(commands);
        boolean[] forged = Commanding.forged(copy, tokens);
        return writes.submit(needs -> needs.apply(copy), tx -> Commanding.apply(tx, copy, forged));
    }

    @Override
    public Optional<Task> find(TaskId id, Set<TaskPart> parts) {
        requireOpen();
        return readers.read(session ->
                Optional.ofNullable(TaskReading.byId(session, id, parts)).map(TaskRow::task));
    }

    @Override
    public Page list(TaskQuery query) {
        Optional<Long> cursor = Listing.cursor(query);
        requireOpen();
        return readers.readTogether(session -> new Listing(session, query, database.hasTag()).page(cursor));
    }

    @Override
    public List<HistoryEntry> history(TaskId id, int after, int limit) {
        requireOpen();
        return readers.read(session -> HistoryTable.read(session, id, after, limit));
    }

    @Override
    public Optional<WaitReason> explain(TaskId id) {
        requireOpen();
        long agingMicros = Micros.of(options.settings().aging());
        return readers.readTogether(session -> {
            TaskRow row = TaskReading.byId(session, id, Set.of());
            return row == null
                    ? Optional.empty()
                    : Optional.of(new Explanation(session, agingMicros, database.now(session)).of(row));
        });
    }

    @Override
    public Statistics statistics(Duration window) {
        requireOpen();
        return readers.readTogether(session -> StatisticsView.of(session, window, database.now(session)));
    }

    @Override
    public CompletionStage<Optional<Instant>> tick(int limit) {
        int asked = Math.max(0, Math.min(limit, SLICE));
        return claims.submit(needs -> {}, tx -> upkeep.step(tx, asked)).thenCompose(done -> {
            int left = limit - done.count();
            return done.count() == asked && left > 0
                    ? tick(left)
                    : CompletableFuture.completedFuture(
                            done.nextDue().map(options.clock().instant()::plus));
        });
    }

    @Override
    public Registration listen(StoreListener listener) {
        return listeners.register(listener);
    }

    /**
     * Copies the store as it is at one moment to {@code target}, beside all other work. The copy can be opened as a store; until
     * it is whole it has another name.
     *
     * @throws IllegalArgumentException if {@code target} exists, or its directory does not
     * @throws UnsupportedOperationException if this is a store in PostgreSQL, which is backed up by tools of its own
     * @throws StoreUnavailableException if it cannot be written
     */
    public void backup(Path target) {
        requireOpen();
        database.backup(target);
    }

    /** Finishes what was called before, and gives the file back. */
    @Override
    public void close() {
        writes.close();
        claims.close();
        if (closed.compareAndSet(false, true)) {
            news.close();
            readers.close();
            database.close();
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new StoreUnavailableException("The store is closed");
        }
    }
}
