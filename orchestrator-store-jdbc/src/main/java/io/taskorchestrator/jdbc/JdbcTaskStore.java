package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.LeaseTokens;
import io.taskorchestrator.store.Micros;
import io.taskorchestrator.store.Registration;
import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreListeners;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.Created;
import io.taskorchestrator.task.HistoryEntry;
import io.taskorchestrator.task.Page;
import io.taskorchestrator.task.Statistics;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.WaitReason;
import java.nio.file.Path;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a SQL database: tasks survive the process.
 *
 * <p>In a SQLite file, what a stage has confirmed survives a killed process and a loss of power. One process at a time has
 * the file open; another one is refused by name. Do not copy the file while it is open, since that gives a damaged copy most
 * of the time; {@link #backup} copies it as it is at one moment.
 *
 * <p>While the database cannot be written – the disk is full, say – writes fail with {@link StoreUnavailableException}, and
 * nothing that was confirmed is lost; they succeed again once the cause is gone.
 *
 * <p>Costs: a claim for one directory is a few index seeks however many tasks wait. One that spans directories is so too, unless
 * many tasks that it cannot take stand first; then it costs at worst one seek for each directory of its scope that has ready
 * tasks.
 *
 * <p>Thread model: safe for use by many threads. Writes are carried out by one thread of the store's own and answered by
 * another, which runs the callbacks of the stages: they must not wait for the store. Listeners are told by a third. Reads are
 * done by the calling thread; a few at a time, others wait.
 */
public final class JdbcTaskStore implements TaskStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcTaskStore.class);

    private static final int SLICE = 64;

    private final JdbcStoreOptions options;
    private final SqliteFile file;
    private final LeaseTokens tokens;
    private final Creating creating;
    private final Claiming claiming;
    private final Upkeep upkeep;
    private final StoreListeners listeners = new StoreListeners(
            failure -> LOG.error("A store listener failed; the others and the store go on", failure));
    private final Committer committer;
    private final Readers readers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JdbcTaskStore(JdbcStoreOptions options, SqliteFile file, Writer writer) throws SQLException {
        this.options = options;
        this.file = file;
        this.tokens = Secret.tokens(writer.session());
        this.creating = Creating.after(writer.session(), options.random());
        this.claiming = new Claiming(options.settings());
        this.upkeep = new Upkeep(options.settings());
        this.committer = new Committer(writer, listeners);
        this.readers = new Readers(file::reader);
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
        Writer writer = new Writer(connector, options.clock());
        boolean done = false;
        try {
            JdbcTaskStore store = new JdbcTaskStore(options, opened, writer);
            store.committer.start();
            done = true;
            return store;
        } catch (SQLException e) {
            throw SqliteFile.explained(opened.path(), e);
        } finally {
            if (!done) {
                writer.close();
                opened.close();
            }
        }
    }

    @Override
    public CompletionStage<Created> create(Call<CreateBatch> batch) {
        return committer.submit(tx -> creating.create(tx, batch));
    }

    @Override
    public CompletionStage<List<List<ClaimedTask>>> claim(List<Call<Claim>> claims) {
        List<Call<Claim>> copy = List.copyOf(claims);
        return committer
                .submit(tx -> claiming.claim(tx, copy))
                .thenApply(picked -> Claiming.withTokens(picked, tokens));
    }

    @Override
    public CompletionStage<List<Decided>> apply(List<Call<TaskCommand>> commands) {
        List<Call<TaskCommand>> copy = List.copyOf(commands);
        boolean[] forged = Commanding.forged(copy, tokens);
        return committer.submit(tx -> Commanding.apply(tx, copy, forged));
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
        return readers.readTogether(session -> new Listing(session, query).page(cursor));
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
            return row == null ? Optional.empty() : Optional.of(new Explanation(session, agingMicros, now()).of(row));
        });
    }

    @Override
    public Statistics statistics(Duration window) {
        requireOpen();
        return readers.readTogether(session -> StatisticsView.of(session, window, now()));
    }

    @Override
    public CompletionStage<Optional<Instant>> tick(int limit) {
        int asked = Math.max(0, Math.min(limit, SLICE));
        return committer.submit(tx -> upkeep.step(tx, asked)).thenCompose(done -> {
            int left = limit - done.count();
            return done.count() == asked && left > 0 ? tick(left) : CompletableFuture.completedFuture(done.nextDue());
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
     * @throws StoreUnavailableException if it cannot be written
     */
    public void backup(Path target) {
        requireOpen();
        SqliteBackup.copy(file.path(), target);
    }

    /** Finishes what was called before, and gives the file back. */
    @Override
    public void close() {
        committer.close();
        if (closed.compareAndSet(false, true)) {
            readers.close();
            file.close();
        }
    }

    private Instant now() {
        return Micros.truncated(options.clock().instant());
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new StoreUnavailableException("The store is closed");
        }
    }
}
