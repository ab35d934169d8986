package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.DirectoryAccess;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No statement of a writer looks at more rows than it needs: each finds them through an index, in their order. */
class PostgresPlanTest {

    private static final int MANY = 20_000;
    private static final int BATCH = 500;
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** Tables whose size follows the number of tasks. */
    private static final String LARGE = "('task', 'ready', 'task_body', 'history', 'history_result',"
            + " 'idempotency_key', 'checkpoint', 'progress')";

    private static String url;

    @BeforeAll
    static void fill() throws SQLException {
        Priority[] priorities = Priority.values();
        try (Servers servers = Servers.start(1, StoreSettings.STANDARD)) {
            url = servers.url();
            JdbcTaskStore store = servers.of(0);
            for (int i = 0; i < MANY / BATCH; i++) {
                Scene.create(store, Scene.task("/p/" + i % 20).priority(priorities[i % 3]), BATCH);
            }
            for (int i = 0; i < 5; i++) {
                finish(store, Scene.claim(store, claim().limit(100).id(new UUID(0, i))));
            }
            Scene.claim(store, claim().limit(100));
        }
        analyze(url);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                FreedDirectories.class,
                HistoryTable.class,
                Lines.class,
                LockedTasks.class,
                Spanning.class,
                TaskReading.class,
                TaskRows.class,
                Upkeep.class
            })
    void statementsUseAnIndexWhateverTheirValues(Class<?> type) throws SQLException, IllegalAccessException {
        try (Connection connection = Servers.connect(url + "&preferQueryMode=simple");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(PostgresDatabase.SETTINGS);
            for (String sql : Statements.of(type)) {
                for (String step : plan(statement, sql)) {
                    boolean scans = step.contains("Seq Scan on");
                    boolean sorts = step.contains("Sort") && !sql.contains("= ANY") && !sql.contains("history_result");
                    assertThat(scans || sorts).as("%s%nin %s", step, sql).isFalse();
                }
            }
        }
    }

    /** Where few rows were counted it looks as if reading or sorting them all were cheap, and the plan is kept when there are many. */
    @Test
    void rowsAreFoundOneByOneAndInTheirOrderWhereFewWereCounted() throws SQLException, IllegalAccessException {
        try (Servers servers = Servers.start(1, StoreSettings.STANDARD);
                Connection connection = Servers.connect(servers.url());
                Connection planning = Servers.connect(servers.url() + "&preferQueryMode=simple");
                Statement statement = planning.createStatement()) {
            ManyRows many = new ManyRows(UnaryOperator.identity());
            for (int tasks : new int[] {0, 1, 4, 45, 100}) {
                if (tasks > 0) {
                    Scene.create(servers.of(0), Scene.task("/p/1"), 2 * tasks);
                    Scene.claim(servers.of(0), claim().limit(tasks));
                }
                vacuum(servers.url());
                planning.setAutoCommit(false);
                statement.execute(PostgresDatabase.SETTINGS);
                for (String sql : Statements.of(TaskRows.class)) {
                    String form = typed(many.of(connection, sql));
                    assertThat(plan(statement, form))
                            .as("%s%nwith %d tasks more", form, tasks)
                            .anyMatch(step -> step.contains("Index Cond: "))
                            .noneMatch(
                                    step -> step.contains("Hash") || step.contains("Merge") || step.contains("Sort"));
                }
                for (Class<?> type : List.of(Lines.class, Spanning.class)) {
                    for (String sql : Statements.of(type)) {
                        assertThat(plan(statement, sql))
                                .as("%s%nwith %d tasks more", sql, tasks)
                                .noneMatch(step -> step.contains("Sort"));
                    }
                }
                planning.rollback();
            }
        }
    }

    /** By what the database has counted, so with the plans and the values that are really used. */
    @Test
    void workReadsNoLargeTableAsAWhole() throws SQLException {
        long before = scanned(url);
        try (Servers servers = Servers.start(url, 1, StoreSettings.STANDARD)) {
            for (int i = 0; i < 20; i++) {
                work(servers.of(0));
            }
        }
        assertThat(scanned(url) - before)
                .as("Rows read by scans of whole tables")
                .isZero();
    }

    /** Plans that were made when there was nothing, and are kept for as long as a connection lives. */
    @Test
    void storeThatWasAnalyzedWhenItWasEmptyDoesNotGoOnReadingWholeTables() throws SQLException {
        String empty;
        try (Servers servers = Servers.start(1, StoreSettings.STANDARD)) {
            empty = servers.url();
            JdbcTaskStore store = servers.of(0);
            analyze(empty);
            for (int i = 0; i < 7; i++) {
                work(store);
            }
            Scene.create(store, Scene.task("/p/1"), 1_000);
            Scene.create(store, Scene.task("/p/2"), 1_000);
            for (int i = 0; i < 20; i++) {
                work(store);
            }
        }
        assertThat(scanned(empty)).as("Rows read by scans of whole tables").isLessThan(20_000);
    }

    /** There the line of a directory looks as short as that of the whole queue. */
    @Test
    void lineOfADirectoryIsFoundByItsOwnIndexWhereNothingWasEverCounted() throws SQLException {
        assertThat(planWhereNothingWasEverCounted(BulkCandidates.headsIn(4)))
                .filteredOn(step -> step.contains("Index") && step.contains("Scan using ready_line"))
                .hasSize(3);
    }

    /** Where nothing was ever counted, it looks as if there were few of them, and as if reading them all were cheap. */
    @Test
    void whetherSharedOrExclusiveTasksAreReadyIsSeenAtTheFirstOfThem() throws SQLException {
        assertThat(planWhereNothingWasEverCounted(BulkCandidates.UNRESTRICTED))
                .anyMatch(step -> step.contains("ready_restricted"))
                .noneMatch(step -> step.contains("hashed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {FreedDirectories.QUEUES, FreedDirectories.QUEUES_IN})
    void queuesOfSharedAndExclusiveTasksAreFoundByAnIndexOfTheseWhereNothingWasEverCounted(String sql)
            throws SQLException {
        assertThat(planWhereNothingWasEverCounted(sql))
                .filteredOn(step -> step.contains("Scan using"))
                .isNotEmpty()
                .allMatch(step -> step.contains("ready_restricted") || step.contains("ready_line"))
                .anyMatch(step -> step.contains("ready_restricted"))
                .noneMatch(step -> step.contains("hashed"));
    }

    /** Where few entries were counted it looks as if reading them all were cheap, and the plan is kept when there are many. */
    @ParameterizedTest
    @ValueSource(strings = {HistoryTable.READ, HistoryTable.POSITIONS})
    void entriesOfATaskAreFoundOneByOneWhereFewWereCounted(String sql) throws SQLException {
        try (Servers servers = Servers.start(1, StoreSettings.STANDARD)) {
            for (int tasks : new int[] {10, 20, 40, 80, 100}) {
                Scene.create(servers.of(0), Scene.task("/p/1"), tasks);
                finish(servers.of(0), Scene.claim(servers.of(0), claim().limit(tasks)));
                analyze(servers.url());
                List<String> plan = plan(servers.url(), sql);
                for (int i = 0; i < plan.size(); i++) {
                    if (plan.get(i).contains("history_pkey")) {
                        assertThat(plan.get(i + 1))
                                .as("%s%nwith %d tasks more", String.join("\n", plan), tasks)
                                .contains("Index Cond: (\"position\" = ");
                    }
                }
                assertThat(plan).anyMatch(step -> step.contains("history_pkey"));
            }
        }
    }

    private static List<String> planWhereNothingWasEverCounted(String sql) throws SQLException {
        try (Servers servers = Servers.start(1, StoreSettings.STANDARD)) {
            return plan(servers.url(), sql);
        }
    }

    private static List<String> plan(String of, String sql) throws SQLException {
        try (Connection connection = Servers.connect(of + "&preferQueryMode=simple");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(PostgresDatabase.SETTINGS);
            return plan(statement, sql);
        }
    }

    /** A little of everything. */
    private static void work(JdbcTaskStore store) {
        List<Task> tasks = Scene.create(store, Scene.task("/p/1").priority(Priority.HIGH), 8);
        Scene.create(store, Scene.task("/x/y").directoryAccess(DirectoryAccess.EXCLUSIVE), 1);
        List<ClaimedTask> held = new ArrayList<>(Scene.claim(store, claim().limit(3)));
        held.addAll(Scene.claim(store, claim().in("/p/1").id(UUID.nameUUIDFromBytes(new byte[] {1}))));
        held.addAll(Scene.claim(store, claim().below("/p")));
        held.addAll(Scene.claim(store, claim().below("/x")));
        held.forEach(each -> Scene.apply(store, Heartbeat.of(each.id(), each.token())));
        finish(store, held);
        Scene.apply(store, Cancel.of(tasks.get(6).id()), Delete.of(tasks.get(7).id()));
        Scene.await(store.tick(100));
        store.find(tasks.get(0).id(), EnumSet.allOf(TaskPart.class));
        store.history(tasks.get(0).id(), 0, 10);
        store.explain(tasks.get(1).id());
        for (TaskStatus status : TaskStatus.values()) {
            store.list(TaskQuery.builder().status(status).limit(10).build());
        }
        store.list(TaskQuery.builder().limit(10).build());
    }

    private static Claim claim() {
        return Claim.by("alice").lease(LEASE);
    }

    private static void finish(JdbcTaskStore store, List<ClaimedTask> held) {
        List<TaskCommand> commands = new ArrayList<>();
        for (ClaimedTask each : held) {
            commands.add(
                    commands.size() % 3 == 2
                            ? Fail.of(each.id(), each.token(), "no such index")
                            : Complete.of(each.id(), each.token(), TaskResult.success("done")));
        }
        Scene.apply(store, commands.toArray(new TaskCommand[0]));
    }

    /** How many rows scans of whole large tables have read; a connection has reported that at its end, at the latest. */
    private static long scanned(String of) throws SQLException {
        return Long.parseLong(Servers.texts(
                        of, "SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables WHERE relname IN " + LARGE)
                .get(0));
    }

    private static void analyze(String of) throws SQLException {
        try (Connection connection = Servers.connect(of);
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        }
    }

    private static String typed(ManyRows.Form form) {
        Iterator<String> types = form.types().iterator();
        return Pattern.compile("unnest\\(\\?\\)")
                .matcher(form.sql())
                .replaceAll(list -> "unnest(?::" + types.next() + "[])");
    }

    private static void vacuum(String of) throws SQLException {
        try (Connection connection = Servers.connect(of);
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
    }

    /** The plan for any values. */
    private static List<String> plan(Statement statement, String sql) throws SQLException {
        StringBuilder numbered = new StringBuilder();
        int parameter = 0;
        for (String part : sql.split("\\?", -1)) {
            numbered.append(parameter == 0 ? "" : "$" + parameter).append(part);
            parameter++;
        }
        List<String> steps = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("EXPLAIN (GENERIC_PLAN) " + numbered)) {
            while (rows.next()) {
                steps.add(rows.getString(1));
            }
        }
        return steps;
    }
}
