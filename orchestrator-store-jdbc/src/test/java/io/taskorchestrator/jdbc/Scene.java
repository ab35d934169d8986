package io.taskorchestrator.jdbc;

import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.TaskCommand;
import io.taskorchestrator.store.Call;
import io.taskorchestrator.store.Caller;
import io.taskorchestrator.store.CreateBatch;
import io.taskorchestrator.store.Decided;
import io.taskorchestrator.store.TaskStore;
import io.taskorchestrator.task.ClaimedTask;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.task.TaskSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What tests of this store do again and again. */
final class Scene {

    static final Caller CALLER = new Caller("test");
    private static final int PATIENCE_SECONDS = 60;

    private Scene() {}

    static NewTask.Builder task() {
        return task("/projects/shop");
    }

    static NewTask.Builder task(String directory) {
        return NewTask.builder(directory, "Find the slow query");
    }

    static CreateBatch batch(NewTask.Builder task, int count) {
        NewTask built = task.build();
        return new CreateBatch(
                Collections.nCopies(count, new CreateBatch.Draft(built.spec(TaskSettings.STANDARD), built.start())),
                Optional.empty());
    }

    static List<Task> create(TaskStore store, NewTask.Builder task, int count) {
        return await(store.create(new Call<>(CALLER, batch(task, count)))).tasks();
    }

    static Task create(TaskStore store) {
        return create(store, task(), 1).get(0);
    }

    static List<ClaimedTask> claim(TaskStore store, Claim claim) {
        return await(store.claim(List.of(new Call<>(CALLER, claim)))).get(0);
    }

    static Decided complete(TaskStore store, ClaimedTask claimed) {
        return await(store.apply(List.of(
                        new Call<>(CALLER, Complete.of(claimed.id(), claimed.token(), TaskResult.success("done"))))))
                .get(0);
    }

    /** Carries out the commands together. */
    static List<Decided> apply(TaskStore store, TaskCommand... commands) {
        List<Call<TaskCommand>> calls =
                Stream.of(commands).map(command -> new Call<>(CALLER, command)).toList();
        return await(store.apply(calls));
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Does something to a database behind the store's back. */
    static void execute(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }
}
