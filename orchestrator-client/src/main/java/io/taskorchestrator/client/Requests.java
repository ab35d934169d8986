package io.taskorchestrator.client;

import io.taskorchestrator.json.RequestJson;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Delete;
import io.taskorchestrator.lifecycle.Update;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskId;
import io.taskorchestrator.task.TaskQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The requests of the API. Tasks are asked for whole, as the embedded orchestrator answers them. */
final class Requests {

    private static final int NANOS_PER_MICRO = 1_000;
    private static final int MICRO_DIGITS = 6;

    private Requests() {}

    private static String path(TaskId id) {
        return "/tasks/" + id;
    }

    private static Request whole(Request request) {
        return request.parameter("include", "all");
    }

    static Request create(List<NewTask> tasks, String key) {
        Request request = tasks.size() == 1
                ? Request.post("/tasks", RequestJson.NEW_TASK.bytes(tasks.get(0)))
                : Request.post("/tasks/batch", RequestJson.BATCH.bytes(tasks));
        return whole(request).header("Idempotency-Key", key);
    }

    static Request claim(Claim claim) {
        return Request.post("/tasks/claim", RequestJson.CLAIM.bytes(claim)).waiting(claim.maxWait());
    }

    static Request completeAll(List<Complete> completions) {
        return whole(Request.post("/tasks/complete", RequestJson.COMPLETIONS.bytes(completions)));
    }

    static Request heartbeat(TaskId id, byte[] json) {
        return Request.post(path(id) + "/heartbeat", json);
    }

    /** What somebody does to a task, by the name that it has in the path. */
    static Request action(TaskId id, String name, byte[] json) {
        return whole(Request.post(path(id) + "/" + name, json));
    }

    static Request update(Update update) {
        Request request = whole(Request.patch(path(update.task()), RequestJson.PATCH.bytes(update.patch())));
        return ifMatch(request, update.ifVersion());
    }

    static Request delete(Delete delete) {
        Request request = Request.delete(path(delete.task()));
        return ifMatch(delete.force() ? request.parameter("force", "true") : request, delete.ifVersion());
    }

    private static Request ifMatch(Request request, Optional<Long> version) {
        return version.isEmpty() ? request : request.header("If-Match", "\"" + version.get() + "\"");
    }

    static Request find(TaskId id) {
        return Request.get(path(id));
    }

    /** The task, once it is finished or {@code wait} is over. */
    static Request await(TaskId id, Duration wait) {
        return wait.isZero()
                ? find(id)
                : find(id).parameter("wait_seconds", seconds(wait)).waiting(wait);
    }

    static Request history(TaskId id, int after, int limit) {
        return Request.get(path(id) + "/history")
                .parameter("after", Integer.toString(after))
                .parameter("limit", Integer.toString(limit));
    }

    static Request explain(TaskId id) {
        return Request.get(path(id) + "/wait-reason");
    }

    static Request statistics(long hours) {
        return Request.get("/statistics").parameter("hours", Long.toString(hours));
    }

    static Request list(TaskQuery query) {
        Request request = whole(Request.get("/tasks"))
                .parameter("order", query.order().text())
                .parameter("limit", Integer.toString(query.limit()))
                .parameter("offset", Integer.toString(query.offset()));
        request = with(request, "status", query.status().map(status -> status.text()));
        request = with(request, "priority", query.priority().map(priority -> priority.text()));
        request = with(request, "queue", query.queue().map(queue -> queue.value()));
        request = with(request, "worker_id", query.worker().map(worker -> worker.value()));
        request = with(request, "tag", query.tag());
        request = with(request, "created_after", query.createdAfter().map(Instant::toString));
        request = with(
                request,
                "created_before",
                query.createdBefore().map(instant -> upToMicros(instant).toString()));
        request = with(request, "cursor", query.cursor());
        if (query.directory().isPresent()) {
            request = request.parameter(
                            "work_directory",
                            query.directory().get().directory().path())
                    .parameter(
                            "recursive",
                            Boolean.toString(query.directory().get().recursive()));
        }
        return request;
    }

    private static Request with(Request request, String name, Optional<String> value) {
        return value.isEmpty() ? request : request.parameter(name, value.get());
    }

    /** Tasks are created at whole microseconds, and the server cuts what is finer: before x.5 is before x + 1. */
    private static Instant upToMicros(Instant instant) {
        return instant.plusNanos(NANOS_PER_MICRO - 1).truncatedTo(ChronoUnit.MICROS);
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos() / NANOS_PER_MICRO, MICRO_DIGITS)
                .stripTrailingZeros()
                .toPlainString();
    }
}
