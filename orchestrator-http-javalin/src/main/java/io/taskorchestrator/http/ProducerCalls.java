package io.taskorchestrator.http;

import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskPatch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a producer asks. */
final class ProducerCalls {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final Replies replies;
    private final String basePath;

    ProducerCalls(Replies replies, String basePath) {
        this.replies = replies;
        this.basePath = basePath;
    }

    CompletableFuture<Reply> create(Exchange exchange) {
        Include include = exchange.include();
        Optional<String> key = exchange.header(IDEMPOTENCY_KEY);
        NewTask task = exchange.body(RequestJson.NEW_TASK);
        return exchange.orchestrator().create(List.of(task), key).thenApply(created -> {
            Task made = created.tasks().get(0);
            Reply reply = replies.action(created.replayed() ? 200 : 201, made, include)
                    .with("Location", exchange.link(basePath, "/api/v1/tasks/" + made.id()));
            return replayed(created.replayed(), reply);
        });
    }

    CompletableFuture<Reply> createBatch(Exchange exchange) {
        Include include = exchange.include();
        Optional<String> key = exchange.header(IDEMPOTENCY_KEY);
        List<NewTask> tasks = exchange.body(RequestJson.BATCH);
        return exchange.orchestrator()
                .create(tasks, key)
                .thenApply(created -> replayed(
                        created.replayed(),
                        replies.of(TaskJson.tasks(include.action()), created.tasks())
                                .as(created.replayed() ? 200 : 201)));
    }

    private static Reply replayed(boolean replayed, Reply reply) {
        return replayed ? reply.with("Idempotency-Replayed", "true") : reply;
    }

    CompletableFuture<Reply> cancel(Exchange exchange) {
        TaskId id = exchange.taskId();
        Include include = exchange.include();
        Cancel cancel = exchange.body(RequestJson.cancel(id));
        return exchange.orchestrator().cancel(cancel).thenApply(task -> replies.action(200, task, include));
    }

    CompletableFuture<Reply> retry(Exchange exchange) {
        TaskId id = exchange.taskId();
        Include include = exchange.include();
        Retry retry = exchange.body(RequestJson.retry(id));
        return exchange.orchestrator().retry(retry).thenApply(task -> replies.action(200, task, include));
    }

    CompletableFuture<Reply> update(Exchange exchange) {
        TaskId id = exchange.taskId();
        Include include = exchange.include();
        Optional<Long> version = exchange.ifMatch();
        TaskPatch patch = exchange.body(RequestJson.PATCH, Body.PATCH);
        return exchange.orchestrator()
                .update(new Update(id, patch, version))
                .thenApply(task -> replies.action(200, task, include));
    }

    CompletableFuture<Reply> delete(Exchange exchange) {
        TaskId id = exchange.taskId();
        Query query = exchange.query();
        boolean force = query.flag("force");
        query.end();
        return exchange.orchestrator()
                .delete(new Delete(id, force, exchange.ifMatch()))
                .thenApply(deleted -> replies.of(TaskJson.DELETED, deleted));
    }
}
