package io.taskorchestrator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A host's connections are given back as they were, whatever the host's pool does by itself. */
class PostgresHostConnectionsTest {

    private static final String STORE_THREADS = "task-orchestrator-store";

    private final DataSource shared = PostgresServer.shared().source();
    private final String schema = PostgresServer.shared().freshSchema();

    @Test
    void noConnectionIsGivenBackWithinATransaction() {
        Queue<Boolean> outside = new ConcurrentLinkedQueue<>();
        DataSource source = HostSource.over(shared, (connection, method, arguments) -> {
            if (method.getName().equals("close")) {
                outside.add(connection.getAutoCommit());
            }
            return HostSource.call(connection, method, arguments);
        });
        try (JdbcTaskStore store = open(source)) {
            Task task = Scene.create(store);
            assertThat(store.find(task.id(), Set.of())).contains(task);
            assertThat(store.history(task.id(), 0, 10)).hasSize(1);
            assertThat(store.list(TaskQuery.ALL).tasks()).containsExactly(task);
            assertThat(store.explain(task.id())).isPresent();
            assertThat(store.statistics(Duration.ofHours(1)).total()).isOne();
        }
        assertThat(outside).isNotEmpty().containsOnly(true);
    }

    @Test
    void startThatFailsLeavesNoThreadBehind() {
        DataSource source = HostSource.over(shared, (connection, method, arguments) -> {
            if (method.getName().equals("prepareStatement") && ((String) arguments[0]).contains("server_number")) {
                throw new SQLException("The host does not want it");
            }
            return HostSource.call(connection, method, arguments);
        });
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertThatThrownBy(() -> open(source)).isInstanceOf(StoreOpenException.class);
        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(STORE_THREADS) && !before.contains(thread))
                .toList();
        assertThat(left).isEmpty();
    }

    private JdbcTaskStore open(DataSource source) {
        return JdbcTaskStore.openPostgres(source, schema, JdbcStoreOptions.of(InstantSource.system(), new Random(1)));
    }
}
