package io.taskorchestrator.examples;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.jdbc.JdbcStoreOptions;
import io.taskorchestrator.jdbc.JdbcTaskStore;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** An order and the task that follows from it, in one transaction: both are there, or neither is. */
public final class TransactionExample {

    private TransactionExample() {}

    /** Uses the PostgreSQL database whose URL is given: {@code jdbc:postgresql://host:port/name?user=…&password=…}. */
    public static void main(String[] args) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(args[0]);
        JdbcStoreOptions options = JdbcStoreOptions.of(InstantSource.system(), new SplittableRandom());
        JdbcTaskStore store = JdbcTaskStore.openPostgres(source, JdbcTaskStore.DEFAULT_SCHEMA, options);
        try (Orchestrator orchestrator =
                EmbeddedOrchestrator.builder().store(store).build()) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS orders (article TEXT)");
            }
            order(source, store, "a lamp", false);
            order(source, store, "a chair", true);

            Claim claim = Claim.by("packer").in("/orders").limit(10).waiting(Duration.ofSeconds(10));
            orchestrator
                    .claim(claim)
                    .forEach(each -> System.out.println(each.task().spec().prompt()));
        }
    }

    private static void order(DataSource source, JdbcTaskStore store, String article, boolean paid)
            throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
            connection.setAutoCommit(false);
            insert.setString(1, article);
            insert.executeUpdate();
            NewTask task = NewTask.builder("/orders", "Pack " + article).build();
            List<Task> created = store.create(connection, new Caller("shop"), List.of(task), TaskSettings.STANDARD);
            if (paid) {
                connection.commit();
                store.announce(created);
            } else {
                connection.rollback();
            }
        }
    }
}
