package io.taskorchestrator.benchmarks;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.jdbc.JdbcStoreOptions;
import io.taskorchestrator.jdbc.JdbcTaskStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/**
 * How many cycles of create, claim and complete 64 callers get out of a PostgreSQL database in a second, each step committed
 * before the next, beside few tasks and many. The server is started for it, with its standard settings, on the same machine.
 *
 * <p>The floor beside it is what one would write by hand: one table, one statement for each step, each in a transaction of its
 * own, 16 callers with a connection each.
 *
 * <p>Arguments: seconds for each figure (20), tasks that wait (1,000,000), tasks that are finished (100,000).
 */
public final class PostgresSpeed {

    private static final int CALLERS = 64;
    private static final int FLOOR_CALLERS = 16;
    private static final String FLOOR_TABLE = """
            CREATE TABLE job (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                directory TEXT NOT NULL, priority INTEGER NOT NULL, status INTEGER NOT NULL, prompt TEXT NOT NULL,
                worker TEXT, result TEXT, created_at TIMESTAMPTZ NOT NULL DEFAULT now(), expires_at TIMESTAMPTZ,
                completed_at TIMESTAMPTZ)""";
    private static final String FLOOR_INDEX =
            "CREATE INDEX job_next ON job (directory, priority DESC, id) WHERE status = 0";
    private static final String FLOOR_CREATE =
            "INSERT INTO job (directory, priority, status, prompt) VALUES (?, 1, 0, ?)";
    private static final String FLOOR_CLAIM = """
            UPDATE job SET status = 1, worker = 'worker', expires_at = now() + interval '5 minutes'
            WHERE id = (SELECT id FROM job WHERE status = 0 AND directory = ? ORDER BY priority DESC, id
                LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id""";
    private static final String FLOOR_COMPLETE =
            "UPDATE job SET status = 2, result = 'done', completed_at = now() WHERE id = ? AND status = 1";

    private final EmbeddedPostgres postgres;
    private final Callers callers;
    private final Callers floorCallers;

    private PostgresSpeed(EmbeddedPostgres postgres, int seconds) {
        this.postgres = postgres;
        this.callers = new Callers(CALLERS, seconds);
        this.floorCallers = new Callers(FLOOR_CALLERS, seconds);
    }

    /** Measures, and prints what it found. */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException, ExecutionException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        int waiting = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        int finished = args.length > 2 ? Integer.parseInt(args[2]) : 100_000;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            new PostgresSpeed(postgres, seconds).measure(waiting, finished);
        }
    }

    private void measure(int waiting, int finished) throws SQLException, InterruptedException, ExecutionException {
        System.out.printf("%d callers; the floor has %d%n", CALLERS, FLOOR_CALLERS);
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(FLOOR_TABLE);
            statement.execute(FLOOR_INDEX);
        }
        double floor = floor();
        double before = cycles("Few tasks", floor);
        long start = System.nanoTime();
        try (Orchestrator orchestrator = orchestrator()) {
            Cycles.fill(orchestrator, waiting, finished);
        }
        System.out.printf(
                "Filled with %,d waiting and %,d finished tasks in %.0f s%n",
                waiting, finished, (System.nanoTime() - start) / 1e9);
        double beside = cycles("Beside them", floor);
        System.out.printf("Beside few it is %.2f times as fast as beside them%n", before / beside);
        floor();
    }

    private double cycles(String what, double floor) throws InterruptedException, ExecutionException {
        try (Orchestrator orchestrator = orchestrator()) {
            double rate = Cycles.perSecond(orchestrator, callers);
            System.out.printf("%s: %,.0f cycles/s, %.2f times the floor%n", what, rate, rate / floor);
            return rate;
        }
    }

    private Orchestrator orchestrator() {
        JdbcTaskStore store = JdbcTaskStore.openPostgres(
                postgres.getJdbcUrl("postgres", "postgres"),
                JdbcStoreOptions.of(InstantSource.system(), new SplittableRandom(System.nanoTime())));
        return EmbeddedOrchestrator.builder().store(store).build();
    }

    private double floor() throws InterruptedException, ExecutionException {
        Set<Floor> floors = Collections.synchronizedSet(new LinkedHashSet<>());
        try {
            double rate = floorCallers.perSecond(caller -> {
                Floor floor = new Floor(postgres, caller);
                floors.add(floor);
                return floor::cycle;
            });
            System.out.printf("Floor, by hand: %,.0f cycles/s%n", rate);
            return rate;
        } finally {
            floors.forEach(Floor::close);
        }
    }

    /** One caller of the floor. */
    private static final class Floor implements AutoCloseable {

        private final String directory;
        private final Connection connection;
        private final PreparedStatement create;
        private final PreparedStatement claim;
        private final PreparedStatement complete;

        private Floor(EmbeddedPostgres postgres, int caller) {
            this.directory = "/work/" + caller;
            try {
                this.connection = postgres.getPostgresDatabase().getConnection();
                this.create = connection.prepareStatement(FLOOR_CREATE);
                this.claim = connection.prepareStatement(FLOOR_CLAIM);
                this.complete = connection.prepareStatement(FLOOR_COMPLETE);
            } catch (SQLException e) {
                throw new IllegalStateException("The floor cannot be laid", e);
            }
        }

        private void cycle() {
            try {
                create.setString(1, directory);
                create.setString(2, World.task(directory).content().prompt());
                create.executeUpdate();
                claim.setString(1, directory);
                try (ResultSet rows = claim.executeQuery()) {
                    if (!rows.next()) {
                        throw new IllegalStateException("There is no task in " + directory);
                    }
                    complete.setLong(1, rows.getLong(1));
                }
                complete.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException("The floor breaks", e);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException("The floor cannot be closed", e);
            }
        }
    }
}
