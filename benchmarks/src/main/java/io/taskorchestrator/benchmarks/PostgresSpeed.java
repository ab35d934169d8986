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
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/**
 * How many cycles of create, claim and complete 64 callers get out of a PostgreSQL database in a second, each step committed
 * before the next, beside few tasks and many. The server is started for it on the same machine, and does not wait for its disk.
 *
 * <p>The floor beside it is what one would write by hand: one table, one statement for each step, each in a transaction of its
 * own, 16 callers with a connection each. Both are warmed up, and then take turns.
 *
 * <p>Arguments: seconds for each turn (8), tasks that wait (1,000,000), tasks that are finished (100,000).
 */
public final class PostgresSpeed {

    private static final int CALLERS = 64;
    private static final int FLOOR_CALLERS = 16;
    private static final int ROUNDS = 5;
    /** How long the compilers take, which share two cores with all else. */
    private static final int WARM_UP_SECONDS = 60;

    private static final int BETWEEN_TURNS_SECONDS = 2;
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
        this.callers = new Callers(CALLERS, BETWEEN_TURNS_SECONDS, seconds);
        this.floorCallers = new Callers(FLOOR_CALLERS, BETWEEN_TURNS_SECONDS, seconds);
    }

    /** Measures, and prints what it found. */
    public static void main(String[] args) throws IOException, SQLException, InterruptedException, ExecutionException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 8;
        int waiting = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        int finished = args.length > 2 ? Integer.parseInt(args[2]) : 100_000;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            new PostgresSpeed(postgres, seconds).measure(waiting, finished);
        }
    }

    private void measure(int waiting, int finished) throws SQLException, InterruptedException, ExecutionException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(FLOOR_TABLE);
            statement.execute(FLOOR_INDEX);
        }
        try (Orchestrator orchestrator = orchestrator()) {
            Cycles.perSecond(orchestrator, new Callers(CALLERS, WARM_UP_SECONDS, 1));
            floor();
            Cycles.perSecond(orchestrator, callers); // once more, since the floor uses the same driver in another way
            System.out.printf("%d callers; the floor has %d%n", CALLERS, FLOOR_CALLERS);
            double before = rounds("Few tasks", orchestrator);
            if (waiting + finished > 0) {
                long start = System.nanoTime();
                Cycles.fill(orchestrator, waiting, finished);
                System.out.printf(
                        "Filled with %,d waiting and %,d finished tasks in %.0f s%n",
                        waiting, finished, (System.nanoTime() - start) / 1e9);
                double beside = rounds("Beside them", orchestrator);
                System.out.printf("Beside few it is %.2f times as fast as beside them%n", before / beside);
            }
        }
    }

    /** Ours and the floor in turns; returns our median. */
    private double rounds(String what, Orchestrator orchestrator) throws InterruptedException, ExecutionException {
        double[] rates = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            double floor = floor();
            rates[i] = Cycles.perSecond(orchestrator, callers);
            ratios[i] = rates[i] / floor;
            System.out.printf("%s: %,.0f cycles/s, %.2f times the floor of %,.0f%n", what, rates[i], ratios[i], floor);
        }
        Arrays.sort(rates);
        Arrays.sort(ratios);
        System.out.printf(
                "%s: %,.0f cycles/s, %.2f times the floor (medians)%n", what, rates[ROUNDS / 2], ratios[ROUNDS / 2]);
        return rates[ROUNDS / 2];
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
            return floorCallers.perSecond(caller -> {
                Floor floor = new Floor(postgres, caller);
                floors.add(floor);
                return floor::cycle;
            });
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
