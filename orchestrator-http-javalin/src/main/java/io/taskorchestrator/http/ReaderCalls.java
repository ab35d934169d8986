package io.taskorchestrator.http;

import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.Priority;
import io.taskorchestrator.task.QueueName;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskLimits;
import io.taskorchestrator.task.TaskNotFoundException;
import io.taskorchestrator.task.TaskPart;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.task.TaskText;
import io.taskorchestrator.task.WorkDirectory;
import io.taskorchestrator.task.WorkerId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What somebody asks who only looks. */
final class ReaderCalls {

    private static final Set<TaskPart> EVERYTHING = EnumSet.allOf(TaskPart.class);
    private static final Claim ANY = Claim.by("any");
    private static final int LONGEST_TAG = 50;
    private static final int STANDARD_HOURS = 24;

    private final Replies replies;
    private final Readings readings;

    ReaderCalls(Replies replies, Readings readings) {
        this.replies = replies;
        this.readings = readings;
    }

    CompletableFuture<Reply> get(Exchange exchange) {
        TaskId id = exchange.taskId();
        Query query = exchange.query();
        Duration wait = query.seconds(
                        "wait_seconds", value -> ANY.waiting(value).maxWait())
                .orElse(Duration.ZERO);
        query.end();
        AsyncOrchestrator orchestrator = exchange.orchestrator();
        if (wait.isZero()) {
            return found(orchestrator, id).thenApply(replies::task);
        }
        exchange.waiting(wait);
        return exchange.parked(orchestrator.await(id, wait), waiting -> endNow(waiting, exchange, id))
                .thenApply(replies::task);
    }

    private static CompletableFuture<Task> found(AsyncOrchestrator orchestrator, TaskId id) {
        return orchestrator
                .find(id, EVERYTHING)
                .thenApply(task -> task.orElseThrow(() -> new TaskNotFoundException(id)));
    }

    /** The task as it is; but nobody reads it for a client that is gone, and who ends the wait does not wait for it. */
    private void endNow(CompletableFuture<Task> waiting, Exchange exchange, TaskId id) {
        if (exchange.isLetGo()) {
            waiting.completeExceptionally(Problem.clientGone());
            return;
        }
        readings.ask(() -> found(exchange.orchestrator(), id)).whenComplete((task, error) -> {
            if (error == null) {
                waiting.complete(task);
            } else {
                waiting.completeExceptionally(error);
            }
        });
    }

    CompletableFuture<Reply> list(Exchange exchange) {
        Query query = exchange.query();
        Set<TaskPart> parts = Include.of(query).parts();
        TaskQuery wanted = tasks(query);
        AsyncOrchestrator orchestrator = exchange.orchestrator();
        return PageSize.bounded(orchestrator, wanted, parts)
                .thenApply(page -> replies.of(TaskJson.page(wanted, parts), page));
    }

    private static TaskQuery tasks(Query query) {
        TaskQuery.Builder tasks = TaskQuery.builder();
        query.read("status", TaskStatus::parse).ifPresent(tasks::status);
        query.read("priority", Priority::parse).ifPresent(tasks::priority);
        query.read("queue", QueueName::of).ifPresent(tasks::queue);
        boolean recursive = query.flag("recursive");
        query.read("work_directory", WorkDirectory::of)
                .ifPresent(directory -> tasks.directory(new DirectoryScope(directory, recursive)));
        query.read("worker_id", WorkerId::of).ifPresent(tasks::worker);
        query.read("tag", tag -> TaskText.require("tag", tag, 1, LONGEST_TAG)).ifPresent(tasks::tag);
        query.instant("created_after").ifPresent(tasks::createdAfter);
        query.instant("created_before").ifPresent(tasks::createdBefore);
        query.read("order", TaskQuery.Order::parse).ifPresent(tasks::order);
        query.integer("limit", limit -> tasks.limit(limit).build().limit());
        query.integer("offset", offset -> tasks.offset(offset).build().offset());
        query.read("cursor", cursor -> TaskText.require("cursor", cursor, 1, 1_000))
                .ifPresent(tasks::cursor);
        return query.end(tasks::build);
    }

    CompletableFuture<Reply> history(Exchange exchange) {
        TaskId id = exchange.taskId();
        Query query = exchange.query();
        Optional<Integer> after =
                query.integer("after", value -> TaskLimits.requireBetween("after", value, 0, Integer.MAX_VALUE));
        Optional<Integer> limit = query.integer(
                "limit", value -> TaskLimits.requireBetween("limit", value, 1, Orchestrator.HISTORY_LIMIT));
        query.end();
        return exchange.orchestrator()
                .history(id, after.orElse(0), limit.orElse(Orchestrator.HISTORY_LIMIT))
                .thenApply(entries -> replies.of(TaskJson.HISTORY, entries));
    }

    CompletableFuture<Reply> waitReason(Exchange exchange) {
        TaskId id = exchange.taskId();
        exchange.noQuery();
        return exchange.orchestrator().explain(id).thenApply(reason -> replies.of(TaskJson.WAIT_REASON, reason));
    }

    CompletableFuture<Reply> statistics(Exchange exchange) {
        Query query = exchange.query();
        int hours = query.integer("hours", value -> value).orElse(STANDARD_HOURS);
        query.end();
        return exchange.orchestrator()
                .statistics(Duration.ofHours(hours))
                .thenApply(statistics -> replies.of(TaskJson.STATISTICS, statistics));
    }
}
