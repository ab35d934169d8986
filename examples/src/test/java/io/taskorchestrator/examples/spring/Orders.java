package io.taskorchestrator.examples.spring;

import io.taskorchestrator.jdbc.JdbcTaskStore;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskSettings;
import java.util.List;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

@Service
class Orders {

    private final TransactionTemplate transactions;
    private final JdbcTemplate jdbc;
    private final JdbcTaskStore tasks;

    Orders(TransactionTemplate transactions, JdbcTemplate jdbc, JdbcTaskStore tasks) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.tasks = tasks;
    }

    Task order(String article) {
        List<NewTask> packing =
                List.of(NewTask.builder("/orders", "Pack " + article).build());
        List<Task> created = transactions.execute(status -> {
            jdbc.update("INSERT INTO orders (article) VALUES (?)", article);
            return jdbc.execute((ConnectionCallback<List<Task>>)
                    connection -> tasks.create(connection, new Caller("shop"), packing, TaskSettings.STANDARD));
        });
        tasks.announce(created);
        return created.get(0);
    }
}
